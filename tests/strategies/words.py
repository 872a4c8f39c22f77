"""Words and texts of pages: plain ones that cannot be mistaken for a mark, and hostile ones that ask for it."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

NOUNS = tuple(
    """
    Ampel Anker Bach Besen Birne Boje Brille Bühne Dachs Deich Dose Dünger Eimer Fährmann Feder Fenster Garten
    Geige Glocke Gürtel Hafer Hammer Hering Hobel Igel Kanne Käse Kessel Kiesel Koffer Kran Krug Lampe Laube
    Leiter Löffel Mantel Mauer Möwe Mütze Nagel Ofen Pfanne Pinsel Quelle Regen Rettich Säge Schaf Schiff
    Schürze Segel Sessel Spaten Stiefel Tafel Tonne Türklinke Ufer Vase Wanne Weiche Zange Zaun
    """.split()  # noqa: SIM905 - as a list it would fill a page
)
"""A page takes each of them once, in the texts that must differ from each other."""

GERMAN = tuple(
    """
    aber abends bald blau dann darüber draußen durch fällt fast früh für ganz gegen größer hinter jedes kaum
    kühl langsam leise manchmal neben noch oben ohne quer rostig rückt schief schon sieht steht süß trägt über
    unter viel wächst weiter während
    """.split()  # noqa: SIM905 - as a list it would fill a page
)
FOREIGN = (
    "42",
    "1.",
    "»so«",
    "(links)",
    "3:1",
    "dpa/AFP",
    "Seite",
    "heute,",
    "κύμα",
    "море",
    "مرحبا",
    "שלום",
    "海",
    "🙂",
    "–",
    "#7",
    "16.09.2015",
)
"""Words that are harmless in the middle of a text: numbers, marks, other scripts, both directions, emoji."""

GIVEN = ("Ada", "Bo", "Enno", "Frauke", "Gesa", "Hinnerk", "Ida", "Jördis", "Karl-Otto", "Meike", "Ümit", "Wiebke")
FAMILY = (
    "Balje",
    "Dirksen",
    "Eckhoff",
    "Fedders",
    "Gröning",
    "Harms",
    "Jürgens",
    "Kruse",
    "Lührs",
    "O'Brian",
    "Söhl",
    "Tiedemann",
)
PLACES = ("Klarbach", "Neusiel", "Bad Möhlen", "Oster-Wiek", "Brüssel")
AGENCIES = ("dpa", "AFP", "Reuters", "AP")
INITIALS = ("aev", "sun", "als", "hpt", "jök")
NICKNAMES = (
    "taube",
    "ruderer61",
    "brack.wasser",
    "möwe_7",
    "Leuchtturm 7",
    "xX-deich-Xx",
    "Frau Holm",
    "海鸥",
    "نورس",
    "ha:fen",
    "nr.5",
)


def phrases(words: tuple[str, ...], least: int, most: int) -> SearchStrategy[str]:
    """Return texts of so many words, one space between them."""
    return st.lists(st.sampled_from(words), min_size=least, max_size=most).map(" ".join)


@st.composite
def sentences(draw: DrawFn, noun: str, words: tuple[str, ...], *, least: int = 12, most: int = 24) -> str:
    """Draw a sentence about a noun: running text by its length of more than 60 bytes and its full stop."""
    return f"Der {noun} {draw(phrases(words, least, most))} und bleibt am Ende doch im {noun}."


@st.composite
def headings(draw: DrawFn, noun: str, *, most: int = 5) -> str:
    """Draw a line that is no sentence: two to seven words, the first with a capital, no mark but letters."""
    return f"{noun} {draw(phrases(GERMAN, 1, most))}"


def people() -> SearchStrategy[str]:
    """Return full names."""
    return st.builds("{} {}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILY))


HOSTILE = (
    "",
    " ",
    "1. Das war schon immer so",
    "12.",
    "#3 Antwort",
    "taube 16.09.2015",
    "gestern, 09:00 Uhr",
    "Seite 2",
    "3 / 7",
    "TOP",
    "insgesamt 12 Beiträge",
    "Alle Kommentare öffnen",
    "© SPIEGEL ONLINE 2014",
    "© 2014 Klarbach",
    "Alle Rechte vorbehalten",
    "Zitat von",
    "Zitat von taube",
    "Zitat von taubeDas stimmt so nicht",
    "Zitat von taube: [...]",
    "[...]",
    "Das steht schon [...]",
    "Der Beitrag wurde entfernt.",
    "Von Ada Balje",
    "sun/AFP",
    "dpa",
    "Foto: dpa",
    "DPA",
    "ADA BALJE/ Reuters",
    "© getty",
    "Zur Großansicht",
    "Ein Bild vom Hafen am Abend Zur Großansicht",
    "Bild 1 von 3",
    "Video abspielen",
    "Mehr zum Thema",
    "Mittwoch, 16.09.2015 – 12:17 Uhr",
    "31.02.2015",
    "99.99.9999, 99:99 Uhr",
    "Stand: heute",
    "Politik",
    "Anzeige",
    "Menü",
    "...",
    "Hafen-Streit Alle gegen alle",
    "Hafen: Alle gegen alle - SPIEGEL ONLINE",
    "Klarbach - Es regnet.",
    "- - -",
    "* * *",
    "• •",
    "|",
    "\u202eumgekehrt\u202c",
    "مرحبا بالعالم",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "e\u0301\u0323\u0301",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\ufeff",
    "\u2028",
    "\x85",
    "\ufffd",
    "\ud800",
    "a\udfffb",
    "&uuml;&#0;&amp;amp;",
    "Ã¼Ã¶",
    "\\",
    '"',
    "(?P<x>",
    "$1 \\1",
    "A" * 700,
    "ß" * 301,
    "Satz. " * 130,
)
"""Lines that look like a mark of the page, or that break programs: half of them directions, surrogates, controls."""

HOSTILE_LINES: SearchStrategy[str] = (
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_characters="\r\n"), max_size=60)
    | st.lists(st.sampled_from(HOSTILE + GERMAN), min_size=2, max_size=4).map(" ".join)
)
"""Lines for any place of a page: hostile ones, any characters at all (surrogates and NUL too), mixtures."""
