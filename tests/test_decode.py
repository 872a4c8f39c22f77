from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.decode import FLAG_BITS, decode
from broadsheet.documents import DOCUMENTS, documents, one_document
from broadsheet_schema.records import FLAGS

BYTES = st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace"))
CONTENT = st.tuples(BYTES | st.none(), st.booleans()).map(lambda pair: {"content": pair[0], "decoded": pair[1]})


def batch(rows: list[dict[str, object]]) -> pa.RecordBatch:
    return documents([{"doc_id": str(index), "source_uri": "memory", **row} for index, row in enumerate(rows)])


def flags(mask: int) -> set[str]:
    return {flag for flag, bit in FLAG_BITS.items() if mask & bit}


def both(content: str | bytes) -> tuple[str, str, set[str]]:
    result = decode(one_document(content))
    return result.text[0].as_py(), result.clean[0].as_py(), flags(int(result.flags[0]))


@given(st.lists(CONTENT, max_size=8))
def test_any_bytes_give_text(rows: list[dict[str, object]]) -> None:
    """Any bytes at all give a text and its clean form, of the same lines; never an exception, never a lost document."""
    result = decode(batch(rows))
    result.text.validate(full=True)
    result.clean.validate(full=True)
    assert len(result.text) == len(result.clean) == len(result.flags) == len(rows)
    for text, clean in zip(result.text.to_pylist(), result.clean.to_pylist(), strict=True):
        assert "\r" not in text
        assert text.count("\n") == clean.count("\n")
        assert unicodedata.is_normalized("NFC", clean)


@given(st.lists(CONTENT, min_size=2, max_size=4), st.data())
def test_a_document_reads_alike_in_any_batch(rows: list[dict[str, object]], data: st.DataObject) -> None:
    """Neither its neighbours nor where a batch was cut change how a document is read."""
    together = decode(batch(rows))
    index = data.draw(st.integers(0, len(rows) - 1))
    for alone in (decode(batch(rows)[index : index + 1]), decode(batch([rows[index]]))):
        assert alone.text[0] == together.text[index]
        assert alone.clean[0] == together.clean[index]
        assert alone.flags[0] == together.flags[index]


@given(st.lists(CONTENT, max_size=5))
def test_decoding_clean_text_changes_nothing(rows: list[dict[str, object]]) -> None:
    """What is clean reads as itself, declared as UTF-8 or not, and gets no flag."""
    clean = decode(batch(rows)).clean
    for declared in (True, False):
        again = decode(batch([{"content": text.as_py().encode(), "decoded": declared} for text in clean]))
        assert again.text.equals(clean)
        assert again.clean.equals(clean)
        assert not again.flags.any()


# No characters that could stand for the bytes of UTF-8 with each other or with a hard space: those dresses are tried on
# pages that are no mojibake.
WORD = st.text(st.sampled_from("abcxyzäöüßéèçñåøčąłΩдя橋が가0123456789.,:()"), min_size=1, max_size=8)
PAGES = st.lists(st.lists(WORD, max_size=6).map(" ".join), min_size=1, max_size=8).map("\n".join)


def dressed(page: str) -> dict[str, str | bytes]:
    """Return a page as other programs leave it; each form must read as the page itself."""
    escaped = page.encode("ascii", "xmlcharrefreplace").decode()
    return {
        "returns": page.replace("\n", "\r\n"),
        "old Macintosh": page.replace("\n", "\r"),
        "byte order mark": "\ufeff" + page,
        "decomposed": unicodedata.normalize("NFD", page),
        "hard spaces": page.replace(" ", "\xa0"),
        "narrow spaces": page.replace(" ", " \u202f"),
        "wide spaces": page.replace(" ", "\u3000"),
        "tabs": page.replace(" ", "\t\t"),
        "zero width": "\u200b".join(page),
        "soft hyphens": "\xad".join(page),
        "nothing printed": "\x01".join(page) + "\x1f",
        "indented": "    " + page.replace("\n", "\n  \t "),
        "trailing spaces": page.replace("\n", "  \n") + " \v",
        "entities": escaped,
        "escaped twice": escaped.replace("&", "&amp;amp;"),
        **{charset: page.encode(charset) for charset in ("utf-8", "utf-8-sig", "utf-16", "utf-32")},
    }


