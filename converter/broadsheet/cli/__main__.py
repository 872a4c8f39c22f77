"""`python -m broadsheet.cli`: the same as `broadsheet`."""

from broadsheet.cli import main

main(prog_name="broadsheet")
