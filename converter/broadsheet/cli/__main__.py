"""`python -m broadsheet.cli`: the same as `broadsheet`."""

from broadsheet.cli import run

run()
