"""What the columns say of lines that share words with the address or the title of their page."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.decode import decode
from broadsheet.documents import documents
from broadsheet.features import Vocabulary, column_names, features
from broadsheet.features.words import find_words
from broadsheet.lines import Lines, split_lines
from tests.properties.reading import BATCHES
from tests.strategies.strangers import strangers

NO_WORDS = Vocabulary(np.zeros(0, np.uint64))
PAGE = """Old pier of Klarbach to be torn down | Klarbach Bugle
News
A second pier for the ferry
Old pier of Klarbach to be torn down
The old pier of Klarbach will be torn down next year, the council said, and what comes then nobody has decided yet.
Late againThe ferry is late"""


def _lines(*pages: str) -> Lines:
    rows: list[dict[str, object]] = [
        {"doc_id": str(place), "source_uri": "m", "content": page.encode("utf-8", "surrogatepass"), "decoded": True}
        for place, page in enumerate(pages)
    ]
    return split_lines(decode(documents(rows)).clean)


def _column(name: str, page: str, address: str | None) -> list[int]:
    seen = features(_lines(page), NO_WORDS, pa.array([address], pa.string()))
    return [int(value) for value in seen.dense[:, column_names().index(name)]]


@pytest.mark.parametrize(
    "address",
    [
        "https://bugle.test/local/klarbach-old-pier-torn-down-4711.html",
        "https://bugle.test/klarbach_old_pier_torn_down?from=ferry",
        "http://bugle.test/klarbach%2Dpier-torn-down/",
    ],
)
def test_the_headline_has_most_words_of_the_address(address: str) -> None:
    page = PAGE.partition("\n")[2]
    best = _column("address_best", page, address)
    assert [place for place, value in enumerate(best) if value] == [2]


@pytest.mark.parametrize("address", [None, "", "https://bugle.test/", "https://bugle.test/2019/05/4711.html"])
def test_an_address_without_words_says_nothing(address: str | None) -> None:
    for name in ("address_words", "address_share", "address_held", "address_best", "has_address"):
        assert not any(_column(name, PAGE, address))


@given(st.lists(st.lists(st.integers(0, 63), max_size=9), max_size=6))
def test_words_of_six_kinds_are_counted_at_once(drawn: list[list[int]]) -> None:
    """As often as line by line and kind by kind; a bit says whether a word is of a kind."""
    letters = [" ".join("w" for _ in line).encode() for line in drawn]
    at = np.cumsum([0, *map(len, letters)])
    words = find_words(np.frombuffer(b"".join(letters), np.uint8), at)
    kinds = np.array([kind for line in drawn for kind in line], np.uint8)
    counted = words.counts(*((kinds >> bit & 1).astype(bool) for bit in range(6)))
    assert np.stack(counted).tolist() == [[sum(kind >> bit & 1 for kind in line) for line in drawn] for bit in range(6)]


def test_umlauts_are_found_in_addresses_that_spell_them_out() -> None:
    page = "Menü\nGrüße aus der Kühlkammer\nHeute"
    assert _column("address_best", page, "https://b.test/gruesse-kuehlkammer-abc") == [0, 32, 0]


def test_the_headline_has_most_words_of_the_title() -> None:
    best = _column("title_best", PAGE, None)
    assert [place for place, value in enumerate(best) if value] == [3]


def test_titles_that_run_into_texts_are_seen() -> None:
    glued = _column("glued_case", PAGE, None)
    assert [place for place, value in enumerate(glued) if value] == [5]


@given(st.lists(st.tuples(strangers(), st.none() | st.just("https://b.test/hafen-wetter-menu-search")), min_size=2))
@BATCHES
def test_features_of_a_page_do_not_depend_on_its_batch(pages: list[tuple[str, str | None]]) -> None:
    texts, addresses = zip(*pages, strict=True)
    lines = _lines(*texts)
    together = features(lines, NO_WORDS, pa.array(addresses, pa.string()))
    for place in range(len(pages)):
        alone = features(lines.of_range(place, place + 1), NO_WORDS, pa.array([addresses[place]], pa.string()))
        rows = slice(lines.starts[place], lines.starts[place + 1])
        assert np.array_equal(together.dense[rows], alone.dense)
        assert np.array_equal(together.tokens[rows], alone.tokens)


@pytest.mark.parametrize(
    ("kind", "line"),
    [("social", "Yazdır"), ("social", "打印"), ("account", "Kirjaudu"), ("rights", "حقوق محفوظة"),
     ("more", "Διαβάστε επίσης"), ("updated", "Оновлено")],
)  # fmt: skip
def test_hints_are_known_in_many_languages(kind: str, line: str) -> None:
    assert _column(f"has_{kind}", f"Klarbach\n{line}", None)[1] > 0
