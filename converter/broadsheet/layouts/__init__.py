"""Layouts: what is known of a site's pages, as data, and the labeller that reads by it."""

from broadsheet.layouts.fingerprint import choose_layouts
from broadsheet.layouts.labeller import LOW_COVERAGE, label
from broadsheet.layouts.layout import Layout
from broadsheet.layouts.loader import load, parse, shipped

__all__ = ["LOW_COVERAGE", "Layout", "choose_layouts", "label", "load", "parse", "shipped"]
