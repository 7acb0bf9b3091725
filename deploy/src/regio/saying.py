"""How every command of the operator answers: for people, or with one JSON document."""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NoReturn

import typer

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]


def say(document: Mapping[str, Any], lines: Iterable[str], as_json: bool) -> None:
    """Print the document, or the lines for people."""
    if as_json:
        typer.echo(json.dumps(document, default=str, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)


def refuse(message: str, as_json: bool) -> NoReturn:
    """Say why it cannot be done, and end with 1."""
    if as_json:
        say({"error": message}, [], as_json)
    else:
        typer.echo(f"regio: {message}", err=True)
    raise typer.Exit(1)
