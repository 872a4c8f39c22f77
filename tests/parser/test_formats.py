"""Files that are no text of a page: what they are told to be, and what becomes of them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from broadsheet.documents import documents
from broadsheet.formats import FORMATS, MESSAGES, formats
from broadsheet.parser import Parser

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><title>Ferry leaves on time - The Harbour Echo</title></head>
<body><h1>Ferry leaves on time</h1>
<p>The first boat of the day left the quay at seven sharp on Tuesday, to the surprise of everybody but the gulls.</p>
<p>Captain Swantje Moll said that the timetable had been printed in spring, and pointed at it with her pipe.</p>
<p>The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch.</p>
</body></html>
"""
FILES = {
    "HTML": [
        PAGE,
        "\ufeff\n  <html>\n<body>Hello</body></html>",
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
        "<!-- saved -->\n<!doctype HTML>",
        '<div class="article">\n<p>The first boat left.</p>\n</div>',
    ],
    "XML": [
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>',
        "<rss><channel>",
        '<w:document xmlns:w="x">',
        "<!DOCTYPE nitf>\n<nitf>",
    ],
    "PDF": ["%PDF-1.7\n%\xe2\xe3"],
    "RTF": ["{\\rtf1\\ansi Hello}"],
    "": [
        "",
        "The ferry <html> leaves on time",
        "<p> is what opens a paragraph",
        "<3 the ferry",
        "{ferry}",
        "%PDF is a format",
        "< Back\nThe ferry leaves",
        "<Back to the harbour>\nThe ferry leaves",
    ],
}


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in FILES.items() for text in texts])
def test_a_file_is_told_by_how_it_begins(form: str, text: str) -> None:
    assert formats(pa.array([text, "The ferry leaves on time"])).tolist() == [form, ""]


def test_each_format_has_a_message_that_names_it() -> None:
    assert all(f"This is {form}," in MESSAGES[form] for form in FORMATS)


def test_a_file_is_turned_away_with_its_text_and_a_word_on_what_it_is() -> None:
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": PAGE.encode()}])
    reject = Parser([], min_confidence=0.1).read(batch)["rejects"].to_pylist()[0]
    assert (reject["rule"], reject["confidence"], reject["text"]) == ("not-an-article", 0.0, PAGE)
    assert reject["message"] == MESSAGES["HTML"]


def test_without_a_limit_a_file_is_read_like_any_other_document() -> None:
    text = PAGE.replace("<p>", "").replace("</p>", "")
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": text.encode()}])
    tables = Parser([]).read(batch)
    assert [len(tables["articles"]), len(tables["rejects"])] == [1, 0]


def test_a_file_that_is_read_twice_is_a_duplicate() -> None:
    text = PAGE.replace("<p>", "").replace("</p>", "").encode()
    batch = documents([{"doc_id": "a", "source_uri": name, "content": text} for name in ("a", "b")])
    reject = Parser([]).read(batch)["rejects"].to_pylist()[0]
    assert (reject["rule"], reject["message"]) == ("duplicate", "The same text was read before under the same id.")
