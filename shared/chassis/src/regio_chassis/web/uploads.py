"""Tables that people send: CSV or XLSX as the body itself, up to 5 MiB, to the routes that take one."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from regio_chassis.web.received import body_of, header_of

UPLOAD_BYTES = 5 * 1024 * 1024
CSV_MEDIA = "text/csv"
XLSX_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# "text/csv" with whatever charset: how a file is encoded is found out from the file.
_TABLE = re.compile(rf"(?:{re.escape(CSV_MEDIA)}|{re.escape(XLSX_MEDIA)})(?:\s*;.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """What arrived; ``name`` ends as its media type says."""

    name: str
    data: bytes


def is_table(media_type: str) -> bool:
    """A media type that only routes with an upload take."""
    return _TABLE.fullmatch(media_type) is not None


async def read_upload(request: Request) -> Upload:
    """The body of a request that the guard has let through."""
    sheet = (header_of(request, b"content-type") or "").lower().startswith(XLSX_MEDIA)
    return Upload("tabelle.xlsx" if sheet else "tabelle.csv", body_of(request))


TableUpload = Annotated[Upload, Depends(read_upload)]
"""The table a route takes; its decorator says so with ``openapi_extra=TAKES_TABLE``."""

TAKES_TABLE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "CSV (UTF-8 or Windows-1252) or XLSX, at most 5 MiB and 5,000 rows",
        "content": {
            CSV_MEDIA: {"schema": {"type": "string", "format": "binary"}},
            XLSX_MEDIA: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
