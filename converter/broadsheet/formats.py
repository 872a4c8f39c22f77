"""Documents that are no text of a page but a file of another format, told by how they begin.

Whoever gives a folder of saved HTML gets one reject a page, and no figure tells why: the tags are read as text that
looks like nothing. So these documents are not read at all where pages that are no article are turned away, and the
message of the reject names what they are and what would make text of them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.clean import rows_that_match, take_rows

_OPENS: Final = r"(?is)\A[\s\x{FEFF}]*"
_COMMENTS: Final = r"(?:<!--.*?-->\s*)*"
FORMATS: Final = {
    "PDF": rf"{_OPENS}%PDF-\d",
    "RTF": rf"{_OPENS}\{{\\rtf\d",
    "HTML": rf"{_OPENS}(?:<\?xml[^<>]*\?>\s*)?{_COMMENTS}"
    r"<(?:!doctype\s+html\b|(?:html|head|body|div|main|article|section|p)(?:\s[^<>]*)?>.*</)",
    "XML": rf"{_OPENS}{_COMMENTS}<(?:\?xml\s|!doctype\s|[\w.-]+:\w|(?:rss|feed|urlset|sitemapindex)[\s>])",
}
"""Name and first signs of each format; a document is of the first that it begins like."""
_REMEDY: Final = {
    "HTML": "Print its text first, for example with `html2text`, `lynx -dump` or trafilatura.",
    "PDF": "Print its text first, for example with `pdftotext`.",
    "RTF": "Save it as plain text first.",
    "XML": "Take the text out of it first, one document a page.",
}
MESSAGES: Final = {
    name: f"This is {name}, and Broadsheet reads the plain text of pages. {_REMEDY[name]}" for name in FORMATS
}
"""What to tell who gave a document of each format."""


def formats(text: pa.StringArray) -> npt.NDArray[np.object_]:
    """Return the format of each of n documents, of `FORMATS`, or "" for plain text."""
    found = np.full(len(text), "", object)
    # One look at the first sign spares nearly all pages the others.
    rows = rows_that_match(text, _OPENS + r"[<%{]")
    for name, pattern in reversed(FORMATS.items()):
        found[rows[rows_that_match(take_rows(text, rows), pattern)]] = name
    return found
