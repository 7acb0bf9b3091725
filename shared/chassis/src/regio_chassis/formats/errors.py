"""Why a file is not read."""

from collections.abc import Sequence

from regio_chassis.errors import Fault, InvalidInput


class FileRefused(InvalidInput):
    """
    A file cannot be read as a table, or cells of it cannot be used; nothing of it was stored.

    Each fault points to ``/<line>/<column>``, lines counted as a spreadsheet shows them, columns by their heading.
    """

    code = "file-refused"
    title = "The file cannot be read as it is; nothing of it was stored."
    title_de = "Die Datei kann so nicht gelesen werden; es wurde nichts gespeichert."


def refused(code: str, detail: str, *, line: int | None = None, column: str | None = None) -> FileRefused:
    """One fault; see :func:`at`."""
    return FileRefused([at(code, detail, line=line, column=column)])


def at(code: str, detail: str, *, line: int | None = None, column: str | None = None) -> Fault:
    """A fault in a line and column of a file; ``detail`` is German, for the person who made the file."""
    pointer = "".join(f"/{step}" for step in (line, column) if step is not None)
    return Fault(pointer, code, detail, "file")


def all_of(faults: Sequence[Fault], *, most: int = 100) -> FileRefused:
    """The first ``most`` of ``faults``: nobody mends more than that at once."""
    return FileRefused(faults[:most])
