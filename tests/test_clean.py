from __future__ import annotations

import sys
import time
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.clean import LONG_RUN, NOT_NFC, Cleaned, clean
from broadsheet.spaces import DIRECTIONS, INVISIBLE, SPACES, UNEVEN, end_lines

PIECES = [
    *("&", "amp;", "uuml;", "#38;", "#", "3", "8", ";", "&#xFC;", "&nbsp;", "&#10;", "&shy;", "&#55357;", "&#56832;"),
    *("Ã", "¼", "ƒ", "Â", "â", "€", "™", "Ã¼", "â€™", "ü", "ß", "é"),
    *("e", "o", "\u0301", "\u0327", "\u0308", "\u0344", "ᄀ", "ᅡ", "ᆨ", "が", "か\u3099", "न\u093c", "\u212b", "\u037e"),
    *(" ", "  ", "\t", "\n", "\n\n", "\xa0", "\u2009", "\u3000", "\u2028", "\x85", "\x00", "\x1f", "\x7f", "\x9f"),
    *("\xad", "\u200b", "\u2060", "\ufeff", "\u200e", "\u200f", "\u200d", "\u200c", "😀", "\ufffd", "a", "Wort", "."),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)


def cleaned(*texts: str) -> Cleaned:
    return clean(end_lines(pa.array(texts, pa.string())))


def one(text: str) -> str:
    return str(cleaned(text).text[0])


@given(st.lists(HOSTILE, max_size=5))
def test_clean_text_has_one_form(texts: list[str]) -> None:
    """The laws of the clean form, for any text."""
    result = cleaned(*texts)
    for before, after in zip(end_lines(pa.array(texts, pa.string())).to_pylist(), result.text.to_pylist(), strict=True):
        assert after.count("\n") == before.count("\n")
        assert unicodedata.is_normalized("NFC", after)
        assert not set(after) & set(SPACES + INVISIBLE)
        assert "  " not in after
        assert all(line == line.strip(" " + DIRECTIONS) for line in after.split("\n"))


@given(st.lists(HOSTILE, max_size=5))
def test_cleaning_twice_changes_nothing(texts: list[str]) -> None:
    """Cleaning is idempotent."""
    once = cleaned(*texts).text
    assert clean(once).text.equals(once)


@given(st.lists(HOSTILE, min_size=2, max_size=3))
def test_a_document_is_cleaned_alike_in_any_batch(texts: list[str]) -> None:
    """What stands beside a document changes nothing in it."""
    together = cleaned(*texts)
    alone = [cleaned(text) for text in texts]
    assert together.text.to_pylist() == [result.text[0].as_py() for result in alone]
    assert together.repaired.tolist() == [bool(result.repaired[0]) for result in alone]
    assert together.entities.tolist() == [bool(result.entities[0]) for result in alone]


def test_clean_texts_are_not_copied() -> None:
    texts = pa.array(["Brücke\n\nüber – den Fluß", "", "מים\nمرحبا", "橋を渡る。"])
    assert clean(texts).text is texts
    assert end_lines(texts) is texts


@pytest.mark.parametrize("space", [*SPACES, "&nbsp;", "&#160;", "&emsp;", "&#10;", "&NewLine;", "&Tab;"])
def test_every_space_is_a_plain_one(space: str) -> None:
    assert one(f"{space}drei{space}{space} Wörter{space}\n{space}\nhier{space}") == "drei Wörter\n\nhier"


@pytest.mark.parametrize("invisible", sorted({*INVISIBLE} - {"\r"}))
def test_what_nobody_sees_goes(invisible: str) -> None:
    assert (
        one(f"{invisible}Groß{invisible}stadt{invisible} {invisible} ß{invisible}\n{invisible} x") == "Großstadt ß\nx"
    )


def test_joiners_stay_and_directions_go_at_edges_only() -> None:
    assert one("می\u200cخواهم 👩\u200d🚒") == "می\u200cخواهم 👩\u200d🚒"
    assert one("\u200f שלום \u200e(abc)\u200e עולם\u200f \n\u200e\n") == "שלום \u200e(abc)\u200e עולם\n\n"


@pytest.mark.parametrize(
    ("printed", "lines"), [("a\r\nb\rc\nd", "a\nb\nc\nd"), ("\r\r\n\n\r", "\n\n\n\n"), ("\ufeffa\r", "a\n")]
)
def test_all_line_ends_are_newlines(printed: str, lines: str) -> None:
    assert end_lines(pa.array([printed])).to_pylist() == [lines]


def test_a_return_and_a_newline_of_two_documents_are_two() -> None:
    assert end_lines(pa.array(["a\r", "\nb", "", "\r\n", "\ufeff", "\r"])).to_pylist() == [
        "a\n",
        "\nb",
        "",
        "\n",
        "",
        "\n",
    ]


def test_columns_that_begin_within_a_buffer_are_read() -> None:
    texts = pa.array(["weg", "\ufeffa\r\n b", "c\xa0", "weg"])[1:3]
    assert clean(end_lines(texts)).text.to_pylist() == ["a\nb", "c"]


