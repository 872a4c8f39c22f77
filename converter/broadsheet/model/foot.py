"""What stands around an article and is still told: rights, how many comments the page declares."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.kernels import Index, Mask, at_or_before, first_true, last_true, one_of
from broadsheet.labels import CODE, Part
from broadsheet.model.opening import headlines
from broadsheet.model.ranking import best_of_groups
from broadsheet.model.reading import Reading

_LONGEST_NOTICE, _LONGEST_COUNT = 300, 90
_SIGN = r"©|ⓒ|\(c\)|copyrights?"
_LAST_YEAR = r"^.*?(?:\b(?:19|20)\d\d ?[-–] ?)?(?P<year>\b(?:19|20)\d\d)\b"
_YEARS = r"\b(?:19|20)\d{2}(?: ?[-–] ?(?:19|20)?\d{2})?\b-?"
_REST = (
    r" ?(?:\||•|·| [-–—] |\. |;|"
    r", (?:a|an|part|eine?|the|member|contact)\b|(?:^|, ?| )"
    r"(?i:is |are |ist |unless |terms |privacy |impressum|powered by)).*$"
)
_HOLDER = rf"^[{LETTERS}\d][^\n]*[{LETTERS}].*$"
_NOBODY = r"^(?i:and|und|&|policy|notice|terms|imprint|impressum|info)\b"
_MOST_WORDS = 7
_AROUND, _BEHIND, _BEFORE = 6, 12, 5
"""Lines around the headline, behind the text and before the first comment in which counts are looked for."""


@attrs.frozen
class _Patterns:
    notice: str
    reserved: str
    count: str


@cache
def _patterns() -> _Patterns:
    lists = tomllib.loads(files(__package__).joinpath("foot.toml").read_text(encoding="utf-8"))
    reserved = "|".join(re.escape(words) for words in lists["reserved"])
    noun = "|".join(lists["comments"])
    return _Patterns(
        notice=rf"(?i)^(?:{_SIGN})|(?:{_SIGN}) ?(?:{_SIGN} ?)?(?:19|20)\d\d|{reserved}",
        reserved=rf"(?:{reserved})",
        count=(
            rf"(?i)^\W*(?P<before>\d[\d.,]{{0,6}}) ?(?:{noun})(?: (?:on|to|zu|sur|til|to|a|auf|su) .*)?\W*$"
            rf"|^\W*(?:{noun}) ?[:：]? ?[(\[]?(?P<behind>\d[\d.,]{{0,6}})[)\]]?\W*$"
        ),
    )


def label_foot(reading: Reading) -> None:
    """Label notes of rights and counts of comments, and put what they print."""
    _label_rights(reading)
    _label_count(reading)


def counts_comments(text: pa.StringArray) -> Mask:
    """Return which lines are nothing but a count of comments."""
    return np.asarray(pc.match_substring_regex(text, _patterns().count), bool)


def notes_of_rights(text: pa.StringArray) -> Mask:
    """Return which lines begin with a sign of rights or hold the words that go with one."""
    return np.asarray(pc.match_substring_regex(text, _patterns().notice), bool)


def _label_rights(reading: Reading) -> None:
    """Label the notices behind the text; the first run of them names the page's own holder and year."""
    lines, draft = reading.lines, reading.draft
    text = one_of(draft.code, [CODE["paragraph"], CODE["comment_body"], CODE["headline"]])
    last = last_true(text, lines.starts)[lines.document]
    behind = (np.arange(len(lines)) > last) & (last >= 0) & reading.free()
    rows = np.flatnonzero(behind & (lines.lengths() <= _LONGEST_NOTICE))
    rows = rows[notes_of_rights(reading.text(rows))]
    draft.label(rows, "rights")
    rights = np.zeros(len(lines), bool)
    rights[rows] = True
    starts = first_true(rights, lines.starts)[lines.document]
    rows = rows[at_or_before(~rights)[rows] < starts[rows]]
    printed = reading.text(rows)
    draft.put("article.rights_notice", Part(rows, printed))
    _put(reading, "rights_year", rows, pc.struct_field(pc.extract_regex(printed, _LAST_YEAR), "year"))
    _put(reading, "rights_holder", rows, rights_holders(printed))


