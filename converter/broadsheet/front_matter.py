"""Read what a program wrote above the text of a page: its title, its address, who wrote it and when.

Whoever saves the text of pages often puts what is known of a page in front of it, a field a line: as YAML between two
`---` (trafilatura, static sites), as `Title:` and `URL Source:` (readers for language models), or as the few lines of a
scraper of one's own. A document has such front matter where its first lines name at least two fields of which one is a
title or an address. No page prints that. Title and date are then lines without the name of their field, authors and
updates are left as they are, since bylines and updates are told by such words, and the address is the page's own. Other
fields are what somebody said of the page, and no part of it: they are not looked at any further.

YAML breaks long values; what goes on between two `---` belongs to the field above.
"""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.clean import rows_that_match
from broadsheet.kernels import Index, Mask, first_true, ragged, scatter
from broadsheet.lines import Lines

_GAP = "[ _-]?"
_WHEN = f"(?:{_GAP}(?:at|on|date|time))?"
_TITLE = "title|headline|titel|titre|t[íi]tulo|titolo"
_DATE = f"date|datum|fecha|(?:date{_GAP})?publish(?:ed)?{_WHEN}|(?:publication|pub|article){_GAP}date"
_ADDRESS = f"(?:(?:source|page|canonical|original){_GAP})?url(?:{_GAP}source)?|(?:perma)?link|canonical|source|quelle"
_AS_IT_IS = f"authors?|by|autor(?:en|es)?|auteurs?|autore|(?:last{_GAP})?(?:updated|modified){_WHEN}"
_OTHER = (
    f"site|site{_GAP}name|host|host{_GAP}name|domain|publisher|publication|outlet|description|excerpt|summary|abstract"
    f"|categor(?:y|ies)|tags|keywords|topics?|section|lang|language|image|id|fingerprint|license|layout|draft|slug"
    f"|(?:retrieved|accessed|scraped|fetched|crawled){_WHEN}|(?:file|crawl){_GAP}date|page{_GAP}type|content{_GAP}type"
    f"|word{_GAP}count|warning|(?:(?:markdown|text){_GAP})?content|text|body"
)
_FIELD = rf"(?i)^(?:{_TITLE}|{_DATE}|{_ADDRESS}|{_AS_IT_IS}|{_OTHER}) ?:(?: |$)"
_KEY = r"^(?:#|[\pL_][\w .-]*:(?: |$)|- |-{3,}$)"
_FENCE = "^-{3,}$"
_QUOTED = r"""^(?:"(.*)"|'(.*)')$"""
_TELLING = rf"(?i)^(?:(?:{_TITLE}) ?: \S|(?:{_ADDRESS}) ?: [\"']?https?://)"
_MOST, _FIELDS = 40, 2
"""Lines of front matter at most, and fields that it has at least."""


@attrs.frozen(eq=False)
class Known:
    """n documents without their front matter.

    Attributes:
        lines: what is left of them.
        address: n addresses, null where none is named.
    """

    lines: Lines
    address: pa.StringArray


def without_front_matter(lines: Lines) -> Known:
    """Take front matter off documents."""
    nothing = Known(lines, pa.nulls(lines.documents, pa.string()))
    opened = np.flatnonzero(np.diff(lines.starts))
    opened = opened[rows_that_match(lines.text.take(pa.array(lines.starts[opened])), f"{_FIELD}|{_FENCE}")]
    if not len(opened):
        return nothing
    begin = lines.starts[opened]
    size = np.minimum(lines.starts[opened + 1] - begin, _MOST)
    rows, starts = ragged(begin, size), np.concatenate([[0], np.cumsum(size)])
    text = lines.text.take(pa.array(rows))
    field, told, fence = (_found(text, pattern) for pattern in (_FIELD, _TELLING, _FENCE))
    end = _ends(field, fence, starts)
    inside = np.arange(len(rows)) < np.repeat(end, size)
    many, telling = (np.add.reduceat(mask & inside, starts[:-1]) for mask in (field, told))
    inside &= np.repeat((many >= _FIELDS) & (telling > 0), size)
    if not inside.any():
        return nothing
    goes_on = inside & np.repeat(fence[starts[:-1]], size) & ~_found(text, _KEY) & ~np.append(False, fence[:-1])
    if goes_on.any():
        broken = np.zeros(len(lines), bool)
        broken[rows[goes_on]] = True
        return without_front_matter(lines.joined(broken))
    rows, text = rows[inside], text.filter(pa.array(inside))
    return _read(lines, rows, text)


def _found(text: pa.StringArray, pattern: str) -> Mask:
    return np.asarray(pc.match_substring_regex(text, pattern), bool)


def _ends(field: Mask, fence: Mask, starts: Index) -> Index:
    """Return where the front matter of each document would end: behind the second fence, or with its fields."""
    begin, fenced = starts[:-1], fence[starts[:-1]]
    behind = fence.copy()
    behind[begin] = False
    closing = first_true(behind, starts)
    closed = np.where(closing < starts[1:], closing + 1, begin)
    return np.where(fenced, closed, first_true(~field, starts))


def _read(lines: Lines, rows: Index, text: pa.StringArray) -> Known:
    """Read lines of front matter; one title and one address of each document are of interest."""
    document = lines.document[rows]
    value, which = text, np.zeros(len(rows), bool)
    for names in (_TITLE, _DATE):
        name = rf"(?i)^(?:{names}) ?: (?:[>|][+-]? )?"
        mine = _found(text, rf"{name}\S")
        mine &= ~_again(document, mine)
        bare = pc.replace_substring_regex(text, name, "")
        bare = pc.utf8_trim(pc.replace_substring_regex(bare, _QUOTED, r"\1\2"), " ")
        value, which = pc.if_else(pa.array(mine), bare, value), which | mine
    which |= _found(text, rf"(?i)^(?:{_AS_IT_IS}) ?: \S")
    groups = pc.extract_regex(text, rf"(?i)^(?:{_ADDRESS}) ?: [\"']?(?P<url>https?://[^\s\"']+)[\"']?$")
    named = np.flatnonzero(np.asarray(groups.is_valid()))[::-1]
    address = scatter(groups.field("url").take(pa.array(named)), document[named], lines.documents)
    place = np.full(len(lines), -1, np.int64)
    place[rows[which]] = np.flatnonzero(which)
    whole = pc.coalesce(value.take(pa.array(place, mask=place < 0)), lines.text)
    gone = np.asarray(pc.equal(whole, ""), bool).copy()
    gone[rows[~which]] = True
    return Known(attrs.evolve(lines, text=whole).without(gone), address)


def _again(document: Index, mine: Mask) -> Mask:
    """Return which of some ascending rows have another of them in front, in the same document."""
    rows = np.flatnonzero(mine)
    again = np.zeros(len(document), bool)
    again[rows[1:]] = document[rows[1:]] == document[rows[:-1]]
    return again
