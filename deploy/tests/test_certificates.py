"""The certificates of `regio init --tls`: believed for their server, for nothing else, and by who has our authority."""

import json
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socketpair

import pytest
from typer.testing import CliRunner

from regio.certificates import RENEW, SERVERS, VALID, write_certificates
from regio.cli import app
from regio.doctor import certificates
from regio_chassis.doctor import State

NOW = datetime.now(UTC)


def greet(folder: Path, server: str, *, as_name: str, authority: Path) -> None:
    """One TLS handshake with ``server`` as a service does it, strictly by RFC 5280."""
    ours, theirs = socketpair()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / server / "server.crt", folder / server / "server.key")

    def serve() -> None:
        # Who is refused says so here, too; the one who asks is the one to look at.
        with theirs, suppress(OSError):
            serving.wrap_socket(theirs, server_side=True).close()

    thread = threading.Thread(target=serve)
    thread.start()
    asking = ssl.create_default_context(cafile=str(authority))
    asking.verify_flags |= ssl.VERIFY_X509_STRICT
    try:
        with ours:
            asking.wrap_socket(ours, server_hostname=as_name).close()
    finally:
        thread.join(5)


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_is_believed_under_its_own_name_and_on_its_own_machine(tmp_path: Path, server: str) -> None:
    write_certificates(tmp_path / "tls", at=NOW)

    for name in (server, "localhost", "127.0.0.1"):
        greet(tmp_path / "tls", server, as_name=name, authority=tmp_path / "tls" / "ca.crt")


@pytest.mark.parametrize("server", SERVERS)
def test_nobody_passes_for_another_server_or_by_another_authority(tmp_path: Path, server: str) -> None:
    write_certificates(tmp_path / "tls", at=NOW)
    write_certificates(tmp_path / "other", at=NOW)
    (other,) = set(SERVERS) - {server}

    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        greet(tmp_path / "tls", server, as_name=other, authority=tmp_path / "tls" / "ca.crt")
    with pytest.raises(ssl.SSLCertVerificationError):
        greet(tmp_path / "other", server, as_name=server, authority=tmp_path / "tls" / "ca.crt")


def test_the_key_of_the_authority_is_kept_nowhere_and_nobody_else_gets_in(tmp_path: Path) -> None:
    write_certificates(tmp_path / "tls", at=NOW)

    files = {str(file.relative_to(tmp_path / "tls")) for file in (tmp_path / "tls").rglob("*") if file.is_file()}
    assert files == {"ca.crt", *(f"{server}/server.{kind}" for server in SERVERS for kind in ("crt", "key"))}
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700


def test_init_makes_certificates_also_for_secrets_that_are_there_and_never_overwrites(tmp_path: Path) -> None:
    def init(*more: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["init", "--file", str(tmp_path / ".env"), "--json", *more])
        return done.exit_code, done.output

    assert init()[0] == 0
    secrets = (tmp_path / ".env").read_text()
    code, said = init("--tls")
    authority = (tmp_path / "tls" / "ca.crt").read_text()
    again, _ = init("--tls")

    assert (code, again) == (0, 1)
    assert json.loads(said)["written"] == []
    assert (tmp_path / ".env").read_text() == secrets
    assert (tmp_path / "tls" / "ca.crt").read_text() == authority


@pytest.mark.parametrize("there", ["tls/ca.crt", "redis/users.acl"])
def test_init_that_is_refused_has_written_nothing(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir()
    (tmp_path / there).touch()

    done = CliRunner().invoke(app, ["init", "--tls", "--file", str(tmp_path / ".env")])

    assert done.exit_code == 1
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [tmp_path / there]


@pytest.mark.parametrize(("more", "client"), [((), ""), (("--tls",), " --tls --cacert /etc/ca.crt -h redis")])
def test_what_loads_a_login_speaks_tls_where_redis_does(tmp_path: Path, more: tuple[str, ...], client: str) -> None:
    def answer(*asked: str) -> dict[str, str]:
        done = CliRunner().invoke(app, [*asked, "--file", str(tmp_path / ".env"), "--json"])
        found: dict[str, str] = json.loads(done.output)
        return found

    answer("init", *more)
    added, removed = answer("subscriber", "add", "zeitung"), answer("subscriber", "remove", "zeitung")

    assert f"redis-cli{client} --user operator ACL LOAD" in added["load"]
    assert removed["load"] == added["load"]


def test_the_doctor_sees_certificates_that_end_and_keys_that_others_can_read(tmp_path: Path) -> None:
    def bad(folder: Path) -> set[str]:
        return {finding.check for finding in certificates(folder) if finding.state is State.BAD}

    write_certificates(tmp_path / "new", at=NOW)
    write_certificates(tmp_path / "old", at=NOW - VALID + RENEW - timedelta(days=1))
    write_certificates(tmp_path / "open", at=NOW)
    (tmp_path / "open").chmod(0o755)
    write_certificates(tmp_path / "half", at=NOW)
    (tmp_path / "half" / "redis" / "server.crt").unlink()

    assert bad(tmp_path / "none") == bad(tmp_path / "new") == set()
    assert bad(tmp_path / "old") == bad(tmp_path / "half") == {"certificates"}
    assert bad(tmp_path / "open") == {"keys"}
