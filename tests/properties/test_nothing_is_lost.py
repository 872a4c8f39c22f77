"""Invariant 4: any bytes give a dataset or a reject; articles + rejects = documents in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.decode import decode
from tests.properties.reading import BATCHES, PARSER, batch
from tests.strategies.damage import documents, heaps


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
