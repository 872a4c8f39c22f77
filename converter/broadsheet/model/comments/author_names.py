"""The names of who wrote comments, without what pages print around them on the same line."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, pairs
from broadsheet.model.comments import words
from broadsheet.model.comments.kinds import MARKS, Kinds
from broadsheet.model.comments.zone import Zone

_PRINT = 0.6
"""Share of a page's names that have something in common from which on that is print."""
_FEW = 3
"""Names of a page from which on a word that most of them have is taken for print."""
_NUMBERED = r"^(?P<number>#\d{1,5}(?:\.\d{1,4})*)[.):]? (?P<rest>\S.*)$"
_BELOW = r"^(?P<above>#\d{1,5})\.\d"
"""The number of a comment that answers another one."""
_ANSWERING = r"^(?P<rest>\S.*?) ?[>›»→▶►➜➔] ?(?P<reply>\S.*)$"


@attrs.frozen(eq=False)
class AuthorNames:
    """What k lines with names of authors print.

    Attributes:
        name: k strings.
        number: k strings, the number that a line prints in front of the name (`#3 Ada`), null where it prints none.
        reply: k strings, whom a line says the comment answers (`Ada > Bo`), null where it does not.
    """

    name: pa.StringArray
    number: pa.StringArray
    reply: pa.StringArray


def names_on(zone: Zone, kinds: Kinds, author: Index) -> AuthorNames:
    """Return the names on lines, without words of print, numbers and what the page calls their bearers (`Guest`)."""
    plain = pc.replace_substring_regex(zone.text.take(pa.array(author)), MARKS, "")
    names = pc.coalesce(kinds.name.take(pa.array(author)), plain)
    role = rf"(?i)([^\s,|·(–-])[\s,|·(–-]+{words.any_of('role')}\)?$"
    page = zone.page[author]
    names, number = _without_numbers(page, names)
    names, reply = _without_answered(page, names)
    reply = pc.coalesce(reply, matched(pc.extract_regex(number, _BELOW), "above"))
    return AuthorNames(_without_print(page, pc.replace_substring_regex(names, role, r"\1")), number, reply)


def _without_numbers(page: Index, names: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """Return names without `#3` in front, and that, of pages that number most of their comments so."""
    groups = pc.extract_regex(names, _NUMBERED)
    some = np.asarray(groups.is_valid())
    _, group, count = np.unique(page, return_inverse=True, return_counts=True)
    code = np.asarray(pc.fill_null(matched(groups, "number").dictionary_encode().indices, -1))
    # `#1 fan` may call himself so: no page gives one number twice.
    distinct = np.bincount(group[np.unique(pairs(group, code), return_index=True)[1]], minlength=len(count))
    chosen = some & ((np.bincount(group, some) > _PRINT * count) & (distinct == count))[group]
    return _cut(names, groups, chosen, "number")


def _without_answered(page: Index, names: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """Return names without whom they answer, and that, where both have written comments of the page."""
    groups = pc.extract_regex(names, _ANSWERING)
    some = np.flatnonzero(np.asarray(groups.is_valid()))
    first = pc.coalesce(matched(groups, "rest"), names)
    code = pa.concat_arrays([first, groups.field("reply").take(pa.array(some))]).dictionary_encode().indices.to_numpy()
    both = pairs(np.concatenate([page, page[some]]), code)
    chosen = np.zeros(len(names), bool)
    chosen[some] = np.isin(both[len(names) :], both[: len(names)])
    return _cut(names, groups, chosen, "reply")


def _cut(
    names: pa.StringArray, groups: pa.StructArray, chosen: Mask, field: str
) -> tuple[pa.StringArray, pa.StringArray]:
    """Return names, of chosen ones the rest that a pattern left, and what the pattern's group took of these."""
    mask = pa.array(chosen)
    return pc.if_else(mask, groups.field("rest"), names), pc.if_else(mask, groups.field(field), None)


def _without_print(page: Index, names: pa.StringArray) -> pa.StringArray:
    """Return names without the words that most names of their page begin or end with: `Avatar`, `View`."""
    for pattern in (r"^(?P<word>\S+)[\s:]+(?P<rest>\S.*)$", r"^(?P<rest>.*\S)\s+(?P<word>\S+)$"):
        groups = pc.extract_regex(names, pattern)
        word = np.asarray(pc.fill_null(matched(groups, "word").dictionary_encode().indices, -1))
        _, group, count = np.unique(pairs(page, word), return_inverse=True, return_counts=True)
        _, whole, all_ = np.unique(page, return_inverse=True, return_counts=True)
        often = (count[group] > _PRINT * all_[whole]) & (all_[whole] >= _FEW) & (word >= 0)
        # One commenter may have written most of the page: the same name again and again is a name.
        rest = pc.fill_null(matched(groups, "rest"), "").dictionary_encode()
        distinct = np.unique(pairs(group, np.asarray(rest.indices)), return_index=True)[1]
        often &= np.bincount(group[distinct], minlength=len(count))[group] > 1
        names = pc.if_else(pa.array(often), groups.field("rest"), names)
    return names


def matched(groups: pa.StructArray, name: str) -> pa.StringArray:
    """Return what a group matched, null where the pattern did not."""
    return pc.if_else(groups.is_valid(), groups.field(name), None)
