"""Places of the region, as far as this service needs them: which holidays hold there, and in which county they lie."""

from typing import ClassVar

from placement.domain.base import Row, public
from placement.domain.calendar import Place, Side


class Town(Row, table=True):
    """A place such as Leinefelde, by the key that all three programmes use."""

    __tablename__: ClassVar[str] = "town"

    key: str = public(primary_key=True, max_length=60)
    name: str = public(max_length=120)
    county: str = public(max_length=120, index=True)
    corpus_christi: bool = public()
    version: int = public(default=1)

    def as_company_place(self) -> Place:
        """The town's holidays, for a practice day at a company there."""
        return Place(Side.COMPANY, self.corpus_christi)
