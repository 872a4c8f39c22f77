from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.charset import Reading, read, read_utf8

TEXTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("charset_texts.toml").read_text(encoding="utf-8"))[
    "text"
]
PRINTED: dict[str, str] = {text["language"]: text["printed"] for text in TEXTS}
WESTERN = [text["language"] for text in TEXTS if text["charsets"] == ["cp1252"]]
PLAIN = str.maketrans("„“”’«»–—", '"""\'""--')
NAVIGATION = "Home News Sport Weather Business Travel\nSign in to your account\nRead more stories like this one\n" * 30


def cases() -> list[object]:
    return [
        pytest.param(text["language"], charset, id=f"{text['language']}-{charset}")
        for text in TEXTS
        for charset in text["charsets"]
    ]


def encoded(language: str, charset: str) -> bytes:
    """Encode a report; the sets that know no typographic quotes and dashes get plain ones."""
    printed = PRINTED[language]
    return (printed if charset.startswith("cp") else printed.translate(PLAIN)).encode(charset, "ignore")


@pytest.mark.parametrize(("language", "charset"), cases())
@pytest.mark.parametrize("size", [150, 300, 10_000])
def test_a_report_is_read_in_the_charsets_of_its_language(language: str, charset: str, size: int) -> None:
    printed = (encoded(language, charset) * 20)[:size].decode(charset, "ignore")
    assert read(printed.encode(charset)) == Reading(printed, guessed=not printed.isascii())


def test_ten_european_languages_and_more_are_tried_in_cp1252() -> None:
    assert len(WESTERN) >= 10


@pytest.mark.parametrize("language", WESTERN)
def test_little_western_text_among_much_ascii_is_cp1252(language: str) -> None:
    words = [word for word in PRINTED[language].split() if not word.isascii()]
    printed = NAVIGATION + "\n".join(words[:5]) + "\n" + NAVIGATION
    assert read(printed.encode("cp1252")) == Reading(printed, guessed=True)


@pytest.mark.parametrize("word", ["café", "naïve", "£20", "50 €", "it’s", "à la carte", "Søren", "Ångström"])
def test_a_single_letter_is_read_as_cp1252(word: str) -> None:
    assert read(word.encode("cp1252")) == Reading(word, guessed=True)


def test_latin_1_is_read_as_its_windows_cousin() -> None:
    printed = PRINTED["French"].replace("’", "'").replace("€", "francs")
    assert read(printed.encode("latin-1")) == Reading(printed, guessed=True)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", ["German", "Russian", "Greek", "English"])
def test_unicode_is_read_and_not_guessed(language: str, charset: str) -> None:
    assert read(PRINTED[language].encode(charset)).text.removeprefix("\ufeff") == PRINTED[language]
    assert not read(PRINTED[language].encode(charset)).guessed


@pytest.mark.parametrize("mark", ["utf-16", "utf-32"])
def test_the_mark_of_either_byte_order_is_believed(mark: str) -> None:
    for order in ("le", "be"):
        assert read("\ufeffÄrger".encode(f"{mark}-{order}")) == Reading("\ufeffÄrger")


def test_a_mark_with_no_such_text_after_it_is_not_believed() -> None:
    assert read(b"\xff\xfe\x00\x00" + "Ärger".encode("utf-16-le")).text == "\ufeff\0Ärger"


def test_a_surrogate_on_its_own_in_utf_16_is_replaced() -> None:
    assert read(b"\xff\xfea\x00\x3d\xd8b\x00") == Reading("\ufeffa\ufffdb", replaced=True)


def test_half_a_character_at_the_end_of_utf_16_is_replaced() -> None:
    assert read("Großes Haus".encode("utf-16-le") + b"x") == Reading("Großes Haus\ufffd", replaced=True)


@pytest.mark.parametrize(
    "data", [b"a\0b", b"name\0\0\0\0\0\0value", b"one\0two three four five six", b"\0" * 20, b"\0\0a"]
)
def test_zero_bytes_alone_make_no_utf_16(data: bytes) -> None:
    assert read(data) == Reading(data.decode())


@given(st.data())
def test_utf_8_with_some_broken_bytes_stays_utf_8(data: st.DataObject) -> None:
    """Up to one character in four may be broken, wherever they stand; what is whole is read."""
    word = st.sampled_from(["Brücke", "über", "naïve", "мост", "橋", "“", "ß"])
    words = data.draw(st.lists(word, min_size=4, max_size=40))
    broken = data.draw(st.sets(st.integers(0, len(words) - 1), max_size=len(words) // 4))
    pieces = [word.encode() + (b"\xff" if index in broken else b"") for index, word in enumerate(words)]
    reading = read(b" ".join(pieces))
    expected = " ".join(word + ("\ufffd" if index in broken else "") for index, word in enumerate(words))
    assert reading == Reading(expected, replaced=bool(broken))


@given(st.integers(10, 400))
def test_utf_8_that_is_cut_stays_utf_8(end: int) -> None:
    data = PRINTED["Japanese"].encode()[:end]
    reading = read(data)
    assert not reading.guessed
    assert reading.text.rstrip("\ufffd") == data.decode(errors="ignore")
    assert reading.replaced == (len(data.decode(errors="ignore").encode()) < len(data))


def test_a_cut_within_the_only_long_character_is_seen() -> None:
    assert read(b"and so on \xe2\x80") == Reading("and so on \ufffd", replaced=True)


def test_surrogates_encoded_on_their_own_are_joined_or_replaced() -> None:
    data = "Grüße \ud83d\ude00, \udc00 und \ud83d".encode("utf-8", "surrogatepass")
    expected = Reading("Grüße 😀, \ufffd und \ufffd", replaced=True)
    assert read(data) == read_utf8(data) == expected


def test_joined_surrogates_alone_replace_nothing() -> None:
    assert read("\ud83d\ude00".encode("utf-8", "surrogatepass")) == Reading("😀")


def test_a_replacement_character_of_the_page_itself_is_not_flagged() -> None:
    assert read("Br\ufffdcke".encode()) == Reading("Br\ufffdcke")


def test_declared_utf_8_is_never_guessed() -> None:
    assert read_utf8("Brücke".encode("cp1252")) == Reading("Br\ufffdcke", replaced=True)


@given(st.binary(max_size=300) | st.binary(max_size=40).map(lambda data: data * 50))
def test_any_bytes_give_text_without_surrogates(data: bytes) -> None:
    for reading in (read(data), read_utf8(data)):
        assert reading.text.encode().decode() == reading.text
