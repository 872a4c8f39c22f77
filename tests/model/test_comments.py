from __future__ import annotations

import random
import re
import sys
import tomllib
from itertools import cycle
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.lines import Lines
from tests.model.blocks import ARTICLE, furniture, lines_of, page_of, read, records

TABLE = tomllib.loads(Path(__file__).with_name("comment_blocks.toml").read_text(encoding="utf-8"))


def held(block: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """Return the records that a block holds."""
    return [tuple(value or None for value in record[:2]) + tuple(record[2:]) for record in block["records"]]


def told(lines: Lines, block: dict[str, Any]) -> list[str]:
    """Return the states of a network that knows the block, too."""
    heads = {value for record in block["records"] for value in record[:2]}
    bodies = {line for record in block["records"] for line in record[2].split("|")}
    states = furniture(lines)
    for n, text in enumerate(lines.text.to_pylist()):
        states[n] = "comment_head" if text in heads else "comment_body" if text in bodies else states[n]
    return states


@pytest.mark.parametrize("block", TABLE["block"], ids=lambda block: block["name"])
def test_blocks_are_read_from_their_print(block: dict[str, Any]) -> None:
    lines = lines_of(page_of(block["text"]))
    states = told(lines, block) if block.get("told") else furniture(lines)
    assert records(lines, read(lines, states)) == held(block)


@pytest.mark.parametrize("block", TABLE["block"], ids=lambda block: block["name"])
def test_blocks_are_read_with_a_network_that_knows_them(block: dict[str, Any]) -> None:
    lines = lines_of(page_of(block["text"]))
    assert records(lines, read(lines, told(lines, block))) == held(block)


@pytest.mark.parametrize("decoy", TABLE["decoy"], ids=lambda decoy: decoy["name"])
def test_decoys_give_no_comments(decoy: dict[str, Any]) -> None:
    lines = lines_of(page_of(decoy["text"]))
    states = furniture(lines)
    for n, text in enumerate(lines.text.to_pylist()):
        states[n] = "comment_head" if text in decoy.get("heads", ()) else states[n]
    assert records(lines, read(lines, states)) == []


def test_counts_of_stories_in_a_list_are_not_the_pages_own() -> None:
    """They are furniture before any other step looks for a count."""
    stories = "\n".join(f"The {name} is late\n{n} comments" for n, name in ((12, "ferry"), (3, "mayor"), (7, "tide")))
    lines = lines_of(page_of(f"12 comments\nFacebook\nTwitter\nMore stories\n{stories}"))
    taken = read(lines, furniture(lines)).explained
    counts = [n for n, text in enumerate(lines.text.to_pylist()) if text.endswith("comments")]
    assert taken[counts].tolist() == [False, True, True, True]


@pytest.mark.parametrize("above", ["1 Comment", "Ein Kommentar von Ida Brandt"])
def test_the_date_of_an_article_is_no_comment(above: str) -> None:
    """One date, below what could be a heading: but it stands between the headline and the text."""
    page = [ARTICLE[0], above, "14 March 2024, 18:05", "Facebook", "Twitter", *[f"{ARTICLE[1]} {n}." for n in "abcd"]]
    lines = lines_of("\n".join(page))
    states = ["headline", *["furniture_inside"] * 4, *["paragraph"] * 4]
    assert records(lines, read(lines, states)) == []


def test_sentences_go_on_with_a_text_where_the_network_is_lost() -> None:
    """It takes all lines for furniture and has no doubt: then form says where the last text ends."""
    said = ["The pier was there before the harbour was.", "Nobody asked whether it should go, and nobody will."]
    block = [
        "1 comment",
        "Ada Quell",
        "May 4, 2019 at 9:12 am",
        *said,
        "All about the harbour",
        "Latest news",
        "Ferries",
    ]
    lines = lines_of(page_of("\n".join(block)))
    found = records(lines, read(lines, furniture(lines), sure=25.0))
    assert found == [("Ada Quell", "May 4, 2019 at 9:12 am", "|".join(said))]


@pytest.mark.parametrize(("names", "count"), [(("Jon Quay",), 0), (("Jon Quay", "Ada Finch", "Bo Linde"), 4)])
def test_notes_of_a_ticker_are_no_thread(names: tuple[str, ...], count: int) -> None:
    """Not even where the network takes them for one: they are all by one author, below no heading."""
    boats = ("tug", "ferry", "pilot", "dredger")
    heads = [f"{n + 2} hours ago {10 - n:02}:05 {name}" for n, name in zip(range(4), cycle(names), strict=False)]
    bodies = [f"The {boat} has left the harbour of Klarbach, and nobody waved." for boat in boats]
    lines = lines_of(page_of("\n".join(line for note in zip(heads, bodies, strict=True) for line in note)))
    states = furniture(lines)
    for n, text in enumerate(lines.text.to_pylist()):
        states[n] = "comment_head" if text in heads else "comment_body" if text in bodies else states[n]
    assert len(records(lines, read(lines, states))) == count


@pytest.mark.parametrize(
    "head",
    [
        ("12 Kommentare", "Veröffentlicht am 12. März 2024"),
        ("12 comments", "Share", "Published: March 12, 2024"),
        ("12 comentarios", "Por Ada Finch - 12 MAR 2024"),
        ("12 commentaires", "12/03/2024 à 14:05"),
    ],
)
def test_an_article_below_a_count_in_its_head_is_no_comment(head: tuple[str, ...]) -> None:
    text = "The harbour of Klarbach will stay closed for a week, the town council said after a long meeting."
    page = lines_of("\n".join(["The old pier", *head, text]))
    assert records(page, read(page, ["headline"] + ["furniture_before"] * (len(page) - 1))) == []
    below = lines_of(page_of(f"1 comment\nAda Finch\nMarch 12, 2024 at 2:05 pm\n{text}"))
    assert len(records(below, read(below, furniture(below)))) == 1


def test_what_stands_beside_the_text_is_read() -> None:
    block = """
    3 Kommentare
    Ada sagt:
    3. März 2021 um 10:15 Uhr
    Der Hafen war früher schöner.
    4
    Antworten
    Bo sagt:
    3. März 2021 um 11:40 Uhr
    Antwort auf Ada
    Das sehe ich anders.
    -2
    Antworten
    Cora sagt:
    1. April 2021 um 08:02 Uhr
    Dieser Kommentar wurde gelöscht.
    0
    Antworten
    """
    lines = lines_of(page_of(block))
    found = records(lines, read(lines, furniture(lines)), "votes", "reply", "removed")
    assert [record[3:] for record in found] == [
        ("4", None, None),
        ("-2", "Ada", None),
        ("0", None, "Dieser Kommentar wurde gelöscht."),
    ]
    assert [record[2] for record in found] == ["Der Hafen war früher schöner.", "Das sehe ich anders.", ""]


def fields(block: str, *names: str) -> list[tuple[str | None, ...]]:
    """Return author, text and some fields of each comment of a block."""
    lines = lines_of(page_of(block))
    return [(author, text, *rest) for author, _, text, *rest in records(lines, read(lines, furniture(lines)), *names)]


def test_titles_are_told_from_texts() -> None:
    block = """
    3 Beiträge
    Ada 12.03.2015, 10:04
    1. Früher war mehr Hafen
    Damals gab es noch Kutter.
    Melden
    Bo 12.03.2015, 11:04
    2. Kutter gibt es noch
    Sie liegen nur woanders.
    Melden
    Cora 13.03.2015, 12:04
    3. Wo denn?
    Ich habe lange keinen gesehen.
    Und die Kinder auch nicht.
    Melden
    """
    assert fields(block, "title", "number") == [
        ("Ada", "Damals gab es noch Kutter.", "Früher war mehr Hafen", "1"),
        ("Bo", "Sie liegen nur woanders.", "Kutter gibt es noch", "2"),
        ("Cora", "Ich habe lange keinen gesehen.|Und die Kinder auch nicht.", "Wo denn?", "3"),
    ]


def test_greetings_are_no_titles() -> None:
    head = "{} says:\nMay 3, 2019 at 9:12 am\nHello Ada,\nthe boat is late."
    block = "\n".join(["3 comments", *(head.format(name) for name in ("Bo", "Cora", "Eli"))])
    assert fields(block, "title") == [(name, "Hello Ada,|the boat is late.", None) for name in ("Bo", "Cora", "Eli")]


def test_quotes_are_told_from_texts() -> None:
    block = """
    3 comments
    Ada says:
    May 3, 2019 at 9:12 am
    The harbour was nicer once.
    Reply
    Bo says:
    May 3, 2019 at 9:15 am
    Quote from Ada:
    The harbour was nicer once.
    It was not, I am afraid.
    Reply
    Cora says:
    May 3, 2019 at 9:18 am
    > It was not, I am afraid.
    Why is that?
    Reply
    """
    assert fields(block, "quote_author", "quote_text") == [
        ("Ada", "The harbour was nicer once.", None, None),
        ("Bo", "It was not, I am afraid.", "Ada", "The harbour was nicer once."),
        ("Cora", "Why is that?", None, "It was not, I am afraid."),
    ]


def test_numbers_nest_answers() -> None:
    block = "\n".join(
        ["4 Kommentare"]
        + [
            f"#{number}\n{name}\n{day}. Mai 2019, 10:04 Uhr\nDer Kutter kommt um {day}."
            for day, (number, name) in enumerate((("1", "Ada"), ("1.1", "Bo"), ("1.2", "Ada"), ("2", "Cora")), 1)
        ]
    )
    found = [(author, *rest) for author, _, *rest in fields(block, "number", "reply")]
    assert found == [("Ada", "1", None), ("Bo", "1.1", "#1"), ("Ada", "1.2", "#1"), ("Cora", "2", None)]


def test_pages_of_a_thread_are_nobodys_text() -> None:
    block = """
    4 Kommentare
    Seite 1
    Ada 12.03.2015, 10:04
    Damals gab es noch Kutter.
    Bo 12.03.2015, 11:04
    Sie liegen nur woanders.
    Seite 2
    Cora 13.03.2015, 12:04
    Ich habe lange keinen gesehen.
    Dora 13.03.2015, 13:04
    Dann sieh einmal im Norden nach.
    Weiter
    """
    assert fields(block, "page") == [
        ("Ada", "Damals gab es noch Kutter.", "1"),
        ("Bo", "Sie liegen nur woanders.", "1"),
        ("Cora", "Ich habe lange keinen gesehen.", "2"),
        ("Dora", "Dann sieh einmal im Norden nach.", "2"),
    ]


NAMES = st.lists(
    st.sampled_from(["Ada", "Bo", "Cora", "Dora", "Eli", "Fay", "Gus", "Hanno", "Ilse", "Jost"]),
    min_size=1,
    max_size=2,
    unique=True,
)
WORDS = st.sampled_from(
    ["harbour", "ferry", "tide", "pier", "winter", "nobody", "boats", "quiet", "crane", "lamp", "rope"]
)
SENTENCE = st.lists(WORDS, min_size=4, max_size=12).map(lambda words: "The " + " ".join(words) + ".")
RECORD = st.tuples(NAMES.map(" ".join), st.dates(), st.lists(SENTENCE, min_size=1, max_size=3, unique=True))
SIGNATURES = (
    "{name} says:\n{date}\n{text}\nReply",
    "{date}\n{name} says:\n{text}",
    "{name}\n{date}\n{text}\nReply",
    "{name} {date}\n{text}\nReport",
    "{name} on {date} said:\n{text}",
    "By {name} on {date}\n{text}\nReply",
    "{date} by {name}\n{text}\nReply",
)


@settings(max_examples=30)
@given(
    st.lists(RECORD, min_size=3, max_size=9, unique_by=lambda record: (record[1], *record[2])),
    st.sampled_from(SIGNATURES),
    st.randoms(use_true_random=False),
)
def test_printed_records_are_read_back(
    made: list[tuple[str, Any, list[str]]], signature: str, chance: random.Random
) -> None:
    """Law: records printed in any one signature under a heading are read back, though a fifth of states is wrong.

    The domain: three records or more; sentences as text, none of them in more than one record in three; one form of
    dates a page.
    """
    printed = [(name, f"{date:%B} {date.day}, {date.year:04} at 10:15 am", text) for name, date, text in made]
    seen = [line for _, _, text in printed for line in text]
    if len(set(seen)) < len(seen) or any(date.year < 1970 for _, date, _ in made):
        return
    prints = [signature.format(name=name, date=date, text="\n".join(text)) for name, date, text in printed]
    block = {"records": [[name, date, "|".join(text)] for name, date, text in printed]}
    lines = lines_of(page_of("\n".join([f"{len(made)} comments", *prints, "Leave a Reply"])))
    states = [state if chance.random() > 0.2 else "furniture_behind" for state in told(lines, block)]
    assert records(lines, read(lines, states)) == [tuple(record) for record in block["records"]]


def read_alone(block: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """Return the records of a page that is read by itself; what tests above say of most of them is not tried again."""
    if block.get("told") or block.get("heads"):
        lines = lines_of(page_of(block["text"]))
        return records(lines, read(lines, furniture(lines)))
    return held(block) if "records" in block else []


def test_pages_of_a_batch_are_read_as_each_by_itself() -> None:
    """Law: no page changes what is read on another."""
    blocks = TABLE["block"] + TABLE["decoy"]
    together = lines_of(*(page_of(block["text"]) for block in blocks))
    expected = [record for block in blocks for record in read_alone(block)]
    assert records(together, read(together, furniture(together))) == expected


def test_a_line_that_is_the_first_name_of_the_next_page_stays() -> None:
    heads = "2 comments\n{}\nMay 3, 2019 at 9:12 am\nThe boat is late again.\nAda\nMay 4, 2019 at 9:12 am\n"
    first = page_of(heads.format("Kwame") + "I have asked somebody who surely knows.\nNora Quay\nReply")
    second = page_of(heads.format("Nora Quay") + "The tide is late as well.\nReply")
    alone, together = lines_of(first), lines_of(first, second)
    own = records(alone, read(alone, furniture(alone)))
    assert records(together, read(together, furniture(together)))[: len(own)] == own
    assert len(own) == 2


def thread(size: int) -> Lines:
    records = (f"Name{n} says:\nMay 3, 2019 at 9:12 am\nThe boat number {n} is late.\nReply" for n in range(size))
    return lines_of(page_of("\n".join([f"{size} comments", *records])))


def test_long_threads_are_read_whole() -> None:
    lines = thread(20_000)
    assert len(records(lines, read(lines, furniture(lines)))) == 20_000


def test_calls_do_not_grow_with_the_lines() -> None:
    """Law: all work on lines is done by columns, so a thread twice as long takes as many calls."""
    calls = [0, 0]
    for place, size in enumerate((400, 800)):
        lines = thread(size)
        states = furniture(lines)
        read(lines, states)  # what is loaded once

        def count(_frame: FrameType, event: str, _argument: object, place: int = place) -> None:
            calls[place] += event in {"call", "c_call"}

        sys.setprofile(count)
        read(lines, states)
        sys.setprofile(None)
    assert abs(calls[1] - calls[0]) < 100


HEADS = ("14 March 2024 at 7:12 pm", "14 March 2024 at 8:41 pm", "15 March 2024 at 7:03 am")
# What a page prints, its lines parted by `/`; `1`, `2`, `3` stand for the dates. Then author, text, answered, title.
PRINTS: dict[str, list[tuple[str | None, ...]]] = {
    "2 comments/Ada/It leaned in the war./We saw it fall./Reply · 3 days ago/Bo/We saw it lean./Reply · 2 days ago": [
        ("Ada", "It leaned in the war.|We saw it fall.", None, None),
        ("Bo", "We saw it lean.", None, None),
    ],
    "1 comment/Bosun/Bravo/1/Leave a reply": [("Bosun", "Bravo", None, None)],
    "2 comments/Ada/Agreed/Reply/Bo/Agreed too/Reply": [
        ("Ada", "Agreed", None, None),
        ("Bo", "Agreed too", None, None),
    ],
    "3 comments/Old pier/Ada, 1/It leaned./New pier/Bo, 2/It fell./No pier/Cy, 3/Who fell?/Leave a reply": [
        ("Ada", "It leaned.", None, "Old pier"),
        ("Bo", "It fell.", None, "New pier"),
        ("Cy", "Who fell?", None, "No pier"),
    ],
    "2 comments/1 - Ada Q./It leaned./2 - Bo/It fell./Leave a reply": [
        ("Ada Q.", "It leaned.", None, None),
        ("Bo", "It fell.", None, None),
    ],
    "2 comments/Ada/1/It leaned./+3/-1/Reply/Bo/2/It fell./+2/-4/Reply/Leave a reply": [
        ("Ada", "It leaned.", None, None),
        ("Bo", "It fell.", None, None),
    ],
    "2 comments/A/ada/1/It leaned./Advertisement/B/bo/2/It fell./Reply/Leave a reply": [
        ("ada", "It leaned.", None, None),
        ("bo", "It fell.", None, None),
    ],
    "3 comments/Ada/1/It fell./Bo/2/In reply to Ada/Who fell?/Ada/3/In reply to Ada/So what?/Leave a reply": [
        ("Ada", "It fell.", None, None),
        ("Bo", "Who fell?", "Ada", None),
        ("Ada", "So what?", "Ada", None),
    ],
    "2 comments/gullfan/1/It leaned./gullfan/2/It fell./Leave a reply": [
        ("gullfan", "It leaned.", None, None),
        ("gullfan", "It fell.", None, None),
    ],
    "2 条评论/小李说道:/It leaned./阿明说道:/It fell./Leave a reply": [
        ("小李", "It leaned.", None, None),
        ("阿明", "It fell.", None, None),
    ],
    "3 comments/#1 Ada/1/It leaned./Reply/#1.1 Bo/2/It fell./Reply/#2 Cy/3/Who fell?/Reply": [
        ("Ada", "It leaned.", None, None),
        ("Bo", "It fell.", "#1", None),
        ("Cy", "Who fell?", None, None),
    ],
    "2 comments/Ada Q. • a year ago/It leaned./Reply/Bo > Ada Q. • 9 months ago/It fell./Reply": [
        ("Ada Q.", "It leaned.", None, None),
        ("Bo", "It fell.", "Ada Q.", None),
    ],
    # Nobody of that name has written here.
    "2 comments/Pier > Ferry/1/It leaned./Reply/Bo/2/It fell./Reply": [
        ("Pier > Ferry", "It leaned.", None, None),
        ("Bo", "It fell.", None, None),
    ],
    "2 comments/Ada/It leaned in the war./Like · Reply · a day ago/Bo/We saw it fall./Like · Reply · 3 hours ago": [
        ("Ada", "It leaned in the war.", None, None),
        ("Bo", "We saw it fall.", None, None),
    ],
    "2 reacties/Ada, 1/Wat een verhaal./Bo, 2/Dat klopt niet./Lees ook/Hoe de oude pier verdween": [
        ("Ada", "Wat een verhaal.", None, None),
        ("Bo", "Dat klopt niet.", None, None),
    ],
    "コメント（2件）/海猫/桟橋は傾いていました。/いいね · 返信 · 3日前/港の人/もう倒れました。"
    "/いいね · 返信 · 5時間前": [
        ("海猫", "桟橋は傾いていました。", None, None),
        ("港の人", "もう倒れました。", None, None),
    ],
    "2 yorum/Ada/1/Eskiden eğikti./Yanıtla/Bo/2/Ada adlı kullanıcıya yanıt/Artık yıkıldı./Yanıtla": [
        ("Ada", "Eskiden eğikti.", None, None),
        ("Bo", "Artık yıkıldı.", "Ada", None),
    ],
    "التعليقات (2)/ليلى/كان مائلا منذ سنوات./إعجاب · رد · منذ 3 أيام/سمير/لقد سقط الآن./إعجاب · رد · منذ 5 ساعات": [
        ("ليلى", "كان مائلا منذ سنوات.", None, None),
        ("سمير", "لقد سقط الآن.", None, None),
    ],
    "Recent Comments/Ada/1/It leaned./Bo/2/It fell./Cy/3/Who fell?": [],
}


def test_threads_show_how_they_are_read() -> None:
    """One batch holds them all: each is told by what it prints, whatever the network says."""
    pages = list(PRINTS)
    for number, head in enumerate(HEADS, start=1):
        pages = [re.sub(rf"(?<=[/ ]){number}(?=/| - )|(?<=/){number}(?= - )", head, page) for page in pages]
    lines = lines_of(*(page_of("\n".join([*page.split("/"), "About us", "Contact"])) for page in pages))
    found = records(lines, read(lines, furniture(lines)), "reply", "title")
    assert [(author, *rest) for author, _, *rest in found] == [record for held in PRINTS.values() for record in held]
