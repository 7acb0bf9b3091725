"""Tables for the people of a town and of the chamber, to work on in a spreadsheet; with what the lists show them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query, Request
from sqlalchemy import RowMapping
from starlette.responses import Response

from campaign.api.columns import FIELDS
from campaign.api.parts import EditionQuery
from campaign.api.programme.words import BUSINESS_KINDS, KINDS
from campaign.domain import BusinessStatus, local_day
from campaign.queries import exchange as queries
from regio_chassis.access.granting import actor_of
from regio_chassis.audit import record
from regio_chassis.formats import CSV, XLSX, Cell, csv_bytes, document, produces, xlsx_bytes
from regio_chassis.web import Caller, Now, ReadingDep, Router, ScopeDep, Slug, Transaction, problems
from regio_chassis.web.kept import kept

router = Router(prefix="", tags=["Exports"])


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    XLSX = "xlsx"


FormatQuery = Annotated[
    TableFormat,
    Query(
        description="For a spreadsheet take XLSX: postcodes keep their zero there. CSV is for programs, "
        "Excel reads 06556 in it as the number 6556 whatever the file says"
    ),
]

_OFFERS = (
    *("Kennung", "Status", "Jahr", "Stadt", "Gastgeber", "Art", "Titel", "Termine", "Preis", "Ort", "Für Kinder"),
    *("Stufenlos", "Grund", "Beschreibung"),
)
_PARTICIPATIONS = ("Kennung", "Status", "Jahr", "Stadt", "Betrieb", "Art", "Branche", "Beworben am", "Grund")


def _told() -> dict[str, Any]:
    told = produces(CSV, "The table, as CSV or XLSX")
    told["responses"][200]["content"][XLSX] = {"schema": {"type": "string", "format": "binary"}}
    told["responses"] |= problems(401, 403)
    return told


@router.post("/businesses/export", operation_id="business.export", **_told())
async def export_businesses(
    request: Request,
    tx: Transaction,
    scope: ScopeDep,
    caller: Caller,
    now: Now,
    format: FormatQuery = TableFormat.CSV,
    town: Slug | None = None,
    status: BusinessStatus | None = None,
) -> Response:
    """Businesses with the people to ask, which is why it is put on record who exported them."""
    found = (await tx.execute(queries.exported_businesses(scope, town=town, status=status))).mappings().all()
    await record(tx, at=now, actor=actor_of(caller), action="business.export", target=f"town:{town or '*'}")
    return await _table(request, "betriebe", ("Kennung", "Status", *FIELDS), map(_business, found), format)


@router.get("/offers/export", operation_id="offer.export", **_told())
async def export_offers(
    request: Request,
    reading: ReadingDep,
    scope: ScopeDep,
    now: Now,
    format: FormatQuery = TableFormat.CSV,
    town: Slug | None = None,
    edition: EditionQuery = None,
) -> Response:
    """Offers in every state."""
    statement = queries.exported_offers(scope, today=local_day(now), town=town, edition=edition)
    found = (await reading.execute(statement)).mappings().all()
    return await _table(request, "angebote", _OFFERS, map(_offer, found), format)


@router.get("/participations/export", operation_id="participation.export", **_told())
async def export_participations(
    request: Request,
    reading: ReadingDep,
    scope: ScopeDep,
    format: FormatQuery = TableFormat.CSV,
    town: Slug | None = None,
    edition: EditionQuery = None,
) -> Response:
    """Participations in every state."""
    found = (await reading.execute(queries.exported_participations(scope, town=town, edition=edition))).mappings().all()
    return await _table(request, "teilnahmen", _PARTICIPATIONS, map(_participation, found), format)


async def _table(
    request: Request, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], format: TableFormat
) -> Response:
    if format is TableFormat.CSV:
        body, media_type = csv_bytes(header, rows), CSV
    else:
        body, media_type = await kept(request).pressed(xlsx_bytes, header, rows, title=name.capitalize()), XLSX
    return document(body, media_type, filename=f"{name}.{format}", attached=True)


def _business(row: RowMapping) -> Sequence[Cell]:
    facts = {
        **row,
        "kind": BUSINESS_KINDS[row["kind"]],
        "town_key": row["town_name"],
        "links": row["links"][0].url if row["links"] else None,
    }
    return (str(row["id"]), str(row["status"]), *(facts[field] for field in FIELDS.values()))


def _offer(row: RowMapping) -> Sequence[Cell]:
    dates = "\n".join(f"{held.day} {held.starts:%H:%M}-{held.ends:%H:%M}" for held in row["dates"])
    return (
        *(str(row["id"]), str(row["status"]), row["edition_year"], row["town_name"]),
        *(row["business_name"] or row["town_name"], KINDS[row["kind"]], row["title"], dates, row["price_note"]),
        *(row["location"], row["for_children"], row["accessible"], row["reason"], row["description"]),
    )


def _participation(row: RowMapping) -> Sequence[Cell]:
    return (
        *(str(row["id"]), str(row["status"]), row["edition_year"], row["town_name"], row["business_name"]),
        *(BUSINESS_KINDS[row["kind"]], row["branch"], local_day(row["applied_at"]), row["reason"]),
    )
