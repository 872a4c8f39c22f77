"""The lines that a page printed, from the text that some program made of it: what the program did is undone here."""

from __future__ import annotations

import attrs
import pyarrow as pa

from broadsheet.front_matter import without_front_matter
from broadsheet.kernels import Mask
from broadsheet.lines import Lines, split_lines
from broadsheet.markup import find_markup, without_markdown, without_numbers_and_fences
from broadsheet.wrapping import unwrap


@attrs.frozen(eq=False)
class Printed:
    """What n pages printed.

    Attributes:
        lines: their lines; sentences in pieces are left as they are, see `pieces`.
        wrapped: bool[n], whether lines that were broken at a fixed width were joined.
        address: n addresses that stand above the texts, null for most.
    """

    lines: Lines
    wrapped: Mask
    address: pa.StringArray


def printed_lines(clean: pa.StringArray) -> Printed:
    """Return what pages printed; `clean` are n texts as `decode` cleans them."""
    known = without_front_matter(split_lines(clean))
    markup = find_markup(known.lines)
    # Lines are broken with the other signs of Markdown in them.
    lines, wrapped = unwrap(without_numbers_and_fences(known.lines, markup), markup.markdown | markup.numbered)
    return Printed(without_markdown(lines, markup), wrapped, known.address)
