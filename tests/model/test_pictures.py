"""Captions and credits of pages without a layout: what stands inside the lines, and what belongs together."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.draft import Draft
from broadsheet.kernels import concat
from broadsheet.labels import CODE, NAMES
from broadsheet.lines import split_lines
from broadsheet.model.credit_forms import FAIR, NONE, SURE, WEAK
from broadsheet.model.credits import find_credits
from broadsheet.model.pictures import label_pictures
from broadsheet.model.reading import Reading, Said
from broadsheet.model.states import STATE, STATES

ONE_LINE = [
    ("Der neue Steg am Hafen von Klarbach. Foto: Ida Brandt/dpa", "Ida Brandt/dpa", SURE),
    ("Der Steg bei Nacht (Archivfoto: Jo Ahlers)", "Jo Ahlers", SURE),
    ("Der Steg im Winter 2015Foto: dpa", "dpa", SURE),
    ("Der Steg am Abend. Bild © Ida Brandt (kb)", "Ida Brandt (kb)", SURE),
    ("Der Steg wird gebaut. © Ida Brandt | Ida Brandt", "Ida Brandt", SURE),
    ("Der Steg. (Quelle: Hafenamt)", "Hafenamt", FAIR),
    ("The mayor opens the new pier. (AP Photo/Jane Doerr)", "AP Photo/Jane Doerr", FAIR),
    ("The mayor opens the new pier. Jane Doerr/Getty Images", "Jane Doerr/Getty Images", FAIR),
    ("The mayor opens the pier. Photo by Jane Doerr /AFP via Getty Images", "Jane Doerr /AFP via Getty Images", SURE),
    ("The mayor opens the pier — Picture by Jane Doerr", "Jane Doerr", SURE),
    ("The mayor at the pier. (Courtesy of Jane Doerr)", "Jane Doerr", SURE),
    ("The mayor opens the pier. Supplied", "Supplied", FAIR),
    ("The mayor opens the pier. Jane Doerr", "Jane Doerr", WEAK),
    ("La alcaldesa en el muelle, este domingo en Clarabia. EFE/ J.J. Romeral", "EFE/ J.J. Romeral", FAIR),
    ("El muelle de Clarabia.AFP", "AFP", FAIR),
    ("Le maire sur la jetée. Crédit photo : Jeanne Dorel", "Jeanne Dorel", SURE),
    ("Il sindaco sul molo. (Ansa)", "Ansa", FAIR),
    ("Starosta na molu. Foto: Jana Dorová, Klarov News", "Jana Dorová, Klarov News", SURE),
    ("Ordføreren på bryggen. Foto: Privat", "Privat", SURE),
    ("Мэр на причале. Фото: Анна Дорова / ТАСС", "Анна Дорова / ТАСС", SURE),
    ("Le maire | Bild: SRK/Jo Ahlers", "SRK/Jo Ahlers", SURE),
    ("港で話す市長（青木花子撮影）", "青木花子", SURE),
    ("港で話す市長（Ｃ）潮新聞社", "潮新聞社", SURE),
    ("시장이 항구에서 말하고 있다. [사진 = 김항구 기자]", "김항구 기자", SURE),
    ("시장이 항구에서 말하고 있다. 연합뉴스", "연합뉴스", FAIR),
    ("Prom czeka przy nabrzeżu (fot. Tomasz Gawron / PAP)", "Tomasz Gawron / PAP", SURE),
    ("Prom czeka przy nabrzeżu. Fot. Tomasz Gawron", "Tomasz Gawron", SURE),
    ("Το φέρι στην προβλήτα (φωτ.: INTIME NEWS)", "INTIME NEWS", SURE),
    ("Symbolbild: Die Fähre wartet am Anleger. Foto: dpa", "dpa", SURE),
    ("File photo: The ferry waits at the quay. Photo by Alan Marsh", "Alan Marsh", SURE),
    ("Der Steg leuchtet am Abend. – Foto: Ida Brandt", "Ida Brandt", SURE),
    ("Der Steg leuchtet am Abend. - Ida Brandt/dpa", "Ida Brandt/dpa", FAIR),
    ("A balsa espera no cais - João Prado/Folhapress", "João Prado/Folhapress", FAIR),
    ("De veerboot wacht aan de kade. Beeld Mirjam Bos", "Mirjam Bos", FAIR),
    ("Le ferry attend au quai. Photo Le Courrier/Luc Martel", "Le Courrier/Luc Martel", FAIR),
    ("The ferry waits at the quay. Photo by Alan Marsh", "Alan Marsh", SURE),
    ("Die Bürgermeisterin am Steg von Klarbach Foto: Ida Brandt", "Ida Brandt", SURE),
    ("Protest vor dem Rathaus am Dienstagabend Quelle: Hafenamt", "Hafenamt", FAIR),
    ("The pier of Klarbach File photo: Ida Brandt", "Ida Brandt", SURE),
    ("閉鎖されている歩道橋（撮影・海野純）", "海野純", SURE),
    ("人行桥从星期五起关闭。（图／中央社）", "中央社", SURE),
    ("Waves at the northern jetty Ida Brandt/Reuters", "Ida Brandt/Reuters", FAIR),
    ("The mayor with Ida Foto: Brandt/dpa", "Brandt/dpa", SURE),
    ("Der Hafen am Montag. Ida Brandt/Reuters", "Ida Brandt/Reuters", FAIR),
    ("La alcaldesa ante el viejo puente, el martes. IDA BRANDT (EFE)", "IDA BRANDT (EFE)", FAIR),
    ("The mayor at the old bridge. Ida Brandt (AP)", "Ida Brandt (AP)", FAIR),
    ("Ida Brandt (AP)", "AP", FAIR),
]


@pytest.mark.parametrize(("line", "credit", "trust"), ONE_LINE)
def test_a_line_is_cut_into_caption_and_credit(line: str, credit: str, trust: int) -> None:
    """Each form is found in its language, and the caption keeps its full stop."""
    found = find_credits(pa.array([line]))
    assert (found.credit[0].as_py(), found.trust[0]) == (credit, trust)
    caption = found.caption[0].as_py()
    assert caption
    assert line.startswith(caption)


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Die Bürgermeisterin am Steg von Klarbach Foto: Ida Brandt", "Die Bürgermeisterin am Steg von Klarbach"),
        ("Båtar vid kajen i Klarhamn Bild: Mina Duarte", "Båtar vid kajen i Klarhamn"),
        ("The pier of Klarbach File photo: Ida Brandt", "The pier of Klarbach"),
        ("The pier in fog. Stock photo: Ida Brandt", "The pier in fog."),
        ("The mayor in Klarbach Photo Credit: Ida Brandt", "The mayor in Klarbach"),
        ("Der Steg Archivfoto: Ida Brandt", "Der Steg"),
        ("Image source, Harbour Media", ""),
        ("Image copyright Getty Images", ""),
    ],
)
def test_a_caption_keeps_its_last_word(line: str, caption: str) -> None:
    """A place is not the first part of `File photo`."""
    assert find_credits(pa.array([line])).caption[0].as_py() == caption


def test_a_name_in_capitals_in_front_of_an_agency_is_a_credit_as_a_whole() -> None:
    found = find_credits(pa.array(["IDA BRANDT (EFE)", "THE HARBOUR (EFE)"]))
    assert found.caption.to_pylist() == ["", "THE HARBOUR"]
    assert found.credit.to_pylist() == ["IDA BRANDT (EFE)", "EFE"]


def test_a_line_without_a_credit_keeps_its_signs() -> None:
    line = "Image source, as nobody said at the time, was the river and not the quay, whatever the mayor may have told "
    line += "us later on in her speech to the gulls of Klarbach and to all of the people who stood around"
    assert find_credits(pa.array([line])).caption.to_pylist() == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Der Steg wurde 2015 gebaut.",
        "Der Steg heute. (Archivbild)",
        "The mayor (left) and her deputy (right)",
        "© 2024 Klarbacher Bote",
        "Der Steg kostet 2 Millionen Euro: zu viel, sagt die Bürgermeisterin.",
        "The pier was opened on 3. January 2026.",
        "[ Titelseite ] [ Wohin heute? ] [ Anzeigen ]",
        "Öffnet am 1. Mai: Der Steg von Klarbach",
        "Ida Brandt spricht über „Der Steg ... Verloren“",
        "Grafik: So wird der neue Steg gebaut",
        "The photographer Ralph. A man of few words",
    ],
)
def test_a_line_without_credit_stays_whole(line: str) -> None:
    """Notes, years and sentences are no credits."""
    found = find_credits(pa.array([line]))
    assert (found.caption[0].as_py(), found.credit[0].as_py(), found.trust[0]) == (line, "", NONE)


def read(page: list[tuple[str, str]], sure: float = 2, taken: dict[int, str] | None = None) -> Reading:
    """Return a page read by the step.

    Args:
        page: lines, each with the state that the network prefers.
        sure: how sure it is of that, from `-sure` to `sure` in natural logarithms.
        taken: the labels that steps before this one gave to lines.
    """
    text = pa.array(["\n".join(line for line, _ in page)])
    state = np.array([STATE[name] for _, name in page], np.uint8)
    return _read(text, state, sure, taken or {})


def _read(
    text: pa.StringArray,
    state: np.ndarray[tuple[int], np.dtype[np.uint8]],
    sure: float = 2,
    taken: dict[int, str] | None = None,
) -> Reading:
    lines = split_lines(text)
    score = np.full((len(state), len(STATES)), -sure, np.float32)
    score[np.arange(len(state)), state] = sure
    none = pa.nulls(lines.documents, pa.string())
    reading = Reading(lines, state, score, Said(none, none, none), Draft.blank(len(lines)))
    for row, name in (taken or {}).items():
        reading.draft.label(np.array([row]), name)
    label_pictures(reading)
    return reading


def rows(reading: Reading) -> list[tuple[str | None, str | None, str]]:
    """Return caption, credit and kind of each media row."""
    parts = reading.draft.parts()
    made: list[list[str | None]] = [[None, None, kind] for kind in reading.draft.kinds.to_pylist()]
    for column, field in enumerate(("media.caption", "media.credit")):
        if field in parts:
            for line, value in zip(parts[field].line, parts[field].value.to_pylist(), strict=True):
                made[reading.draft.media[line]][column] = value
    return [(caption, credit, str(kind)) for caption, credit, kind in made]


def labels(reading: Reading) -> list[str]:
    """Return the label of each line."""
    return [NAMES[code] for code in reading.draft.code]


HEAD = ("Klarbach baut einen Steg", "headline")
TEXT = ("Die Bürgermeisterin hat den neuen Steg am Hafen am Montag vor vielen Gästen eröffnet.", "paragraph")


def test_a_credit_outweighs_the_state() -> None:
    """A line that ends with a credit inside the article is a caption though it is said to be furniture."""
    reading = read([HEAD, ("Der neue Steg am Hafen von Klarbach. Foto: Ida Brandt/dpa", "furniture_inside"), TEXT])
    assert rows(reading) == [("Der neue Steg am Hafen von Klarbach.", "Ida Brandt/dpa", "photo")]


def test_a_line_right_above_a_credit_is_its_caption_in_front_of_a_paragraph() -> None:
    """Though the network takes it for a sub-heading: else the paragraph below would be the picture's."""
    caption = "Wellen schlagen an den alten Nordsteg"
    page = [HEAD, TEXT, (caption, "subheading"), ("Foto: Ida Brandt", "credit"), TEXT, TEXT]
    assert rows(read(page)) == [(caption, "Ida Brandt", "photo")]


