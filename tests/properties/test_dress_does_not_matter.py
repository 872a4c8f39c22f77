"""Invariant 6: line ends, Unicode forms, spaces, blank lines and indentation change no value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.reading import BATCHES, read, values
from tests.strategies.truth import FETCHED, Dump, dumps


def _lines(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


DRESSES: dict[str, Callable[[str], str | bytes]] = {
    "returns and newlines": lambda text: text.replace("\n", "\r\n"),
    "returns": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "bytes": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow spaces": lambda text: text.replace(" ", "\u202f\u2009"),
    "zero-width spaces": lambda text: text.replace("a", "\u200ba").replace(" ", " \u200b"),
    "soft hyphens": lambda text: text.replace("e", "e\u00ad"),
    "blank lines doubled": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "no blank lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "a blank line behind each": lambda text: text.replace("\n", "\n\n"),
    "indented": _lines(lambda line: f"\t   {line}"),
    "spaces at the end": _lines(lambda line: f"{line}  \t"),
    "no newline at the end": lambda text: text.rstrip("\n"),
    "blank lines around": lambda text: f"\n \n{text}\n\n\n",
}
"""Ways to dress a page."""


@given(st.lists(dumps(), min_size=1, max_size=2, unique_by=lambda dump: dump.doc_id))
@BATCHES
def test_a_page_says_the_same_in_every_dress(prints: list[Dump]) -> None:
    """Invariant 6, for dresses that keep every character."""
    _same_in(prints, DRESSES)


@given(st.lists(dumps(plain=True), min_size=1, max_size=3, unique_by=lambda dump: dump.doc_id))
@BATCHES
def test_a_german_page_says_the_same_in_the_charset_of_its_time(prints: list[Dump]) -> None:
    """Invariant 6, for cp1252, which has the characters of German pages only."""
    _same_in(prints, {"cp1252": lambda text: text.encode("cp1252")})


def _same_in(prints: list[Dump], dresses: dict[str, Callable[[str], str | bytes]]) -> None:
    dressed = {f"{dump.doc_id} {name}": dress(dump.text) for dump in prints for name, dress in dresses.items()}
    found = values(read({dump.doc_id: dump.text for dump in prints} | dressed, FETCHED))
    for dump in prints:
        for name in dresses:
            assert found[f"{dump.doc_id} {name}"] == found[dump.doc_id], (name, dump.text)
