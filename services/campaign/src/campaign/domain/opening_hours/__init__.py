"""Regular opening hours in the grammar of OpenStreetMap, as far as shops need it."""

from campaign.domain.opening_hours.hours import Holiday, OpeningHours, Span, State
from campaign.domain.opening_hours.reading import HoursInvalid

__all__ = ["Holiday", "HoursInvalid", "OpeningHours", "Span", "State"]
