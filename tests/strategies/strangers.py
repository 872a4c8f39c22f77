"""Pages of papers that no layout knows: the usual parts of a news page, in many forms, orders and languages."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.strategies.words import FOREIGN, GERMAN, HOSTILE_LINES, NICKNAMES, NOUNS, PLACES, people, phrases, sentences

_MENU = (
    "Start",
    "Hafen",
    "Wetter",
    "Sport",
    "Anmelden",
    "Search",
    "Log in",
    "Menu",
    "Newsletter",
    "Suscríbete",
    "Kommentare",
)
_DATES = (
    "3. Mai 2019, 10:04 Uhr",
    "May 3, 2019 10:04 AM",
    "03/05/2019",
    "2019-05-03T10:04:00+02:00",
    "le 3 mai 2019 à 10h04",
    "3 de mayo de 2019",
    "vor 2 Stunden",
    "yesterday at 9:15 pm",
    "Jun 20th at 2:41 am",
    "2019年5月3日 10:04",
    "Stand: 03.05.2019",
)
_BYLINES = ("Von {}", "By {}", "Par {}", "{}", "Text: {}", "By {} and {}", "Von {}, Klarbach", "By {} | May 3, 2019")
_CAPTIONS = (
    "{} Foto: dpa",
    "{} © {}",
    "{} (Photo: {}/AP)",
    "{}",
    "Foto: {}",
    "{} AFP",
    "Bild 1 von 3: {}",
)
_FEET = (
    "© 2019 The Klarbach Bugle. All rights reserved.",
    "Alle Rechte vorbehalten",
    "Impressum",
    "Privacy Policy",
    "Mehr zum Thema",
    "12 Kommentare",
    "36 comments. Share your thoughts »",
)
_HEADS = (
    "{name} says:",
    "{name}\n{date}",
    "{date}\n{name}",
    "{name} {date}",
    "{name}{date}",
    "#{number} {name} {date}",
    "{number}. {name}\n{date}",
    "Am {date} von {name}",
    "{name} schrieb am {date}:",
)
_TAILS = ("", "", "Reply", "Antworten\nMelden", "Permanenter Link", "3 Likes")


@st.composite
def _comments(draw: DrawFn) -> list[str]:
    head, tail = draw(st.sampled_from(_HEADS)), draw(st.sampled_from(_TAILS))
    lines = [draw(st.sampled_from(("", "3 Kommentare", "Comments", "34 responses to “Something”")))]
    for number in range(1, 1 + draw(st.integers(0, 6))):
        name, date = draw(st.sampled_from(NICKNAMES) | people()), draw(st.sampled_from(_DATES))
        lines += head.format(name=name, date=date, number=number).split("\n")
        lines += draw(st.lists(phrases((*GERMAN, *FOREIGN), 3, 20) | HOSTILE_LINES, min_size=1, max_size=3))
        lines += tail.split("\n")
    return lines


def _filled(forms: tuple[str, ...], words: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.builds(lambda form, one, other: form.format(one, other), st.sampled_from(forms), words, words)


@st.composite
def strangers(draw: DrawFn) -> str:
    """Draw pages: menu, head, text with pictures, comments, foot; any of them can be missing or stand elsewhere."""
    noun = st.sampled_from(NOUNS)
    text = st.lists(noun.flatmap(lambda one: sentences(one, GERMAN)), min_size=1, max_size=6).map("\n\n".join)
    parts = [
        draw(st.lists(st.sampled_from(_MENU), max_size=9)),
        [draw(phrases((*NOUNS, *GERMAN), 3, 9)), draw(_filled(_BYLINES, people())), draw(st.sampled_from(_DATES))],
        [draw(_filled(_CAPTIONS, phrases((*NOUNS, *GERMAN, *PLACES), 2, 14)))],
        draw(text).split("\n"),
        [draw(_filled(_CAPTIONS, phrases((*NOUNS, *GERMAN, *PLACES), 2, 14))), draw(phrases(NOUNS, 1, 4))],
        draw(text).split("\n"),
        draw(_comments()),
        draw(st.lists(st.sampled_from((*_FEET, *_MENU)), max_size=9)),
    ]
    if draw(st.booleans()):
        parts = draw(st.permutations(parts))
    kept = [part for part in parts if draw(st.integers(0, 9))]
    return "\n".join(line for part in kept for line in part)
