"""What stands around an article: navigation, foot, and the dress in which a renderer leaves the page."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.dice import Day, Dice
from tests.bench.lexicon import word_list

SECTIONS = word_list("""
Politik Wirtschaft Panorama Sport Kultur Netzwelt Wissenschaft Gesundheit Karriere Uni Reise Auto Stil Geschichte
""")

# `Kommentare` stands in the menu too, to be taken for no thread.
_SERVICES = word_list("""
Startseite Schlagzeilen Wetter TV-Programm Videos Themen Forum Kommentare English Leserbriefe Börse Spiele Newsletter
Anmelden Registrieren Suche Hilfe Kontakt Impressum Datenschutz Nutzungsrechte Mediadaten RSS Mobil Abo Shop
""")


class Furniture:
    """The house style: what is printed on every page and is nobody's content."""

    def __init__(self, titles: Iterator[str], dice: Dice) -> None:
        """Take the teasers of the navigation from the paper's own titles."""
        self._titles = titles
        self._dice = dice

    def foot(self, day: Day) -> list[str]:
        """Return the foot of a page of that day."""
        company = self._dice.pick(("", "", " der SPIEGELnet GmbH"))
        holder, permission = f"© SPIEGEL ONLINE {day.year}", f"Vervielfältigung nur mit Genehmigung{company}"
        return [f"{holder}\nAlle Rechte vorbehalten\n{permission}", "TOP"]

    def dress(self, blocks: list[str], section: str) -> str:
        """Return the page as one text: with blank lines between its blocks, without them, or indented with bullets."""
        dice = self._dice
        around = dice.chance(0.22)
        before = ["\n".join((*_SERVICES[: dice.between(8, 16)], *SECTIONS, section))] if around else []
        after = [f"Mehr aus {section}\n{self._teasers()}", "\n".join(_SERVICES)] if around else []
        dress = dice.between(1, 100)
        if dress > 95:
            before, after = ([_indented(block, "  * ") for block in part] for part in (before, after))
            return "\n\n".join((*before, *(_indented(block, "    ") for block in blocks), *after)) + "\n"
        return ("\n\n" if dress <= 80 else "\n").join((*before, *blocks, *after)) + "\n"

    def _teasers(self) -> str:
        return "\n".join(next(self._titles) for _ in range(self._dice.between(6, 20)))


def _indented(block: str, margin: str) -> str:
    return margin + block.replace("\n", f"\n{margin}")
