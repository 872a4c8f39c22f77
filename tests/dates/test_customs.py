"""The order of day and month in numbers, by language and site: of tags and hosts, and on whole pages."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from broadsheet.dates import usual_order
from broadsheet.documents import documents
from broadsheet.parser import Parser

PAGES = {
    "fr": """\
Le bac part à l'heure, les passagers non

Par Nora Quai
Publié le 03/04/2024

Le premier bateau de la journée a quitté le quai à sept heures précises, à la surprise de tous ceux qui n'y étaient pas.

Le bureau du port a promis d'étudier la question et, s'il le faut, d'acheter au capitaine une montre plus lente.

Personne n'a été blessé. La maire, qui attendait sur le ponton avec un discours, l'a lu aux mouettes.
""",
    "en": """\
Ferry leaves on time, passengers do not

By Nora Whitcombe
Published 03/04/2024

The first boat of the day left the quay at seven sharp, to the surprise of everybody who was not on it.

The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch.

Nobody was hurt. The mayor, who had been waiting on the pontoon with a speech, read it to the gulls instead.
""",
    "pl": """\
Prom odpływa punktualnie, pasażerowie nie

Nora Kowalska
Opublikowano: 3 listopada 2024

Pierwszy prom tego dnia opuścił nabrzeże punktualnie o siódmej, ku zdziwieniu wszystkich, których na nim nie było.

Biuro portu obiecało zbadać sprawę i w razie potrzeby kupić kapitanowi wolniejszy zegarek, jak to już raz zrobiło.

Nikt nie ucierpiał. Burmistrzyni, która czekała na pomoście z przemówieniem, przeczytała je mewom.
""",
}
DAY, MONTH = datetime(2024, 4, 3), datetime(2024, 3, 4)


@pytest.mark.parametrize(
    ("tag", "host", "order"),
    [
        ("de", None, 1),
        ("pt-BR", "jornal.example", 1),
        ("zh-Hans-CN", "news.cn", 0),
        ("en", "echo.co.uk", 1),
        ("en", "echo.com", 0),
        ("en", "echo.io", 0),
        ("en", "weather.gov", 2),
        ("en-US", "echo.co.uk", 2),
        ("en_GB", None, 1),
        (None, "echo.de", 0),
        (None, None, 0),
        ("x", "", 0),
    ],
)
def test_tags_and_hosts(tag: str | None, host: str | None, order: int) -> None:
    columns = (pa.array([None, value, None], pa.string()) for value in (tag, host))
    assert usual_order(*columns).tolist() == [0, order, 0]


@pytest.mark.parametrize(
    ("language", "site", "at"),
    [
        ("fr", None, DAY),
        ("en", None, None),
        ("en", "www.echo.co.uk", DAY),
        ("en", "www.echo.us", MONTH),
        ("pl", None, datetime(2024, 11, 3)),
    ],
)
def test_a_date_is_read_as_its_language_and_its_site_print_dates(
    language: str, site: str | None, at: datetime | None
) -> None:
    """Also where the text alone tells the language; what was decided so is flagged."""
    url = None if site is None else f"https://{site}/ferry"
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": PAGES[language].encode(), "url": url}])
    (article,) = Parser(()).read(batch)["articles"].to_pylist()
    assert (article["language"], article["published_at"]) == (language, at)
    assert article["published_printed"] is not None
    assert ("date-order-assumed" in article["flags"]) == (at in {DAY, MONTH})


def test_what_the_page_prints_decides_against_its_language() -> None:
    text = PAGES["fr"].replace("Publié le 03/04/2024", "Publié le 03/04/2024, mis à jour le 03/14/2024")
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": text.encode()}])
    assert Parser(()).read(batch)["articles"]["published_at"].to_pylist() == [MONTH]


def test_a_page_does_not_decide_for_those_beside_it() -> None:
    batch = documents({"doc_id": name, "source_uri": "a", "content": text.encode()} for name, text in PAGES.items())
    assert Parser(()).read(batch)["articles"]["published_at"].to_pylist() == [DAY, None, datetime(2024, 11, 3)]
