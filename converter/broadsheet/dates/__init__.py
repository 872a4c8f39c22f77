"""Printed dates: forms of a layout, names of months and days in all languages, dates of any page."""

from broadsheet.dates.customs import usual_order
from broadsheet.dates.forms import DateForms, Dates
from broadsheet.dates.found import FoundDates, find_dates
from broadsheet.dates.reading import NO_OFFSET
from broadsheet.dates.roles import NO_ROLE, OTHER, PUBLISHED, UPDATED

__all__ = [
    "NO_OFFSET", "NO_ROLE", "OTHER", "PUBLISHED", "UPDATED", "DateForms", "Dates", "FoundDates", "find_dates",
    "usual_order",
]  # fmt: skip
