"""The same story with the users of `regio init` over TLS: each service comes to Redis under its own name and rights."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acl_server import GuardedServer, TlsEndpoint
from test_story import test_a_decision_ends_as_a_badge_and_every_hop_names_its_cause as _the_story

test_the_story_is_the_same_when_nobody_may_do_more_than_they_must = _the_story


class TlsServer(GuardedServer):
    """Reached through TLS only, by an authority that the services are told of."""

    tls: TlsEndpoint

    def url_for(self, user: str) -> str:
        return f"rediss://{user}:{self.passwords[user]}@127.0.0.1:{self.tls.port}?ssl_ca_certs={self.tls.ca_file}"


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[GuardedServer]:
    server = TlsServer(tmp_path)
    server.start()
    with TlsEndpoint(server.port, tmp_path) as server.tls:
        yield server
        with server.client() as operator:
            refused = operator.execute_command("ACL LOG")
    server.stop()
    assert refused == []
