"""Places of the region, as far as this service needs them: which holidays hold there, and in which county they lie."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import ClassVar

from placement.domain.base import Row, public
from placement.domain.calendar import Place, Side


class Town(Row, table=True):
    """
    A place such as Leinefelde, by the key that all three programmes use; WGS 84 in degrees, of its middle.

    ``municipality`` is the key of the municipality it belongs to (``leinefelde-worbis``), which the network names.
    """

    __tablename__: ClassVar[str] = "town"

    key: str = public(primary_key=True, max_length=60)
    name: str = public(max_length=120)
    county: str = public(max_length=120, index=True)
    corpus_christi: bool = public()
    municipality: str | None = public(default=None, max_length=60)
    latitude: float | None = public(default=None)
    longitude: float | None = public(default=None)
    version: int = public(default=1)

    def as_company_place(self) -> Place:
        """The town's holidays, for a practice day at a company there."""
        return Place(Side.COMPANY, self.corpus_christi)


def kilometres(towns: Iterable[Town]) -> dict[str, dict[str, int]]:
    """Straight lines from every town to every other, rounded; a town whose place is not known has none."""
    known = [(town.key, town.latitude, town.longitude) for town in towns]
    placed = [
        (key, radians(north), radians(east)) for key, north, east in known if north is not None and east is not None
    ]
    return {one: {other: _line(*place, *there) for other, *there in placed} for one, *place in placed}


def _line(north: float, east: float, north_there: float, east_there: float) -> int:
    # Haversine on a sphere of the earth's mean radius, 6371 km.
    half = sin((north_there - north) / 2) ** 2 + cos(north) * cos(north_there) * sin((east_there - east) / 2) ** 2
    return round(2 * 6371 * asin(sqrt(half)))