@given(PAGES)
def test_a_page_reads_alike_in_any_dress(page: str) -> None:
    """Line ends, Unicode form, spaces, indentation and the encoding of Unicode do not change what is read."""
    forms = dressed(page)
    rows = [one_document(form)["content"][0].as_py() for form in forms.values()]
    result = decode(batch([{"content": content} for content in rows]))
    expected = both(page)[1]
    assert dict(zip(forms, result.clean.to_pylist(), strict=True)) == dict.fromkeys(forms, expected)


def test_text_is_what_was_decoded_and_clean_is_what_was_repaired() -> None:
    assert both("\ufeff Br\u00c3\u00bccke\xa0&amp;\r\n\tM\u00c3\u00bchle\x00\n".encode()) == (
        " BrÃ¼cke\xa0&amp;\n\tMÃ¼hle\x00\n",
        "Brücke &\nMühle\n",
        {"encoding-repaired", "entities-decoded"},
    )


def test_flags_are_bits_in_the_order_of_the_schema() -> None:
    assert [FLAG_BITS[flag] for flag in FLAGS] == [1 << bit for bit in range(len(FLAGS))]


@pytest.mark.parametrize(
    ("content", "flag"),
    [
        ("Brücke".encode(), None),
        ("Die Brücke über den Fluß".encode("cp1252"), "charset-guessed"),
        ("Die Brücke über den Flu".encode() + b"\xff", "characters-replaced"),
        ("Br\ud800cke", "characters-replaced"),
        ("Die Brücke über den Fluß".encode().decode("latin-1").encode(), "encoding-repaired"),
        (b"Br&uuml;cke", "entities-decoded"),
    ],
)
def test_what_was_done_is_flagged(content: str | bytes, flag: str | None) -> None:
    assert both(content)[2] == ({flag} if flag else set())


def test_each_document_has_its_own_charset_and_flags() -> None:
    result = decode(
        batch(
            [
                {"content": "Mühle".encode()},
                {"content": "Die Brücke über den Fluß".encode("cp1252")},
                {"content": None},
                {"content": "мост через реку и ещё один".encode("koi8-r")},
                {"content": "Brücke".encode("utf-16")},
                {"content": b"", "decoded": True},
                {"content": "Mühle".encode("cp1252"), "decoded": True},
            ]
        )
    )
    assert result.text.to_pylist() == [
        *("Mühle", "Die Brücke über den Fluß", "", "мост через реку и ещё один", "Brücke", "", "M\ufffdhle"),
    ]
    guessed, replaced = FLAG_BITS["charset-guessed"], FLAG_BITS["characters-replaced"]
    assert result.flags.tolist() == [0, guessed, 0, guessed, 0, 0, replaced]
    assert result.flags.dtype == np.uint32


def test_what_a_reader_rejects_keeps_its_text_and_is_not_parsed() -> None:
    rows: list[dict[str, object]] = [
        {"content": b"{broken", "rule": "json", "message": "no JSON"},
        {"content": b"\xff", "rule": "json", "message": "no JSON"},
        {"content": None, "rule": "too-large", "message": "too large"},
        {"content": b"text"},
    ]
    result = decode(batch(rows))
    assert result.text.to_pylist() == ["{broken", "ÿ", "", "text"]
    assert result.clean.to_pylist() == ["", "", "", "text"]


def test_an_empty_batch_is_decoded() -> None:
    result = decode(pa.RecordBatch.from_pylist([], schema=DOCUMENTS))
    assert (len(result.text), len(result.clean), len(result.flags)) == (0, 0, 0)


def test_clean_documents_are_not_copied() -> None:
    content = batch([{"content": "Die Brücke\nüber den Fluß".encode()}, {"content": b"x"}])
    result = decode(content)
    addresses = {array.buffers()[2].address for array in (content["content"], result.text, result.clean)}
    assert len(addresses) == 1


@pytest.mark.parametrize(
    "unit", [b"\xff", b"\x00", b"\xed\xa0\x80", b"\r", b"&#1;", b"&amp;", b"\x81\x40", b"\xfe\xff", b"a\x00", b" "]
)
def test_large_documents_of_garbage_are_decoded(unit: bytes) -> None:
    result = decode(one_document(unit * 200_000))
    assert result.text[0].as_py().count("\n") == result.clean[0].as_py().count("\n")
