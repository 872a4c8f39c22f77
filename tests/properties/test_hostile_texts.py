"""Pages that were made to break programs; each keeps the laws, and says what is read where a text is ambiguous."""

from __future__ import annotations

import time

import pyarrow as pa

from broadsheet_schema.checks import check
from tests.properties.reading import read

_TEXT = "Der Fährmann sieht kaum noch das andere Ufer und bleibt am Ende doch im Hafen."
_FOOT = "© SPIEGEL ONLINE 2015\nAlle Rechte vorbehalten\n"


def _page(*thread: str, head: str = "Die Fähre fährt wieder") -> str:
    return "\n".join([head, _TEXT, f"Klarbach - {_TEXT}", *thread, _FOOT])


def _thread(*lines: str) -> list[str]:
    return ["insgesamt 3 Beiträge", "Alle Kommentare öffnen", *lines, "Alle Kommentare öffnen"]


def _comments(text: str) -> list[tuple[int, str, str | None]]:
    tables = read({"page": text})
    assert check({name: pa.Table.from_batches([rows]) for name, rows in tables.items()}) == []
    return [(row["number"], row["author"], row["body"]) for row in tables["comments"].to_pylist()]


def test_a_comment_that_quotes_a_whole_head_stays_one() -> None:
    """The number does not count on, so the quoted head is text."""
    text = _page(
        *_thread(
            "möwe 16.09.2015",
            "1. Eins",
            "hafen 15.09.2015",
            "7. Zitiert",
            "Na so was",
            "hafen 17.09.2015",
            "2. Zwei",
            "Ja",
        )
    )
    assert _comments(text) == [(1, "möwe", "hafen 15.09.2015\n7. Zitiert\nNa so was"), (2, "hafen", "Ja")]


def test_numbered_lines_in_a_comment_open_no_comment() -> None:
    """`2. Something` without name and date is text."""
    text = _page(
        *_thread("möwe 16.09.2015", "1. Liste", "1. Boot", "2. Ruder", "3. Kuchen", "kran 17.09.2015", "2. Gut", "Ja")
    )
    assert _comments(text) == [(1, "möwe", "1. Boot\n2. Ruder\n3. Kuchen"), (2, "kran", "Ja")]


def test_a_caption_equal_to_the_headline_keeps_both() -> None:
    """Nothing says which print is which: no line feeds both records, and the text stays text."""
    tables = read(
        {
            "page": "\n".join(
                [
                    "Die Fähre fährt endlich wieder",
                    _TEXT,
                    "Die Fähre fährt endlich wieder",
                    "DPA",
                    f"Klarbach - {_TEXT}",
                    _FOOT,
                ]
            )
        }
    )
    article = tables["articles"].to_pylist()[0]
    assert article["body"].endswith(_TEXT)
    assert "Die Fähre fährt endlich wieder" in {article["headline"], *tables["media"]["caption"].to_pylist()}
    assert check({name: pa.Table.from_batches([rows]) for name, rows in tables.items()}) == []


def test_five_thousand_comments_are_read_in_seconds() -> None:
    thread = [
        line
        for n in range(1, 5_001)
        for line in (f"leser{n % 97} 16.09.2015", f"{n}. Titel {n}", f"Text {n}", f"{n + 1}. Punkt")
    ]
    begin = time.process_time()
    found = _comments(_page(*_thread(*thread)))
    assert found == [(n, f"leser{n % 97}", f"Text {n}\n{n + 1}. Punkt") for n in range(1, 5_001)]
    assert time.process_time() - begin < 20


def test_five_thousand_heads_whose_numbers_contradict_each_other() -> None:
    """A page of nothing but quoted heads gives one reading in linear time."""
    thread = [line for n in range(5_000) for line in ("möwe 16.09.2015", f"{n * 7 % 11}. Zitat")]
    begin = time.process_time()
    numbers = [number for number, _, _ in _comments(_page(*_thread(*thread)))]
    assert numbers == sorted(numbers)
    assert time.process_time() - begin < 20


def test_a_quoted_number_does_not_hold_up_the_count_where_a_page_begins() -> None:
    """Behind `Seite 2` numbers may jump, as they do where a comment in between says nothing."""
    thread = (
        "möwe 16.09.2015",
        "1. Eins",
        "Text",
        "zitat 17.09.2015",
        "3. Quelle",
        "robbe 18.09.2015",
        "2. Zwei",
        "Text",
    )
    later = ("Seite 2", "möwe 19.09.2015", "4. Vier", "Text", "robbe 20.09.2015", "5. Fünf", "Text")
    assert [number for number, _, _ in _comments(_page(*_thread("Seite 1", *thread, *later)))] == [1, 2, 4, 5]


def test_a_name_like_a_holder_of_rights_ends_no_thread() -> None:
    thread = ("1. Eins", "möwe 16.09.2015", "Text", "2. Zwei", "© 2014 Klarbach 17.09.2015", "Antwort")
    assert _comments(_page(*_thread(*thread))) == [(1, "möwe", "Text"), (2, "© 2014 Klarbach", "Antwort")]


def test_lines_of_a_megabyte() -> None:
    """A line is text, however long: in the article, as a comment, with any mark's beginning."""
    long = "Wort " * 200_000
    for opening in ("", "Zitat von ", "© ", "Von ", "1. ", "Foto: ", "Klarbach - ", "("):
        line = f"{opening}{long}".strip()
        tables = read({"page": _page(line, *_thread("möwe 16.09.2015", "1. Lang", line))})
        article, comment = tables["articles"].to_pylist()[0], tables["comments"].to_pylist()[0]
        said = [comment["body"], *(quote["text"] for quote in comment["quotes"])]
        assert line in article["body"]
        assert max(map(len, said)) >= len(long) - 1


def test_other_scripts_and_directions_are_kept() -> None:
    words = ("مرحبا بالعالم، كيف حالكم اليوم", "שלום לכולם", "👩‍👩‍👧‍👦🏳️‍🌈", "海の上の橋", "\u202eabc\u202c d")
    thread = [
        line
        for n, text in enumerate(words, start=1)
        for line in (f"{text[:4].strip()} 16.09.2015", f"{n}. {text}", text)
    ]
    assert [body for _, _, body in _comments(_page(*_thread(*thread)))] == list(words)


def test_surrogates_and_nuls_become_characters_and_are_flagged() -> None:
    """A lone surrogate is U+FFFD in the text; a NUL is no character of a page."""
    tables = read({"page": _page(*_thread("möwe 16.09.2015", "1. Eins", "a\ud800b", "c\x00d"))})
    assert tables["comments"]["body"].to_pylist() == ["a\ufffdb\ncd"]
    assert "characters-replaced" in tables["articles"]["flags"].to_pylist()[0]


def test_nothing_at_all() -> None:
    """Empty documents, blank ones, and a batch of none."""
    blank: dict[str, str | bytes] = {
        "empty": "",
        "blank": " \n\t\n",
        "nul": b"\x00",
        "mark": b"\xff\xfe",
        "bom": "\ufeff",
    }
    assert read(blank)["rejects"]["rule"].to_pylist() == ["article.empty"] * len(blank)
    assert {name: rows.num_rows for name, rows in read({}).items()} == dict.fromkeys(
        ("articles", "media", "comments", "lines", "rejects"), 0
    )
