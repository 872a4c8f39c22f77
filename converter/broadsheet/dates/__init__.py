"""Printed dates: forms of a layout, names of months and days in all languages."""

from broadsheet.dates.forms import DateForms, Dates

__all__ = ["DateForms", "Dates"]