def rights_holders(printed: pa.StringArray) -> pa.StringArray:
    """Return who holds the rights, null where a notice does not say."""
    reserved = _patterns().reserved
    named = pc.match_substring_regex(printed, rf"(?i){_SIGN}|\d{{4}}")
    bare = pc.replace_substring_regex(printed, rf"(?i)^{reserved}[ .,|:-]*", "")
    bare = pc.replace_substring_regex(bare, rf"(?i)[ .,|–-]*{reserved}.*$", "")
    # What stands behind the sign; what stands in front of it only where nothing follows but a year.
    front = pc.replace_substring_regex(bare, rf"(?i)(?:{_SIGN}).*$", "")
    behind = pc.replace_substring_regex(bare, rf"(?i)^.*(?:{_SIGN})", "")
    follows = pc.match_substring_regex(pc.replace_substring_regex(behind, _YEARS, ""), rf"^[^.]*[{LETTERS}]{{2}}")
    bare = pc.if_else(follows, behind, front)
    bare = pc.utf8_trim(pc.replace_substring_regex(bare, _YEARS, " "), " .,:;-–—|")
    bare = pc.replace_substring_regex(bare, r"^(?i:by|von|par|the copyright) ", "")
    bare = pc.utf8_trim(pc.replace_substring_regex(bare, _REST, ""), " .,:;-–—|")
    bare = pc.replace_substring_regex(bare, " {2,}", " ")
    named = pc.and_not(named, pc.match_substring_regex(bare, _NOBODY))
    sane = pc.and_(pc.match_substring_regex(bare, _HOLDER), pc.less(pc.count_substring(bare, " "), _MOST_WORDS))
    return pc.if_else(pc.and_(sane, named), bare, None)


def _put(reading: Reading, field: str, rows: Index, value: pa.StringArray) -> None:
    known = np.asarray(value.is_valid())
    reading.draft.put(f"article.{field}", Part(rows[known], value.filter(pa.array(known))))


def _label_count(reading: Reading) -> None:
    """Put the count nearest to the comments, else the one below the text, else the one beside the headline."""
    lines, code = reading.lines, reading.draft.code
    place, document = np.arange(len(lines)), lines.document
    head = headlines(reading)[document]
    talk = first_true((code == CODE["comment_head"]) | (code == CODE["comment_body"]), lines.starts)
    talk = np.where(talk < lines.starts[1:], talk, -1)[document]
    last = last_true(code == CODE["paragraph"], lines.starts)[document]
    by_talk: Mask = (talk >= 0) & (place < talk) & (place >= talk - _BEFORE)
    by_text = (last >= 0) & (place > last) & (place <= last + _BEHIND)
    by_head = (head >= 0) & (np.abs(place - head) <= _AROUND)
    counted = code == CODE["comment_count"]
    open_line = (by_talk | by_text | by_head) & reading.free() & (lines.lengths() <= _LONGEST_COUNT)
    rows = np.flatnonzero(counted | open_line)
    groups = pc.extract_regex(reading.text(rows), _patterns().count)
    number = _number(groups)
    known = np.asarray(number.is_valid())
    rows, number = rows[known], number.filter(pa.array(known))
    rank = np.select([counted[rows], by_talk[rows], by_text[rows]], [0, 1, 2], 3)
    best = best_of_groups(-rank.astype(np.float64), document[rows])
    reading.draft.label(rows[best], "comment_count")
    reading.draft.put("article.comments_declared", Part(rows[best], number.take(pa.array(best))))


def _number(groups: pa.StructArray) -> pa.StringArray:
    """Return the digits that the first filled group of a count printed, null where there was no match."""
    before, behind = (pc.struct_field(groups, name) for name in ("before", "behind"))
    return pc.if_else(pc.greater(pc.binary_length(before), 0), before, behind)