def test_headings_of_a_list_are_no_captions_of_the_pictures_below() -> None:
    page = [HEAD, TEXT]
    for name in ("Schirme", "Stiefel", "Mäntel"):
        page += [(f"Die besten {name} für den Steg", "subheading"), ("Foto: Ida Brandt", "credit")]
        page += [(f"Sturmfest {name} 2000", "subheading"), ("ab 20 Euro", "furniture_inside"), TEXT]
    assert [caption for caption, _, _ in rows(read(page))] == [None] * 3
    button = [("Einstellungen der Privatsphäre ändern", "furniture_inside"), ("Foto: Ida Brandt", "credit"), TEXT]
    assert {caption for caption, _, _ in rows(read([HEAD, TEXT, *button, *button]))} == {None}


@pytest.mark.parametrize("behind", [True, False])
def test_credits_before_or_behind_captions(behind: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The pictures of a page that stand alone show on which side its credits are printed."""
    pairs = [(f"Der Steg am Hafen, Bild eines Tages im {month}", name) for month, name in
             [("März", "Ida Brandt"), ("Mai", "Jo Ahlers"), ("Juni", "Ute Sand")]]  # fmt: skip
    page = [HEAD]
    for caption, name in pairs[:1]:
        page += [*[(caption, "caption"), (f"Foto: {name}", "credit")][:: 1 if behind else -1], TEXT]
    for caption, name in pairs[1:]:
        page += [(caption, "caption"), (f"Foto: {name}", "credit")][:: 1 if behind else -1]
    assert rows(read([*page, TEXT])) == [(caption, name, "photo") for caption, name in pairs]


def test_a_second_print_is_no_second_row() -> None:
    """The same caption again, with or without its credit, is a repeat of its row."""
    caption = "Der neue Steg am Hafen von Klarbach"
    reading = read(
        [HEAD, (f"{caption}. Foto: dpa", "caption"), TEXT, (f"{caption}. Foto: dpa", "caption"), TEXT,
         (f"{caption}.", "furniture_inside"), TEXT]
    )  # fmt: skip
    assert rows(reading) == [(f"{caption}.", "dpa", "photo")]
    assert labels(reading)[1::2] == ["caption", "repeat", "repeat"]
    assert len(reading.draft.parts()["media.occurrences"].line) == 2


def test_a_lone_credit_is_a_row_only_when_it_is_sure() -> None:
    """`Foto: Ida Brandt` inside the article is a picture; a name alone, or a credit among teasers, is none."""
    assert rows(read([HEAD, ("Foto: Ida Brandt", "credit"), TEXT])) == [(None, "Ida Brandt", "photo")]
    assert not rows(read([HEAD, ("Ida Brandt / dpa", "furniture_inside"), TEXT]))
    teasers = [("Foto: Ida Brandt", "furniture_before"), *[("Sport", "furniture_before")] * 20]
    assert not rows(read([*teasers, HEAD, TEXT]))


def test_bylines_dates_and_notices_are_no_pictures() -> None:
    """What names somebody is no credit for that."""
    page = [HEAD, ("Von Ida Brandt", "byline"), ("12.03.2024, 10:04 Uhr", "date"), TEXT,
            ("© 2024 Klarbacher Bote", "furniture_behind")]  # fmt: skip
    assert not rows(read(page))


def test_a_page_s_title_is_no_caption() -> None:
    """The name of the site behind it looks like a credit."""
    headline = "Klarbach baut einen neuen Steg am Hafen"
    shown = ("Die Bürgermeisterin steht am neuen Steg. Foto: Ida Brandt/dpa", "caption")
    page = [(f"{headline} | Klarbacher Bote", "headline"), (headline, "headline"), shown, TEXT, TEXT]
    assert [credit for _, credit, _ in rows(read(page, taken={1: "headline"}))] == ["Ida Brandt/dpa"]


def test_the_source_of_a_text_is_no_credit() -> None:
    """It stands right under the date, and what is printed below may look like a caption."""
    lede = ("Die Bürgermeisterin steht am neuen Steg von Klarbach.", "caption")
    page = [HEAD, ("12.03.2024, 10:04 Uhr", "date"), ("Quelle: Klarbacher Bote", "credit"), lede, TEXT, TEXT]
    assert [credit for _, credit, _ in rows(read(page, taken={0: "headline"}))] != ["Klarbacher Bote"]


def test_a_sentence_beside_a_credit_is_its_caption() -> None:
    """The network takes both of them for credits."""
    caption = "Die Bürgermeisterin steht am neuen Steg."
    page = [HEAD, TEXT, (caption, "credit"), ("Foto: Ida Brandt/dpa", "credit"), TEXT]
    assert rows(read(page, taken={0: "headline"})) == [(caption, "Ida Brandt/dpa", "photo")]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("1/13", "gallery"), ("Bild 1 von 5", "gallery"), ("Image 1 of 8", "gallery"), ("02:31", "video"),
     ("Video", "video"), ("Podcast", "audio"), ("Zurück", "photo")],
)  # fmt: skip
def test_marks_beside_a_caption_tell_its_kind(mark: str, kind: str) -> None:
    """The place in a gallery and the length of a film stand beside the caption."""
    page = [HEAD, (mark, "furniture_inside"), ("Der neue Steg am Hafen. Foto: Ida Brandt", "caption"), TEXT]
    assert rows(read(page)) == [("Der neue Steg am Hafen.", "Ida Brandt", kind)]


def test_without_a_word_for_it_the_kind_is_unknown() -> None:
    """Nothing is invented."""
    assert rows(read([HEAD, ("Der neue Steg am Hafen von Klarbach.", "caption"), TEXT], sure=4)) == [
        ("Der neue Steg am Hafen von Klarbach.", None, "unknown")
    ]


def test_a_button_that_enlarges_tells_a_caption() -> None:
    """It stands in front of the caption, and is neither a caption nor a credit itself."""
    caption = "Der neue Steg am Hafen von Klarbach liegt an der Mole."
    page = [HEAD, ("Bild vergrößern", "credit"), (caption, "furniture_inside"), TEXT]
    taken = {0: "headline"}
    assert rows(read(page, 1, taken)) == [(caption, None, "unknown")]
    assert not rows(read([page[0], *page[2:]], 1, taken))


def test_a_lede_with_a_credit_is_a_caption() -> None:
    """A credit says more than the place below the headline."""
    caption = "Die Bürgermeisterin steht am neuen Steg von Klarbach."
    page = [HEAD, (f"{caption} Foto: Ida Brandt", "lede"), TEXT, TEXT]
    reading = read(page, 2, {0: "headline"})
    assert rows(reading) == [(caption, "Ida Brandt", "photo")]
    assert "lede" not in labels(reading)
    assert labels(read([HEAD, (caption, "lede"), TEXT, TEXT], 2, {0: "headline"}))[1] == "lede"


@pytest.mark.parametrize("place", ["(l.)", "(rechts)", "(rechts, mit Hut)", "(2. v. l.)", "(à gauche)", "（中）"])
def test_a_lede_says_not_where_somebody_stands(place: str) -> None:
    """What tells where in a picture somebody is, is a caption, also in the place of a lede and without a credit."""
    caption = f"Die Bürgermeisterin {place} am neuen Steg von Klarbach."
    reading = read([HEAD, (caption, "lede"), TEXT, TEXT], 0.5, {0: "headline"})
    assert rows(reading) == [(caption, None, "unknown")]
    assert labels(reading)[1] == "caption"


@pytest.mark.parametrize("party", ["(Mitte)", "(R., N.Y.)", "(M. Fenn)", "(right now)"])
def test_a_party_in_brackets_is_no_place(party: str) -> None:
    line = f"Nationalrat Pfister {party} will den neuen Steg von Klarbach öffnen lassen."
    assert labels(read([HEAD, (line, "lede"), TEXT, TEXT], 2, {0: "headline"}))[1] == "lede"


def test_a_lede_does_not_depend_on_the_page_before() -> None:
    """Not on a page without a headline, either."""
    page = [
        ("The school has opened a second room in the church hall for all.", "paragraph"),
        ("Most read", "furniture_behind"),
    ]
    alone = labels(_read_pages([page]))
    assert labels(_read_pages([[TEXT, TEXT, TEXT], page]))[3:] == alone
    assert labels(_read_pages([[TEXT], page]))[1:] == alone


@pytest.mark.parametrize("byline", [True, False])
def test_a_byline_right_behind_tells_a_lede(byline: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Where the network is not sure and hardly a word speaks for one."""
    line = "Der Rat will den Steg am Hafen fertig sehen, bevor die ersten Stürme kommen"
    head = [HEAD, *[("Merken", "furniture_inside")] * 6, (line, "paragraph"), ("Von Ida Brandt", "byline"), TEXT, TEXT]
    reading = read(head, 2, {0: "headline"} | ({8: "byline"} if byline else {}))
    assert (labels(reading)[7] == "lede") == byline


def test_another_print_of_the_headline_is_no_lede() -> None:
    """One that has few words of it may be."""
    again, other = ("Klarbach baut einen neuen Steg am Hafen", "Der Rat will ihn vor dem Winter sehen")
    found = [labels(read([HEAD, (line, "lede"), TEXT, TEXT], 0.1, {0: "headline"}))[1] for line in (again, other)]
    assert (found[0] != "lede", found[1]) == (True, "lede")


def test_a_description_beside_its_caption_is_a_second_print() -> None:
    """A picture's description and its caption, with a name behind it, are one row; the name is the credit."""
    caption = "Die Bürgermeisterin steht mit ihren Gästen am neuen Steg von Klarbach und winkt den Booten zu"
    page = [HEAD, TEXT, (caption, "caption"), (f"{caption} Ida Brandt/Hafenbild", "caption"), TEXT]
    reading = read(page, 2, {0: "headline"})
    assert rows(reading) == [(caption, "Ida Brandt/Hafenbild", "unknown")]
    assert labels(reading)[2:4] == ["caption", "repeat"]


def test_a_credit_makes_only_one_line_a_caption() -> None:
    """Of two lines beside a credit, of which none would be a caption without it, one is."""
    page = [HEAD, TEXT, ("Der neue Steg am Hafen von Klarbach.", "furniture_inside"), ("Foto: Ida Brandt", "credit"),
            ("Alles über die Boote im Hafen.", "furniture_inside"), TEXT]  # fmt: skip
    assert rows(read(page, 0.2, {0: "headline"})) == [("Der neue Steg am Hafen von Klarbach.", "Ida Brandt", "photo")]


_LINES = st.one_of(
    st.sampled_from([line for line, _, _ in ONE_LINE] + ["Foto: Ida Brandt", "1/13", "dpa", "(left)", "©", "Foto:"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=40),
)
_PAGES = st.lists(st.lists(st.tuples(_LINES, st.sampled_from(STATES)), min_size=1, max_size=12), min_size=1, max_size=4)


@given(_PAGES)
def test_whatever_the_lines_values_are_cut_out_of_them(pages: list[list[tuple[str, str]]]) -> None:
    """Law: a value stands in its own line; a media row has a caption or a credit; its lines are labelled so."""
    reading = _read_pages(pages)
    draft, parts = reading.draft, reading.draft.parts()
    text = reading.lines.text.to_pylist()
    filled = set()
    for field in ("media.caption", "media.credit", "media.occurrences"):
        for line, value in (
            zip(parts[field].line, parts[field].value.to_pylist(), strict=True) if field in parts else ()
        ):
            assert value
            assert value in text[line]
            if field != "media.occurrences":
                filled.add(int(draft.media[line]))
    assert filled == set(range(len(draft.kinds)))
    assert set(np.unique(draft.code[draft.media >= 0])) <= {CODE[name] for name in ("caption", "credit", "repeat")}
    owners: dict[int, int] = {}
    for line in np.flatnonzero(draft.media >= 0):
        assert (
            owners.setdefault(int(draft.media[line]), int(reading.lines.document[line])) == reading.lines.document[line]
        )


@given(_PAGES)
def test_a_page_reads_the_same_alone(pages: list[list[tuple[str, str]]]) -> None:
    """Law: nothing depends on the other pages of the batch."""
    together = rows(_read_pages(pages))
    assert together == [row for page in pages for row in rows(_read_pages([page]))]


def _read_pages(pages: list[list[tuple[str, str]]]) -> Reading:
    text = concat([pa.array(["\n".join(line for line, _ in page)]) for page in pages], pa.string())
    state = np.array([STATE[name] for page in pages for _, name in page], np.uint8)
    kept = split_lines(text)
    assert len(kept) == len(state)
    return _read(text, state)
