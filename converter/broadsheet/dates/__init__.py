"""Printed dates: forms of a layout, names of months and days in all languages, dates of any page."""

from broadsheet.dates.forms import DateForms, Dates
from broadsheet.dates.found import NO_OFFSET, FoundDates, find_dates

__all__ = ["NO_OFFSET", "DateForms", "Dates", "FoundDates", "find_dates"]
