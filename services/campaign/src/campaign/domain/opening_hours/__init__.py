"""Regular opening hours in the grammar of OpenStreetMap, as far as shops need it."""

from campaign.domain.opening_hours.hours import Holiday, OpeningHours, Span
from campaign.domain.opening_hours.reading import HoursInvalid
from campaign.domain.opening_hours.rules import State

__all__ = ["Holiday", "HoursInvalid", "OpeningHours", "Span", "State"]
