from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from broadsheet.errors import InputOutputError, UserError
from broadsheet.layouts import Layout, load, shipped
from broadsheet.layouts.loader import parse as parse_layout
from broadsheet.single import parse
from broadsheet_schema.records import Page

LAYOUT = r"""name = "klarbacher-bote"
version = "1"
title = "Klarbacher Bote"
language = "de"

[fingerprint]
any = ['© Klarbacher Bote \d{4}']

[dates]
forms = ["%d.%m.%Y"]

[article]
byline = ['Von (?P<authors>.+)']

[comments]
parts.meta = ['(?P<author>.+), <date>']
orders = [["meta"]]

[foot]
rights = ['© (?P<holder>Klarbacher Bote) (?P<year>\d{4})']
"""

# What is wrong: the text that is put in place of another, and what the message must name.
MISTAKES = {
    "wrong type": ('version = "1"', "version = 1", "line 2, version", "expected a string, found 1"),
    "string for a list": (
        r"any = ['© Klarbacher Bote \d{4}']",
        "any = 'Bote'",
        "line 7, fingerprint.any",
        "expected a list",
    ),
    "list for a table": ("[foot]\nrights", "foot2 = 1\n[foot]\nrights", "comments", "unknown key 'foot2'"),
    "unknown key": ("byline =", "bylines =", "article", "unknown key 'bylines'; the keys here are title, kicker"),
    "unknown table": ("[foot]", "[footer]", "top level", "unknown key 'footer'"),
    "missing key": ('title = "Klarbacher Bote"\n', "", "line 1, title", "the key 'title' is missing"),
    "bad pattern": ("Von (?P<authors>.+)", "Von (?P<authors>.+", "line 13, article.byline", "missing"),
    "pattern that is not RE2": ("Von (?P<authors>.+)", "Von (?=x)", "line 13, article.byline", "invalid"),
    "unknown group": (
        "?P<authors>",
        "?P<writers>",
        "line 13, article.byline",
        "unknown group 'writers'; the groups here are: authors, place",
    ),
    "unknown part": (
        'orders = [["meta"]]',
        'orders = [["meta", "title"]]',
        "line 17, comments.orders",
        "'title' is not among comments.parts",
    ),
    "unknown directive": ('"%d.%m.%Y"', '"%d.%m.%Q"', "line 10, dates.forms", "nothing is known for %Q"),
    "no fingerprint": (r"any = ['© Klarbacher Bote \d{4}']", "", "line 6, fingerprint", "no page would ever be known"),
}


def test_the_layout_without_a_mistake_is_read() -> None:
    assert parse_layout(LAYOUT, "bote.toml").name == "klarbacher-bote"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_file_line_and_key(mistake: str) -> None:
    right, wrong, where, what = MISTAKES[mistake]
    assert right in LAYOUT
    with pytest.raises(UserError) as caught:
        parse_layout(LAYOUT.replace(right, wrong), "bote.toml")
    assert caught.value.message.startswith("bote.toml, line ")
    assert where in caught.value.message
    assert what in caught.value.message


def test_bad_toml_names_the_line() -> None:
    with pytest.raises(UserError, match=r"bote\.toml.*not valid TOML.*line 1"):
        parse_layout("name = \n", "bote.toml")


def test_a_file_that_is_missing_or_no_utf_8(tmp_path: Path) -> None:
    with pytest.raises(InputOutputError, match="layout file"):
        load(tmp_path / "none.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(LAYOUT.encode("latin-1"))
    with pytest.raises(UserError, match="not UTF-8"):
        load(latin)


def test_a_layout_of_one_s_own_reads_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "bote.toml"
    file.write_text(LAYOUT, encoding="utf-8")
    lede = "Nach drei Wochen Pause legt am Montag die erste Fähre wieder ab."
    text = f"Die Fähre fährt wieder\nVon Ada Balje\n{lede}\n© Klarbacher Bote 2015\n"
    page = parse(text, layouts=[file])
    assert isinstance(page, Page)
    assert (page.article.layout, page.article.authors) == ("klarbacher-bote", ("Ada Balje",))


@pytest.mark.parametrize("layout", shipped(), ids=lambda layout: layout.name)
def test_a_shipped_layout_has_no_mistake(layout: Layout) -> None:
    """`shipped` does not try the patterns at run time, so they are tried here."""
    text = files("broadsheet.layouts").joinpath(f"{layout.name}.toml").read_text(encoding="utf-8")
    assert parse_layout(text, layout.name).name == layout.name
