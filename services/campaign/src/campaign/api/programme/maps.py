"""
The programme as a map: one SVG that works by itself, without script, font or picture from anywhere.

Where it is put into a page, the page's own list stands beside it; opened alone, its legend is that list.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from math import hypot, log10
from textwrap import wrap
from xml.etree import ElementTree as ET  # written only, never read

from campaign.api.programme.paper import EDGE, RADIUS, WIDTH, Mark, Spot, meet, part, projected
from campaign.domain.programme import Entry
from regio_chassis.formats.cells import clean

MOST = 99
"""Numbers on one map; what is beyond is a dot without one."""
LINE = 18.0
WORDS = 34.0
"""Where the words of the legend begin; their numbers stand before."""
LETTERS = 42
"""So many of any system's letters fit into a line of the legend."""
LETTER = 6.2
"""How wide a letter of a name on the map is at most, on average."""
# Its own names: put into a page, the style holds for the whole page.
STYLE = (
    ".karte{width:100%;height:auto;max-width:45rem;display:block;margin:0 auto;font:12px system-ui,sans-serif}"
    ".k-paper{fill:#f3f6f8}.k-ink{fill:#1b2733}.k-head{font-size:15px;font-weight:600}.k-small{font-size:10px}"
    ".k-line{stroke:#54687a;stroke-width:1;fill:none}.k-dot,.k-place{fill:#0b5c8a}"
    ".k-number{fill:#fff;font-size:10px;font-weight:600;text-anchor:middle}"
    "@media(prefers-color-scheme:dark){.karte{background:#11171c}.k-paper{fill:#1b232b}.k-ink{fill:#e8eef3}"
    ".k-line{stroke:#9fb2c2}.k-dot,.k-place{fill:#7cc4f0}.k-number{fill:#0b1620}}"
    "@media(forced-colors:active){.karte{background:Canvas}.k-paper,.k-place{fill:Canvas}.k-place{stroke:CanvasText}"
    ".k-ink,.k-number,.k-dot{fill:CanvasText}.k-line{stroke:CanvasText}}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Content-Security-Policy under which the map is opened alone: its own style, and nothing else."""


def programme_map(entries: Sequence[Entry], *, town: str | None) -> bytes:
    """Towns, or the hosts of one ``town``, with what is on there; what was called off does not count."""
    taking_place = [entry for entry in entries if not entry.cancelled and entry.held]
    spots = _spots(taking_place, in_town=town is not None)
    name = taking_place[0].town.name if town is not None and taking_place else None
    return _drawn(spots, heading=f"Heimat shoppen {name}" if name else "Heimat shoppen", in_town=town is not None)


def _spots(entries: Iterable[Entry], *, in_town: bool) -> list[Spot]:
    places = Counter((_name(entry, in_town=in_town), _position(entry, in_town=in_town)) for entry in entries)
    found = [Spot(name, position, offers) for (name, position), offers in places.items()]
    return sorted(found, key=lambda spot: (spot.position is None, spot.name))


def _name(entry: Entry, *, in_town: bool) -> str:
    return entry.town.name if not in_town or entry.host is None else entry.host.public_name


def _position(entry: Entry, *, in_town: bool) -> tuple[float, float] | None:
    return entry.position if in_town else (entry.town.latitude, entry.town.longitude)


def _drawn(spots: Sequence[Spot], *, heading: str, in_town: bool) -> bytes:
    placed = [spot for spot in spots if spot.position is not None]
    marks, paper, unit = projected(placed) if placed else ([], 0.0, 0.0)
    lines = _legend(spots, placed)
    top = 2 * LINE + paper
    svg = _root(heading, _summary(spots, in_town=in_town), top + LINE * (sum(map(len, lines.values())) + 1))
    _text(svg, EDGE / 2, 22, heading, "k-ink k-head")
    if marks:
        drawing = ET.SubElement(svg, "g", {"aria-hidden": "true", "transform": f"translate(0 {2 * LINE:g})"})
        ET.SubElement(drawing, "rect", {"class": "k-paper", "width": f"{WIDTH:g}", "height": f"{paper:g}", "rx": "6"})
        _draw(drawing, marks, paper, named=not in_town)
        _scale(drawing, paper, unit)
    legend = ET.SubElement(svg, "g", {"role": "list"})
    y = top + LINE
    for number, words in lines.items():
        item = ET.SubElement(legend, "g", {"role": "listitem"})
        if number <= min(len(placed), MOST):
            _text(item, WORDS - 6, y, f"{number}.", "k-ink", anchor="end")
        for line in words:
            _text(item, WORDS if placed else EDGE / 2, y, line, "k-ink")
            y += LINE
    return _bytes(svg)


def _legend(spots: Sequence[Spot], placed: Sequence[Spot]) -> Mapping[int, Sequence[str]]:
    """Lines by number; numbers beyond those on the map are not shown."""
    told = [_told(spot) for spot in placed[:MOST]]
    if len(placed) > MOST:
        told.append(f"Punkte ohne Nummer: {len(placed) - MOST} weitere")
    told += [f"nicht auf der Karte: {_told(spot)}" for spot in spots if spot.position is None]
    found = told or ["Zurzeit ist hier nichts eingetragen."]
    return {number: wrap(line, LETTERS) for number, line in enumerate(found, start=1)}


def _root(heading: str, summary: str, height: float) -> ET.Element:
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "karte",
            "viewBox": f"0 0 {WIDTH:g} {height:g}",
            "width": "100%",
            "preserveAspectRatio": "xMidYMin meet",
            "lang": "de",
            "role": "group",
            "aria-labelledby": "karte-titel",
            "aria-describedby": "karte-text",
        },
    )
    ET.SubElement(svg, "title", {"id": "karte-titel"}).text = clean(f"Karte: {heading}")
    ET.SubElement(svg, "desc", {"id": "karte-text"}).text = clean(summary)
    ET.SubElement(svg, "style").text = STYLE
    return svg


