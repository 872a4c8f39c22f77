"""Invariant 4: any bytes give a dataset or a reject; articles + rejects = documents in."""

from __future__ import annotations

import attrs
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.decode import decode
from tests.properties.reading import BATCHES, PARSER, batch
from tests.strategies.damage import documents, heaps
from tests.strategies.strangers import strangers


@given(heaps())
@BATCHES
def test_every_document_becomes_an_article_or_a_reject(heap: dict[str, str | bytes]) -> None:
    """Invariant 4: in the order in which they came, each once; a reject keeps its text and says why."""
    tables = PARSER.read(batch(heap))
    articles, rejects = (tables[name]["doc_id"].to_pylist() for name in ("articles", "rejects"))
    assert sorted([*articles, *rejects]) == sorted(heap)
    assert articles == [name for name in heap if name in set(articles)]
    assert rejects == [name for name in heap if name in set(rejects)]
    texts = dict(zip(heap, decode(batch(heap)).text.to_pylist(), strict=True))
    for row in tables["rejects"].to_pylist():
        assert row["text"] == texts[row["doc_id"]]
        assert row["rule"]
        assert row["message"]


@given(st.lists(documents(), min_size=1, max_size=4))
@BATCHES
def test_a_document_read_twice_is_an_article_once(some: list[str | bytes]) -> None:
    """Invariant 4, for repeats: the same text under the same id is a reject that names the article."""
    names = [f"document-{place}" for place in range(len(some))]
    twice = batch(dict(zip(names, some, strict=True)))
    taken: set[bytes] = set()
    first, again = PARSER.read(twice, taken), PARSER.read(twice, taken)
    assert again["articles"].num_rows == again["media"].num_rows == again["comments"].num_rows == 0
    ids = first["articles"]["article_id"].to_pylist()
    repeats = [row["duplicate_of"] for row in again["rejects"].to_pylist() if row["rule"] == "duplicate"]
    assert repeats == ids


@given(st.lists(strangers(), min_size=2, max_size=8), st.data())
@BATCHES
def test_a_limit_of_confidence_changes_no_record(some_pages: list[str], data: st.DataObject) -> None:
    """What passes the limit is read as without one, though pages below it are not read to their end."""
    pages = batch({f"page-{place}": page for place, page in enumerate(some_pages)})
    every = PARSER.read(pages)
    least = data.draw(st.sampled_from([0.5, *every["articles"]["confidence"].to_pylist()]))
    some = attrs.evolve(PARSER, min_confidence=least).read(pages)
    sure = pc.greater_equal(every["articles"]["confidence"], least)
    kept = every["articles"].filter(sure)
    assert some["articles"].equals(kept)
    for name in ("media", "comments", "lines"):
        assert some[name].equals(every[name].filter(pc.is_in(every[name]["article_id"], kept["article_id"])))
    doubted = {row["doc_id"]: row["confidence"] for row in every["articles"].filter(pc.invert(sure)).to_pylist()}
    rejects = {row["doc_id"]: row for row in some["rejects"].to_pylist()}
    assert {name: rejects[name]["confidence"] for name in doubted} == doubted
    assert {rejects[name]["rule"] for name in doubted} <= {"not-an-article"}