def misread(text: str, charset: str) -> str:
    """Read the UTF-8 of a text in another set, as browsers do: bytes that cp1252 leaves open are controls."""
    return "".join(bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("charset", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "printed",
    ["Die Brücke über den Fluß", "They’re “closed” – why?", "мост через реку", "橋を渡る", "Černé říčky", "já 😀"],
)
def test_mojibake_is_put_right(printed: str, charset: str, times: int) -> None:
    mixed = printed
    for _ in range(times):
        mixed = misread(mixed, charset)
    result = cleaned(mixed, printed)
    assert result.text.to_pylist() == [printed, printed]
    assert result.repaired.tolist() == [True, False]


@pytest.mark.parametrize(
    "printed",
    [
        "Wer `Ã¼` sieht, dem fehlt ein ü, sagt die Bürgermeisterin. `Ã¤` und `Ã¶` heißen Mojibake.",
        "Who sees Ã¼ has read UTF-8 in the wrong set.",
        "Who sees ÃƒÂ¼ has done so twice.",
        "NESTLÉ® and NESTLÉ® again",
        "ESPAÑ… CAÑ…",
        "Spaß“ und Fuß“",
        "SÃO PAULO, AMANHÃ",
        "voilà\xa0» et là\xa0»",
        "20 ×\xa030 cm, 40 ×\xa060 cm",
        "Teils schÃ¶n, teils schön",
        "BrÃ¼cke und Mï¿½hle \ufffd",
    ],
)
def test_what_may_be_meant_stays(printed: str) -> None:
    result = cleaned(printed)
    assert one(printed) == printed.replace("\xa0", " ")
    assert not result.repaired.any()


@pytest.mark.parametrize(
    ("printed", "decoded"),
    [
        ("M&uuml;hle &amp; Br&uuml;cke", "Mühle & Brücke"),
        ("8&#8211;9&#x2013;10&#X2013;11", "8–9–10–11"),
        ("&amp;uuml; &amp;amp;#252; &#38;lt;", "ü ü <"),
        ("&#150;&#x80;", "–€"),
        ("&#55357;&#56832; &#xD83D;&#xDE00; &#xD83D;", "😀 😀 \ufffd"),
        ("a&#10;b&#13;c&#x0A;d&NewLine;e", "a b c d e"),
        ("u&#776;ber &Auml;pfel", "über Äpfel"),
        ("1&#0;2&#x110000;3", "1\ufffd2\ufffd3"),
        ("M&uuml&shy;hle &u\xadum\u200bl;", "M&uumlhle ü"),
        ("&#38;#38;#38;#38;#38;#38;#38;#38;#252;", "ü"),
    ],
)
def test_entities_are_decoded(printed: str, decoded: str) -> None:
    result = cleaned(printed)
    assert result.text.to_pylist() == [decoded]
    assert result.entities.tolist() == [True]


@pytest.mark.parametrize(
    "printed", ["AT&T; R&D", "a & b;", "&uuml Mühle", "?a=1&copy=2&lt", "&unknown;", "&#;", "&#x;", "&notit;"]
)
def test_what_is_no_entity_stays(printed: str) -> None:
    result = cleaned(printed)
    assert result.text.to_pylist() == [printed]
    assert not result.entities.any()


def test_the_pattern_for_other_forms_than_nfc_misses_nothing() -> None:
    """It finds all that is not NFC by one character, by two that join (with a mark between), by marks in disorder."""
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    known = pc.match_substring_regex(pa.array(characters), r"\p{M}").to_numpy(zero_copy_only=False)
    marks = [mark for mark, known in zip(characters, known, strict=True) if known and unicodedata.combining(mark)]
    order = {mark: unicodedata.combining(mark) for mark in marks}
    samples = {place: mark for mark, place in order.items()}
    parts = [decomposed for character in characters if len(decomposed := unicodedata.normalize("NFD", character)) > 1]
    pairs = [unicodedata.normalize("NFC", part[:-1]) + part[-1] for part in parts]
    texts = [
        *(character for character in characters if not unicodedata.is_normalized("NFC", character)),
        *pairs,
        *(
            pair[:-1] + mark + pair[-1]
            for pair in pairs
            for place, mark in samples.items()
            if place < order.get(pair[-1], 0)
        ),
        *(first + second for first in marks for second in marks if order[first] > order[second]),
    ]
    found = pc.match_substring_regex(pa.array(texts), NOT_NFC).to_numpy(zero_copy_only=False)
    missed = [
        text for text, hit in zip(texts, found, strict=True) if not hit and not unicodedata.is_normalized("NFC", text)
    ]
    assert missed == []


@pytest.mark.parametrize(
    "printed",
    [
        "Brücke – „Fluß“",
        "ये हिन्दी में लिखी हुई पंक्तियाँ हैं।",
        "ภาษาไทยที่นี่ก็ดี",
        "இது தமிழ் மொழி",
        "이것은 한국어다",
        "日本語が読める",
    ],
)
def test_the_scripts_of_large_countries_are_clean_as_they_stand(printed: str) -> None:
    assert not pc.match_substring_regex(pa.array([printed]), f"{NOT_NFC}|{UNEVEN}")[0].as_py()


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0327" * 200_000,
        "\u0f73\u0301" * 200_000,
        "ॐ" + "\u0301\u093c" * 200_000,
        "&amp;" + "amp;" * 300_000,
        "&#38;" * 200_000,
        "&" * 1_000_000,
        "Ã¼" * 300_000,
        " \u200e" * 400_000,
    ],
    ids=["marks", "double marks", "mixed marks", "nested", "ampersands", "bare", "mojibake", "edges"],
)
def test_no_text_takes_long(text: str) -> None:
    """Time grows with the length of a text, not with its square: these would take minutes."""
    began = time.process_time()
    result = cleaned(text)
    assert time.process_time() - began < 20
    assert unicodedata.is_normalized("NFC", result.text[0].as_py()[:2_000])


def test_long_runs_are_found_whatever_marks_they_are_made_of() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if all(map(unicodedata.combining, unicodedata.normalize("NFD", character))):
            assert LONG_RUN.fullmatch(character * 100)


def test_marks_in_any_number_are_ordered_as_unicode_does() -> None:
    text = "e" + "\u0301\u0327\u0344\u0323" * 30
    assert one(text) == unicodedata.normalize("NFC", text)
