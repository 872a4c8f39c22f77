"""The lines that a page printed, from the text that some program made of it: what the program did is undone here."""

from __future__ import annotations

import pyarrow as pa

from broadsheet.kernels import Mask
from broadsheet.lines import Lines, split_lines
from broadsheet.markup import find_markup, without_link_numbers, without_markdown
from broadsheet.wrapping import unwrap


def printed_lines(clean: pa.StringArray) -> tuple[Lines, Mask]:
    """Return the lines of n texts, as `decode` cleans them, and bool[n], whether broken ones were joined.

    Sentences in pieces are left as they are; see `pieces`.
    """
    lines = split_lines(clean)
    markup = find_markup(lines)
    # Lines are broken without the numbers of links, but with the signs of Markdown.
    lines, wrapped = unwrap(without_link_numbers(lines, markup), markup.markdown | markup.numbered)
    return without_markdown(lines, markup), wrapped
