"""The record of processing activities (Art. 30 GDPR), written from the columns and their rules."""

from collections.abc import Iterator, Sequence

from sqlalchemy import MetaData, Table

from regio_chassis.data_classes import PERSONAL, DataClass, class_of
from regio_chassis.retention import Rule

_GERMAN = {
    DataClass.PUBLIC: "öffentlich",
    DataClass.ORGANISATION: "Organisation",
    DataClass.PERSON: "Person",
    DataClass.MINOR: "Minderjährige",
    DataClass.SECRET: "Geheimnis",
}


def processing_record(title: str, metadata: MetaData, rules: Sequence[Rule]) -> str:
    """Markdown, German: for every rule what is kept, how long, on what ground, and in which columns."""
    return "\n".join(_lines(title, metadata, rules)) + "\n"


def _lines(title: str, metadata: MetaData, rules: Sequence[Rule]) -> Iterator[str]:
    yield f"# Verzeichnis von Verarbeitungstätigkeiten: {title}"
    yield ""
    yield "Nach Art. 30 DSGVO, aus den Tabellen des Dienstes erzeugt. Verantwortlicher, Zwecke im Einzelnen und"
    yield "Empfänger ergänzt, wer den Dienst betreibt; die Fristen sind Vorschläge, über die der Verantwortliche"
    yield "entscheidet."
    for rule in rules:
        found = [(table, names) for table in metadata.sorted_tables if (names := _columns(table, rule.id))]
        if not found:
            continue
        yield from ("", f"## {rule.about}", "", f"- Aufbewahrung: {rule.period}")
        ended = "von selbst, täglich" if rule.work else "durch Entscheidung einer Person"
        yield f"- Rechtsgrundlage oder Zweck: {rule.ground}"
        yield f"- Löschung: {ended} (Regel `{rule.id}`)"
        yield from ("", "| Tabelle | Datenklasse | Angaben |", "|---|---|---|")
        for table, names in found:
            for data_class in DataClass:
                if data_class in names:
                    yield f"| `{table.name}` | {_GERMAN[data_class]} | {', '.join(names[data_class])} |"
    personal = sum(class_of(column) in PERSONAL for table in metadata.sorted_tables for column in table.columns)
    yield ""
    yield f"{personal} Spalten betreffen Personen."


def _columns(table: Table, rule_id: str) -> dict[DataClass, list[str]]:
    found: dict[DataClass, list[str]] = {}
    for column in table.columns:
        data_class = class_of(column)
        if data_class is not None and column.info.get("retention") == rule_id:
            found.setdefault(data_class, []).append(column.key)
    return found