def _summary(spots: Sequence[Spot], *, in_town: bool) -> str:
    offers = sum(spot.offers for spot in spots)
    if not offers:
        return "Zurzeit ist hier nichts eingetragen."
    where = ("Gastgeber" if in_town else "Stadt") if len(spots) == 1 else ("Gastgeber" if in_town else "Städte")
    listed = "Die Nummern der Karte stehen in der Liste darunter."
    return f"{_counted(offers)}, {len(spots)} {where}. Norden ist oben. {listed}"


def _told(spot: Spot) -> str:
    return f"{spot.name}: {_counted(spot.offers)}"


def _counted(offers: int) -> str:
    return "1\u00a0Angebot" if offers == 1 else f"{offers}\u00a0Angebote"


def _draw(drawing: ET.Element, marks: Sequence[Mark], paper: float, *, named: bool) -> None:
    numbered = marks[:MOST]
    part(numbered, paper)
    for place, mark in enumerate(marks):
        moved = hypot(mark.x - mark.at[0], mark.y - mark.at[1]) > RADIUS / 2
        if moved:
            ends = {"x1": mark.at[0], "y1": mark.at[1], "x2": mark.x, "y2": mark.y}
            ET.SubElement(drawing, "line", {"class": "k-line"} | {key: f"{at:.1f}" for key, at in ends.items()})
        if moved or place >= MOST:
            _circle(drawing, *mark.at, 2, "k-dot")
    for number, mark in enumerate(numbered, start=1):
        _circle(drawing, mark.x, mark.y, RADIUS, "k-place")
        _text(drawing, mark.x, mark.y + 3.5, str(number), "k-number")
    if named:
        _name_all(drawing, numbered, paper)


def _name_all(drawing: ET.Element, marks: Sequence[Mark], paper: float) -> None:
    """Each name beside its number where there is room; the legend has the others."""
    taken = [(mark.x - RADIUS, mark.y - RADIUS, mark.x + RADIUS, mark.y + RADIUS) for mark in marks]
    for mark in marks:
        wide, away = LETTER * len(mark.spot.name), RADIUS + 3
        beside = ((away, 3.5), (-away - wide, 3.5))
        over = ((x, y) for x in (-wide / 2, -RADIUS) for y in (away + 8, -away))
        for x, y in (*beside, *over):
            left, base = mark.x + x, mark.y + y
            box = (left, base - 9, left + wide, base + 2)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= paper - EDGE
            if inside and not any(meet(box, other) for other in taken):
                taken.append(box)
                _text(drawing, left, base, mark.spot.name, "k-ink k-small")
                break


def _scale(drawing: ET.Element, paper: float, unit: float) -> None:
    """A bar of 1, 2 or 5 times a power of ten metres, at most a third of the map wide."""
    most = WIDTH / 3 * unit
    power = 10 ** int(log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most)
    right, y = WIDTH - EDGE / 2, paper - EDGE / 2
    left = right - metres / unit
    path = f"M{left:.1f} {y - 4:g}V{y:g}H{right:g}V{y - 4:g}"
    ET.SubElement(drawing, "path", {"class": "k-line", "d": path})
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    _text(drawing, left - 4, y, words, "k-ink k-small", anchor="end")


def _circle(parent: ET.Element, x: float, y: float, radius: float, style: str) -> None:
    ET.SubElement(parent, "circle", {"class": style, "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:g}"})


def _text(parent: ET.Element, x: float, y: float, words: str, style: str, *, anchor: str | None = None) -> None:
    facts = {"class": style, "x": f"{x:.1f}", "y": f"{y:.1f}"} | ({"text-anchor": anchor} if anchor else {})
    ET.SubElement(parent, "text", facts).text = clean(words)


def _bytes(svg: ET.Element) -> bytes:
    body: bytes = ET.tostring(svg, encoding="utf-8", xml_declaration=False)
    return body
