"""What training takes lines of pages for whose main text, title, author and day are known, and nothing else."""

from __future__ import annotations

import numpy as np

from broadsheet.model.states import STATES
from broadsheet.model.training.bench import wcxb_targets

PRINTED = {"title_printed": "Klarbach closes its harbour", "author_printed": "Ida Brandt", "published": "2025-03-09"}
LINES = [
    "Klarbach closes its harbour",
    "Home",
    "Klarbach closes its harbour",
    "By Ida Brandt",
    "March 9, 2025",
    "Ida Brandt on March 9, 2025",
    "Read what Ida Brandt, who has covered the harbour for the Gazette since she came to town, writes elsewhere",
    "The harbour of Klarbach is closed for a week.",
    "Share",
    "Nobody knows why.",
    "Klarbach closes its harbour",
    "Ida Brandt",
]
MAIN = [7, 9]


def targets(lines: list[str], printed: dict[str, str]) -> list[set[str]]:
    main = np.zeros(len(lines), bool)
    main[MAIN] = True
    return [{STATES[state] for state in np.flatnonzero(row)} for row in wcxb_targets(lines, main, printed)]


def test_what_stands_right_above_the_text_is_the_head() -> None:
    found = targets(LINES, PRINTED)
    assert found[0] == {"furniture_before", "headline"}, "a copy further up may be the title of the page"
    assert found[1] == {"furniture_before"}
    assert found[2] == {"headline"}
    assert found[3] == {"byline"}
    assert found[4] == {"date"}
    assert found[5] == {"byline", "date"}
    assert found[6] == {"furniture_before", "byline"}, "a sentence that names the author"
    assert found[10] >= {"furniture_behind", "headline"}, "a link to the page"
    assert found[11] >= {"furniture_behind", "byline"}, "perhaps a box about the author"


def test_the_text_stays_text() -> None:
    assert targets(LINES, PRINTED)[7] == {"paragraph", "subheading", "lede"}
    titled = [*LINES[:7], PRINTED["title_printed"], *LINES[8:]]
    assert targets(titled, PRINTED)[7] == {"paragraph", "subheading", "lede", "headline"}


def test_a_name_of_one_word_is_no_proof() -> None:
    printed = PRINTED | {"author_printed": "Harbour"}
    lines = [*LINES[:3], "By Harbour", "See all of our harbour tours", *LINES[5:]]
    found = targets(lines, printed)
    assert found[3] == {"byline"}
    assert found[4] == {"furniture_before", "byline"}
