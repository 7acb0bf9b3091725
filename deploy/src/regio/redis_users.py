"""
Who may do what in Redis: a user per service, one for the operator, and one per stranger who was given a login.

Commands are named one by one: a category such as ``@connection`` has CLIENT PAUSE in it, which stops the bus for
everybody, and ``@stream`` has XREADGROUP, by which a reader may take what another was sent. Nobody has scripts, EVAL
being where the worst holes of Redis were (CVE-2025-49844).
"""

import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

SERVICES = ("campaign", "network", "placement")
OPERATOR = "operator"
_CONNECTING = "+hello +ping +quit +client|setname +client|setinfo +client|id"
_READING = "+xread +xrange +xrevrange +xlen"
_RELAYING = "+multi +exec +discard +watch +unwatch +xadd +xlen +xrange +xinfo|stream +del"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")

LIMITS = {
    "maxclients": "512",
    "maxmemory-clients": "32mb",
    "client-output-buffer-limit": "normal 16mb 4mb 10",
    "proto-max-bulk-len": "16mb",
    "tcp-keepalive": "60",
}
"""
What keeps readers who do not read from filling the server's memory; docker-compose.yml gives Redis the same.

An answer of more than 16 MB is cut off (readers ask with COUNT), and all clients together hold 32 MB: above it the
greediest connection ends. Bytes as Redis reads them: mb is 1024 * 1024.
"""


class NoLogin(Exception):
    """The login cannot be made; the message says why."""


def services_and_operator(passwords: Mapping[str, str]) -> str:
    """
    The ACL file with the users that must be there, ``passwords`` by user; only their hashes stand in it.

    The passwords are random and long, so that their hashes may be read by whoever reads the file.
    """
    lines = ["user default reset off", _user(OPERATOR, passwords[OPERATOR], "~* &* +@all")]
    lines += [_user(service, passwords[service], _service(service)) for service in SERVICES]
    return "\n".join(lines) + "\n"


def add_subscriber(file: Path, name: str) -> str:
    """
    Give ``name`` a login that reads the public channels and can do nothing else; returns its password, kept nowhere.

    Raises:
        NoLogin: the name is taken or not one, or ``file`` is not there.
    """
    user = f"subscriber-{name}"
    if not _NAME.fullmatch(name):
        raise NoLogin("Ein Name hat 2 bis 40 Zeichen: kleine Buchstaben, Ziffern, Bindestriche")
    if not file.exists():
        raise NoLogin(f"{file} gibt es nicht; `regio init` schreibt sie")
    users = [line.split()[1] for line in file.read_text().splitlines() if line.startswith("user ")]
    if user in users:
        raise NoLogin(f"{user} gibt es schon")
    password = secrets.token_hex(24)
    # Appended in place: a container that has the folder mounted sees the same file.
    with file.open("a") as out:
        out.write(_user(user, password, _stranger()) + "\n")
    return password


def remove_subscriber(file: Path, name: str) -> None:
    """
    Take a stranger's login away; Redis ends its connections when it loads the file.

    Raises:
        NoLogin: there is none of this name.
    """
    lines = file.read_text().splitlines(keepends=True) if file.exists() else []
    kept = [line for line in lines if not line.startswith(f"user subscriber-{name} ")]
    if len(kept) == len(lines):
        raise NoLogin(f"subscriber-{name} gibt es nicht")
    file.write_text("".join(kept))


def subscribers(file: Path) -> list[str]:
    """The names that have a login."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.split()[1].removeprefix("subscriber-") for line in lines if line.startswith("user subscriber-")]


def _user(name: str, password: str, rights: str) -> str:
    return f"user {name} reset on #{sha256(password.encode()).hexdigest()} {rights}"


def _service(name: str) -> str:
    """Writes its own two channels, reads the others' (a selector of its own: it must not write there)."""
    sisters = " ".join(f"%R~{other}.events" for other in SERVICES if other != name)
    return f"-@all {_CONNECTING} {_RELAYING} ~{name}.events ~{name}.public ({_READING} +xinfo|stream {sisters})"


def _stranger() -> str:
    """Without XINFO: it shows who else reads."""
    return f"-@all {_CONNECTING} {_READING} " + " ".join(f"%R~{service}.public" for service in SERVICES)
