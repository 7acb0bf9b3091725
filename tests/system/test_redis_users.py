"""Who may do what in Redis, asked of a real server that has loaded the file of `regio init`."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import redis
from acl_server import GuardedServer, TlsEndpoint
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoPermissionError, ResponseError

from regio.redis_users import NoLogin, add_subscriber, remove_subscriber, services_and_operator, subscribers
from regio_chassis.testing.servers import RedisServer

STRANGER = "subscriber-zeitung"
DRY_RUN = {
    # command: who may
    "PING": {"campaign", "network", STRANGER},
    "HELLO 3": {"campaign", "network", STRANGER},
    "CLIENT SETNAME x": {"campaign", "network", STRANGER},
    "CLIENT SETINFO LIB-NAME x": {"campaign", "network", STRANGER},
    "XADD campaign.events MAXLEN ~ 10 1-0 __data__ x": {"campaign"},
    "XADD campaign.public 1-0 __data__ x": {"campaign"},
    "XADD network.events 1-0 __data__ x": {"network"},
    "XADD other.events 1-0 __data__ x": set(),
    "DEL campaign.events": {"campaign"},
    "DEL network.events": {"network"},
    "MULTI": {"campaign", "network"},
    "WATCH campaign.events": {"campaign"},
    "XINFO STREAM campaign.events": {"campaign", "network"},
    "XINFO STREAM campaign.public": {"campaign"},
    "XREAD COUNT 5 BLOCK 1000 STREAMS network.events 0-0": {"campaign"},
    "XREAD COUNT 5 BLOCK 1000 STREAMS campaign.events 0-0": {"network"},
    "XREAD COUNT 5 STREAMS campaign.public 0-0": {STRANGER},
    "XREAD COUNT 5 STREAMS campaign.public campaign.events 0-0 0-0": set(),
    "XREAD COUNT 5 STREAMS placement.events 0-0": {"campaign", "network"},
    "XRANGE campaign.events - +": {"campaign", "network"},
    "XRANGE placement.public - +": {STRANGER},
    "XREVRANGE network.public + - COUNT 1": {STRANGER},
    "XLEN placement.public": {STRANGER},
    # What nobody but the operator may.
    "XREADGROUP GROUP g c STREAMS campaign.public >": set(),
    "XGROUP CREATE campaign.public g 0": set(),
    "XACK campaign.public g 1-0": set(),
    "XCLAIM campaign.public g c 0 1-0": set(),
    "XAUTOCLAIM campaign.public g c 0 0": set(),
    "XTRIM campaign.public MAXLEN 0": set(),
    "XDEL campaign.public 1-0": set(),
    "XSETID campaign.public 5-0": set(),
    "XINFO STREAM campaign.public FULL": {"campaign"},
    "XINFO GROUPS campaign.public": set(),
    "XINFO CONSUMERS campaign.public g": set(),
    "SET campaign.events x": set(),
    "SET x y": set(),
    "GET campaign.public": set(),
    "RENAME campaign.public x": set(),
    "EXPIRE campaign.public 1": set(),
    "COPY campaign.public x": set(),
    "DUMP campaign.public": set(),
    "SORT campaign.public": set(),
    "EXISTS campaign.public": set(),
    "KEYS *": set(),
    "SCAN 0": set(),
    "RANDOMKEY": set(),
    "DBSIZE": set(),
    "FLUSHALL": set(),
    "FLUSHDB": set(),
    "SWAPDB 0 1": set(),
    "SELECT 1": set(),
    "CLIENT PAUSE 1000": set(),
    "CLIENT UNPAUSE": set(),
    "CLIENT KILL TYPE normal": set(),
    "CLIENT LIST": set(),
    "CLIENT NO-EVICT on": set(),
    "CLIENT REPLY OFF": set(),
    "CLIENT TRACKING on": set(),
    "CONFIG GET *": set(),
    "CONFIG SET maxmemory 1": set(),
    "ACL LIST": set(),
    "ACL WHOAMI": set(),
    "ACL SETUSER x": set(),
    "INFO": set(),
    "COMMAND": set(),
    "MONITOR": set(),
    "SLOWLOG GET": set(),
    "LATENCY RESET": set(),
    "MEMORY USAGE campaign.public": set(),
    "DEBUG SLEEP 5": set(),
    "SHUTDOWN NOSAVE": set(),
    "SAVE": set(),
    "BGREWRITEAOF": set(),
    "REPLICAOF host 1": set(),
    "SYNC": set(),
    "PSYNC ? -1": set(),
    "FAILOVER": set(),
    "MODULE LIST": set(),
    "EVAL return 0": set(),
    "SCRIPT LOAD x": set(),
    "SCRIPT KILL": set(),
    "FUNCTION LIST": set(),
    "FCALL x 0": set(),
    "WAIT 1 0": set(),
    "WAITAOF 1 0 0": set(),
    "BLPOP x 0": set(),
    "SUBSCRIBE x": set(),
    "PSUBSCRIBE *": set(),
    "PUBLISH x y": set(),
    "PUBSUB CHANNELS": set(),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedServer]:
    found = GuardedServer(tmp_path_factory.mktemp("acl"))
    found.start()
    with found.client() as operator:
        for service in ("campaign", "network", "placement"):
            for channel in ("events", "public"):
                operator.xadd(f"{service}.{channel}", {"__data__": "x"}, id="1-0")
    yield found
    found.stop()


@pytest.mark.parametrize("command", DRY_RUN)
def test_each_user_may_do_what_the_table_says_and_nothing_else(server: GuardedServer, command: str) -> None:
    arguments = command.split(" ")
    if arguments[0] == "EVAL":
        arguments = ["EVAL", "return 0", "0"]
    with server.client() as operator:
        said = {
            user: operator.execute_command("ACL DRYRUN", user, *arguments) for user in ("campaign", "network", STRANGER)
        }

    assert {user for user, answer in said.items() if answer == "OK"} == DRY_RUN[command], said


def test_a_key_that_is_not_ones_own_is_for_reading_whatever_the_commands(server: GuardedServer) -> None:
    """A second lock: a command that writes, given by mistake, still finds no key to write to."""
    with server.client() as operator:
        lines: list[str] = operator.execute_command("ACL LIST")
    keys = {
        line.split()[1]: {word for word in line.replace("(", " ").replace(")", " ").split() if "~" in word}
        for line in lines
    }

    for user in ("campaign", "network", "placement"):
        assert {key for key in keys[user] if not key.startswith("%R~")} == {f"~{user}.events", f"~{user}.public"}
    assert keys[STRANGER] == {f"%R~{service}.public" for service in ("campaign", "network", "placement")}


def test_the_table_names_every_command_that_anybody_but_the_operator_has(server: GuardedServer) -> None:
    with server.client() as operator:
        given = {
            word.removeprefix("+").replace("|", " ").upper()
            for line in operator.execute_command("ACL LIST")
            for word in line.replace("(", " ").replace(")", " ").split()
            if word.startswith("+") and word != "+@all"
        }

    tried = {" ".join(command.split()[:2]) for command in DRY_RUN} | {command.split()[0] for command in DRY_RUN}
    assert given - tried == {"QUIT", "CLIENT ID", "EXEC", "DISCARD", "UNWATCH"}


@pytest.mark.parametrize(
    "command",
    [
        "XADD campaign.public 9-0 __data__ x",
        "XRANGE campaign.events - +",
        "XREADGROUP GROUP g c STREAMS campaign.public >",
        "CLIENT PAUSE 2000",
        "CLIENT LIST",
        "CLIENT KILL TYPE normal",
        "CONFIG GET maxmemory",
        "KEYS *",
        "FLUSHALL",
        "SCRIPT FLUSH",
        "WAIT 1 1000",
        "INFO",
        "SHUTDOWN NOSAVE",
    ],
)
def test_a_stranger_with_a_login_is_refused_and_the_bus_goes_on(server: GuardedServer, command: str) -> None:
    with server.client(STRANGER) as stranger, server.client() as operator:
        with pytest.raises(NoPermissionError):
            stranger.execute_command(*command.split())

        began = time.monotonic()
        assert operator.xlen("campaign.public") == 1
        assert time.monotonic() - began < 1


def test_a_stranger_reads_the_public_channels(server: GuardedServer) -> None:
    with server.client(STRANGER) as stranger:
        for service in ("campaign", "network", "placement"):
            assert stranger.xread({f"{service}.public": "0-0"}, count=10)


def test_nobody_comes_in_without_a_name(server: GuardedServer) -> None:
    with redis.Redis.from_url(server.url) as nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()


def test_a_login_that_was_taken_away_ends_at_once(server: GuardedServer) -> None:
    server.passwords["subscriber-kurz"] = add_subscriber(server.file, "kurz")
    with server.client() as operator, server.client("subscriber-kurz") as stranger:
        operator.execute_command("ACL LOAD")
        assert stranger.xlen("campaign.public") == 1

        remove_subscriber(server.file, "kurz")
        operator.execute_command("ACL LOAD")

        with pytest.raises((RedisConnectionError, redis.AuthenticationError)):
            stranger.xlen("campaign.public")
    assert subscribers(server.file) == ["zeitung"]


def test_a_login_is_added_once_and_only_under_a_plain_name(tmp_path: Path) -> None:
    file = tmp_path / "users.acl"
    file.write_text(services_and_operator(dict.fromkeys(["campaign", "network", "placement", "operator"], "p")))
    password = add_subscriber(file, "zeitung")
    before = file.read_text()

    for name in ("zeitung", "x on nopass +@all", "Z", "a\nuser root on nopass", ""):
        with pytest.raises(NoLogin):
            add_subscriber(file, name)

    assert file.read_text() == before
    assert password not in before


def _memory(operator: "redis.Redis", figure: str) -> int:
    return int(operator.info("memory")[figure])


def _fill(operator: "redis.Redis", megabytes: int) -> None:
    for _ in range(megabytes * 16):
        operator.xadd("campaign.public", {"__data__": "x" * 65536})


def _growth(server: RedisServer, operator: "redis.Redis", asked: str, seconds: float) -> float:
    """How many MiB the server grew at its worst, while 30 connections asked and did not read."""
    before = _memory(operator, "used_memory")
    with ExitStack() as stack:
        for _ in range(30):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            with suppress(ConnectionError):
                connection.sendall(asked.encode())
        time.sleep(seconds)
        return (_memory(operator, "used_memory_peak") - before) / 2**20


SLOW = {
    "the whole stream at once": "XRANGE campaign.public - +\r\n",
    "just less than is cut off": "XRANGE campaign.public - + COUNT 240\r\n",
    "many small answers": "XREAD COUNT 20 STREAMS campaign.public 0\r\n" * 200,
}


@pytest.mark.parametrize("asked", SLOW)
def test_thirty_strangers_who_do_not_read_do_not_grow_the_server_by_64_mib(asked: str, tmp_path: Path) -> None:
    server = GuardedServer(tmp_path)
    server.start()
    try:
        with server.client() as operator:
            _fill(operator, 20)

            grown = _growth(server, operator, f"AUTH {STRANGER} {server.passwords[STRANGER]}\r\n{SLOW[asked]}", 2)

            assert grown < 64
            assert operator.ping()
    finally:
        server.stop()


def test_without_the_limits_they_do(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url, decode_responses=True, socket_timeout=60) as operator:
        _fill(operator, 20)

        assert _growth(redis_server, operator, SLOW["just less than is cut off"], 2) > 300


def test_redis_over_tls_with_our_authority_and_not_without(server: GuardedServer, tmp_path: Path) -> None:
    with TlsEndpoint(server.port, tmp_path) as tls:
        address = f"://{STRANGER}:{server.passwords[STRANGER]}@127.0.0.1:{tls.port}"
        with redis.Redis.from_url(f"rediss{address}?ssl_ca_certs={tls.ca_file}") as known:
            assert known.xlen("campaign.public") == 1
        with (
            redis.Redis.from_url(f"rediss{address}") as unknown,
            pytest.raises(RedisConnectionError, match="CERTIFICATE"),
        ):
            unknown.ping()
        with redis.Redis.from_url(f"redis{address}") as plain, pytest.raises((RedisConnectionError, ResponseError)):
            plain.ping()
