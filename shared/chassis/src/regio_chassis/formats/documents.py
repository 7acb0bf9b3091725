"""PDF out: tagged and readable aloud (PDF/UA-1), set with Typst; and QR codes."""

import io
import tempfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic_core import to_json

PDF = "application/pdf"
SVG = "image/svg+xml"

_PREAMBLE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: (), date: none)
#set text(lang: "de", region: "DE", hyphenate: true)
"""


def pdf(template: str, data: Mapping[str, Any], *, title: str) -> bytes:
    """
    ``template`` is Typst markup of ours, with ``data`` at hand as ``data``; texts in it stay texts, whatever they say.

    A4 unless the template says otherwise. The same data are the same bytes. Every image needs ``alt``; headings are
    headings, because the outline for screen readers is made of them. It takes 30 to 100 ms of one processor: call it
    in a thread.

    Raises:
        ValueError: the template does not compile, or cannot be PDF/UA-1 (an image without ``alt``).
    """
    import typst

    # The stub wants the root to be of the type of the input.
    nowhere: Any = _nowhere()
    given = {"data": to_json({**data, "title": title}).decode()}
    try:
        made = typst.compile(
            (_PREAMBLE + template).encode(),
            root=nowhere,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=given,
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        raise ValueError(f"the template cannot be set: {error}") from None
    return made


def qr(text: str, *, quiet_zone: int = 4) -> str:
    """``text``, mostly an address, as the SVG of a QR code that a quarter of may be torn off (error level Q)."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=quiet_zone, xmldecl=False, svgns=True)
    return out.getvalue().decode().strip()


@cache
def _nowhere() -> str:
    # Typst reads files below its root only: an empty folder holds none.
    return tempfile.mkdtemp(prefix="typst-")
