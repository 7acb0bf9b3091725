"""``regio subscriber``: Redis logins of strangers, who read the public channels."""

from pathlib import Path
from typing import Annotated

import typer

from regio.saying import Json, refuse, say

subscriber = typer.Typer(no_args_is_help=True)
EnvFile = Annotated[Path, typer.Option(dir_okay=False, help="The file that `regio init` wrote.")]


@subscriber.command(name="add")
def add_subscriber(
    name: Annotated[str, typer.Argument(help="Small letters, digits, hyphens, e.g. zeitung")],
    file: EnvFile = Path(".env"),
    as_json: Json = False,
) -> None:
    """Make a login that reads the public channels and can do nothing else; its password is shown this once."""
    from regio.deployment import users_file
    from regio.redis_users import NoLogin, add_subscriber

    try:
        password = add_subscriber(users_file(file), name)
    except NoLogin as error:
        refuse(str(error), as_json)
    load = _load(file)
    lines = [f"Benutzer  subscriber-{name}", f"Kennwort  {password}", f"Gilt nach: {load}"]
    say({"user": f"subscriber-{name}", "password": password, "load": load}, lines, as_json)


@subscriber.command(name="remove")
def remove_subscriber(
    name: Annotated[str, typer.Argument(help="As it was added")],
    file: EnvFile = Path(".env"),
    as_json: Json = False,
) -> None:
    """Take a login away; Redis ends its connections when it loads the file."""
    from regio.deployment import users_file
    from regio.redis_users import NoLogin, remove_subscriber

    try:
        remove_subscriber(users_file(file), name)
    except NoLogin as error:
        refuse(str(error), as_json)
    load = _load(file)
    lines = [f"subscriber-{name} ist gelöscht", f"Gilt nach: {load}"]
    say({"removed": f"subscriber-{name}", "load": load}, lines, as_json)


@subscriber.command(name="list")
def list_subscribers(file: EnvFile = Path(".env"), as_json: Json = False) -> None:
    """Who has a login."""
    from regio.deployment import users_file
    from regio.redis_users import subscribers

    names = subscribers(users_file(file))
    say({"subscribers": names}, names, as_json)


def _load(file: Path) -> str:
    """What makes Redis read its users again; by TLS where there are certificates for it."""
    from regio.certificates import folder_of

    client = "redis-cli --tls --cacert /etc/ca.crt -h redis" if folder_of(file).exists() else "redis-cli"
    return f"docker compose exec redis sh -c 'REDISCLI_AUTH=$REDIS_PASSWORD {client} --user operator ACL LOAD'"
