"""Article pages in the `spiegel-online` layout: every printed form that the design lists, with words of no meaning."""

from __future__ import annotations

from typing import NamedTuple

from tests.bench.dice import Day, Dice
from tests.bench.furniture import SECTIONS, Furniture
from tests.bench.lexicon import Lexicon, word_list
from tests.bench.prose import CAPTION, LEDE, PARAGRAPH, TITLE, Prose
from tests.bench.thread import Readers

# Without such a noun at its end nobody can tell a kicker from the headline that follows it on its line.
_TOPICS = word_list("Konflikt Krise Streit Wahl Prozess Debatte Reform Studie Unglück Gipfel Streik Affäre Urteil")
# How often a date is printed above the headline, and below lede and byline.
_DATE_PLACES = ((1, 0), (0, 1), (0, 1), (0, 0))
_AGENCIES = ("dpa", "AFP", "Reuters", "AP", "dapd")
_STAFF = ("sun", "aev", "als", "brk", "hut", "kev", "mxw", "ric", "ulz", "vek")
_MEDIAN, _SPREAD, _MOST_PARAGRAPHS = 6.4, 0.55, 80


class Page(NamedTuple):
    """One made page.

    `title` is what a browser shows above it, `captured` its fetch in UTC as WARC writes it; `text` ends with a newline;
    `comments` and `pictures` count the records that are printed in it.
    """

    id: str
    url: str
    title: str
    captured: str
    text: str
    comments: int
    pictures: int


class _Head(NamedTuple):
    above: list[str]
    lede: list[str]
    below: list[str]


class Newspaper:
    """An endless paper: page n depends on the seed and on n alone, so a small run is the start of a larger one."""

    def __init__(self, seed: int) -> None:
        """Found the paper that belongs to a seed."""
        self._lexicon = Lexicon(seed)
        self._dice = Dice(seed)
        prose = Prose(self._lexicon, seed)
        self._paragraphs, self._ledes = prose.stream(PARAGRAPH), prose.stream(LEDE)
        self._titles, self._captions = prose.stream(TITLE), prose.stream(CAPTION)
        self._readers = Readers(self._lexicon, prose, self._dice)
        self._furniture = Furniture(self._titles, self._dice)
        self._printed = 0

    def page(self) -> Page:
        """Print the next page."""
        dice = self._dice
        self._printed += 1
        day, section, title = dice.day(), dice.pick(SECTIONS), next(self._titles)
        head = self._head(day, section, title)
        pictures, printed = self._pictures()
        thread = self._readers.thread(day)
        below = [self._date_line(day)] if dice.chance(0.15) else []
        blocks = [
            *head.above,
            *(printed + head.lede if dice.chance(0.3) else head.lede + printed),
            *head.below,
            *self._body(),
            *below,
            *(["\n".join(thread.lines)] if thread.lines else []),
            # A page without a foot is told by its thread alone.
            *(self._furniture.foot(day) if not thread.lines or dice.chance(0.95) else []),
        ]
        text = self._furniture.dress(blocks, section)
        slug = "-".join(word for word in title.lower().split() if word.isalnum())
        url = f"https://www.example.org/{section.lower()}/{slug}-a-{self._printed + 600_000}.html"
        captured = f"{dice.day_after(day, 1).iso}T{dice.clock()}:00Z"
        shown = f"{title} - SPIEGEL ONLINE"
        return Page(f"{self._printed:07d}", url, shown, captured, text, thread.comments, pictures)

    def _head(self, day: Day, section: str, title: str) -> _Head:
        dice = self._dice
        topic = dice.pick(_TOPICS) if dice.chance(0.6) else next(self._titles).split()[-1].capitalize()
        kicker = f"{dice.pick(self._lexicon.places)}-{topic}"
        titles = dice.pick(([f"{kicker} {title}"], [f"{kicker}: {title}"], [f"{section}\n{kicker}\n{title}"], [title]))
        above, below = dice.pick(_DATE_PLACES)
        lede = [next(self._ledes)] if dice.chance(0.92) else []
        byline = [self._byline()] if dice.chance(0.35) else []
        dated = [self._date_line(day)]
        return _Head(dated * above + titles, lede, byline + dated * below)

    def _date_line(self, day: Day) -> str:
        clock = self._dice.clock
        forms = (
            f"{day.weekday}, {day.dotted}   {clock()} Uhr",
            f"{day.weekday}, {day.dotted} – {clock()} Uhr",
            f"{day.dotted}, {clock('.')} Uhr",
        )
        return self._dice.pick(forms)

    def _byline(self) -> str:
        dice = self._dice
        one, other = dice.pick(self._lexicon.names), dice.pick(self._lexicon.names)
        place = dice.pick(self._lexicon.places)
        reports = ("Von {0}", "Von {0}", "Von {0}, {2}", "Von {0} und {1}", "Aus {2} berichtet {0}")
        others = ("Eine Kolumne von {0}", "Ein Interview von {0} und {1}")
        return dice.pick(reports + others).format(one, other, place)

    def _credit(self) -> str:
        dice = self._dice
        name = dice.pick(self._lexicon.names)
        forms = ("DPA", "AFP", "REUTERS", "AP", f"{name.upper()}/ Reuters", f"picture alliance/dpa | {name}")
        others = ("Foto: dpa", "© getty", "Bildquelle: Getty Images.", "Bildrechte: dpa", "Getty Images", "imago")
        return dice.pick(forms + others)

    def _pictures(self) -> tuple[int, list[str]]:
        """Return how many pictures stand on the page, and their blocks."""
        dice = self._dice
        if dice.chance(0.04):
            count = dice.between(3, 13)
            form = dice.pick(("{} / {}", "Bild {} von {}"))
            caption, credit = self._captions, self._credit
            return count, [f"{form.format(n, count)}\n{next(caption)}\n{credit()}" for n in range(1, count + 1)]
        count = dice.pick((0, 1, 1, 1, 1, 2))
        return count, [block for _ in range(count) for block in self._picture()]

    def _picture(self) -> list[str]:
        caption, credit = next(self._captions), self._credit()
        forms = (
            [f"{caption}\n{credit}", caption],
            [f"{caption}\n{credit}", caption],
            [f"{caption}\n{credit}"],
            [f"{credit}\n{caption}"],
            [f"Zur Großansicht{caption}\n{credit}", caption],
            [f"{caption} Zur Großansicht\n{credit}"],
        )
        return self._dice.pick(forms)

    def _body(self) -> list[str]:
        dice = self._dice
        paragraphs = [next(self._paragraphs) for _ in range(max(2, dice.tail(_MEDIAN, _SPREAD, _MOST_PARAGRAPHS)))]
        if dice.chance(0.35):
            paragraphs[0] = f"{dice.pick(self._lexicon.places)} - {paragraphs[0]}"
        if dice.chance(0.25):
            for at in range(len(paragraphs) - 2, 1, -3):
                paragraphs.insert(at, next(self._titles))
        if dice.chance(0.55):
            paragraphs.append(self._end_byline())
        return paragraphs

    def _end_byline(self) -> str:
        dice = self._dice
        staff, first = dice.pick(_STAFF), dice.between(1, len(_AGENCIES) - 1)
        agency, other = _AGENCIES[first], _AGENCIES[first - 1]
        forms = (staff, f"{staff}/{agency}", f"{staff}/{agency}/{other}", f"Mit Material von {agency}")
        return dice.pick(forms)
