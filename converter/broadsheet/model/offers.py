"""What a page offers inside the text of its article and right around it: advertisements, other stories, buttons.

The network sees that such lines stand among paragraphs and takes the short ones for sub-headings. They are told by
their words: notes that an advertisement follows, headings of other stories with the titles below them, and the forms of
newsletters with the lines that lead up to them. Buttons, links of the foot and notes of rights are told at the two ends
of the text only: between its paragraphs their words may be a heading.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, first_true, last_true, ragged
from broadsheet.model.foot import counts_comments, notes_of_rights
from broadsheet.model.reading import Reading
from broadsheet.prose import sentence_ends

_LONGEST = 70
"""Bytes of a line that is an offer as a whole."""
_LONGEST_LEAD = 200
"""Bytes of a line that leads up to other stories, or to the form of a newsletter."""
_EDGES = " .:：…!»›>→*|·-–—+►▶"
_BEHIND_COLON = r"\s*[:：].*$"
_SHORTEST_TITLE = 15
"""Bytes."""
_TITLES = 4
"""Titles below a heading of other stories, at most."""
_ABOVE = 3
"""Lines of the offer of a newsletter above its form, at most."""


@attrs.frozen
class _Words:
    advertisements: pa.StringArray
    stories: pa.StringArray
    fields: pa.StringArray
    form: pa.StringArray
    tools: pa.StringArray
    newsletter: str
    reading: str


@cache
def _words() -> _Words:
    lists = tomllib.loads(files(__package__).joinpath("offers.toml").read_text(encoding="utf-8"))
    names = ("advertisements", "stories", "fields", "form", "tools")
    advertisements, stories, fields, form, tools = (pa.array(lists[name], pa.string()) for name in names)
    return _Words(
        advertisements, stories, fields, form, tools,
        newsletter=f"(?i){'|'.join(lists['newsletter'])}",
        reading=rf"^(?:{'|'.join(lists['reading'])}|(?:{'|'.join(lists['fields'])})[ :]*(?:ca\.? ?)?\d+ ?\pL*\.?)$",
    )  # fmt: skip


def are_tools(text: pa.StringArray) -> Mask:
    """Return which lines are buttons around a text or links of the foot, or say how long it takes to read."""
    return _are_tools(pc.utf8_trim(pc.utf8_lower(text), _EDGES))


def _are_tools(bare: pa.StringArray) -> Mask:
    known = _words()
    return np.asarray(pc.or_(pc.is_in(bare, known.tools), pc.match_substring_regex(bare, known.reading)), bool)


def offers(reading: Reading) -> Mask:
    """Return bool[m], which lines that the network takes for text are offers inside it."""
    lines, known = reading.lines, _words()
    text = reading.mask("paragraph", "subheading", "lede") & reading.free()
    size, document, place = lines.lengths(), lines.document, np.arange(len(lines))
    first, last = first_true(text, lines.starts)[document], last_true(text, lines.starts)[document]
    rows = np.flatnonzero((place >= first - _ABOVE) & (place <= last + _ABOVE) & (size <= _LONGEST) & reading.free())
    found = np.zeros(len(lines), bool)
    if not len(rows):
        return found
    bare = pc.utf8_trim(pc.utf8_lower(reading.text(rows)), _EDGES)
    advertised, headed, form = (
        rows[np.asarray(pc.is_in(bare, words))] for words in (known.advertisements, known.stories, known.form)
    )
    for some in (advertised, headed, _below(reading, headed), _led_up_to(reading, form), _lone(reading, text)):
        found[some] = True
    tools = rows[_are_tools(bare) | notes_of_rights(reading.text(rows))]
    return (found | _around(reading, text & ~found, tools)) & text


def _around(reading: Reading, text: Mask, tools: Index) -> Mask:
    """Return the first and the last lines of texts that are buttons, links of the foot or notes of rights."""
    document, place = reading.lines.document, np.arange(len(reading.lines))
    own = text.copy()
    own[tools] = False
    first, last = (find(own, reading.lines.starts)[document] for find in (first_true, last_true))
    return text & ~own & ((place < first) | (place > last))


def _below(reading: Reading, headed: Index) -> Index:
    """Return the titles right below headings of other stories."""
    lines = reading.lines
    near = np.zeros(len(lines), bool)
    for step in range(1, _TITLES + 1):
        near[np.minimum(headed + step, len(lines) - 1)] = True
    rows = np.flatnonzero(near & (lines.lengths() >= _SHORTEST_TITLE) & (lines.lengths() <= _LONGEST_LEAD))
    title = np.zeros(len(lines), bool)
    title[rows] = ~sentence_ends(reading.text(rows))[1]
    found, here = [], headed
    for _ in range(_TITLES):
        following = np.minimum(here + 1, len(lines) - 1)
        here = following[title[following] & (following > here) & (lines.document[following] == lines.document[here])]
        found.append(here)
    return np.concatenate(found)


def _led_up_to(reading: Reading, form: Index) -> Index:
    """Return the lines of offers of newsletters: from the first that says so to the form below."""
    lines = reading.lines
    near = np.zeros(len(lines), bool)
    for step in range(_ABOVE + 1):
        near[np.maximum(form - step, lines.starts[lines.document[form]])] = True
    rows = np.flatnonzero(near & (lines.lengths() <= _LONGEST_LEAD))
    said = np.zeros(len(lines), bool)
    said[rows] = np.asarray(pc.match_substring_regex(reading.text(rows), _words().newsletter), bool)
    found = [np.zeros(0, np.int64)]
    for step in range(_ABOVE, -1, -1):
        above = np.maximum(form - step, lines.starts[lines.document[form]])
        begins = said[above]
        found.append(ragged(above[begins], form[begins] - above[begins] + 1))
        form = form[~begins]
    return np.concatenate(found)


def _lone(reading: Reading, text: Mask) -> Index:
    """Return lines such as `Read more: The old pier` and `Reading time: 4 min`, and those that count comments."""
    rows = np.flatnonzero(text & (reading.lines.lengths() <= _LONGEST_LEAD))
    rows = rows[~sentence_ends(reading.text(rows))[1]]
    line = reading.text(rows)
    front = pc.replace_substring_regex(line, _BEHIND_COLON, "")
    cut = np.asarray(pc.not_equal(pc.binary_length(front), pc.binary_length(line)), bool)
    front = pc.utf8_trim(pc.utf8_lower(front), _EDGES)
    named = np.asarray(pc.or_(*(pc.is_in(front, words) for words in (_words().stories, _words().fields))), bool)
    found: Index = rows[(cut & named) | counts_comments(line)]
    return found
