from __future__ import annotations

import hashlib
from datetime import datetime

import broadsheet
from broadsheet_schema.records import Page, Reject
from tests.properties.reading import read

TEXT = """Die Fähre fährt wieder
Nach drei Wochen Pause legt am Montag die erste Fähre wieder ab, sagt das Hafenamt.
Klarbach - Die Schraube ist endlich da, und sie passt sogar auf die Welle.
insgesamt 1 Beitrag
möwe64 heute, 12:37 Uhr
1. Bravo
Na endlich.
© SPIEGEL ONLINE 2015
"""


def test_a_page_is_read_into_records() -> None:
    page = broadsheet.parse(
        TEXT, doc_id="ferry", url="https://www.spiegel.de/faehre.html", captured_at=datetime(2015, 9, 17, 23)
    )
    assert isinstance(page, Page)
    assert page.article.headline == "Die Fähre fährt wieder"
    assert page.article.site == "spiegel.de"
    assert page.article.article_id == hashlib.sha256(f"ferry\0{TEXT}".encode()).hexdigest()[:32]
    assert page.comments[0].posted_at == datetime(2015, 9, 17, 12, 37)


def test_a_relative_day_is_not_guessed() -> None:
    page = broadsheet.parse(TEXT)
    assert isinstance(page, Page)
    assert page.comments[0].posted_at is None
    assert page.comments[0].posted_precision is None
    assert page.comments[0].posted_printed == "heute, 12:37 Uhr"


def test_bytes_and_text_give_the_same_article() -> None:
    assert broadsheet.parse(TEXT.encode()) == broadsheet.parse(TEXT)


def test_a_page_of_another_site_is_read_by_the_learned_labeller() -> None:
    other = TEXT.replace("© SPIEGEL ONLINE 2015", "© 2015 The Harbour Echo").replace("insgesamt 1 Beitrag\n", "")
    page = broadsheet.parse(other, doc_id="echo")
    assert isinstance(page, Page)
    assert (page.article.layout, page.article.doc_id) == ("learned", "echo")


def test_one_weak_clue_needs_the_host() -> None:
    text = TEXT.replace("© SPIEGEL ONLINE 2015\n", "")
    alone, hosted = broadsheet.parse(text), broadsheet.parse(text, url="https://spiegel.de/x")
    assert isinstance(alone, Page)
    assert isinstance(hosted, Page)
    assert (alone.article.layout, hosted.article.layout) == ("learned", "spiegel-online")


def test_a_page_without_text_is_a_reject() -> None:
    reject = broadsheet.parse("Menü\nPolitik\n© SPIEGEL ONLINE 2015\n")
    assert isinstance(reject, Reject)
    assert reject.rule == "article.empty"


def test_fingerprints_choose_page_by_page() -> None:
    tables = read({"known": TEXT, "other": "Ein anderes Blatt.\n", "again": TEXT})
    assert tables["articles"]["doc_id"].to_pylist() == ["known", "again"]
    assert tables["rejects"]["doc_id"].to_pylist() == ["other"]
