"""`explain`, `info`, `validate`, `schema`: what they print, for people and for programs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import broadsheet
from broadsheet_schema.export import FORMATS
from tests.cli.command import BOTE, LAYOUT, PAGE, RAW, column, converted, environment, files, program, run, run_here

HEAVY = ("pyarrow", "numpy", "attrs", "cattrs", "rich", "broadsheet_schema")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Convert the sample pages."""
    out = tmp_path_factory.mktemp("verbs") / "out"
    converted(RAW, "--layout", LAYOUT, "--out", out, "--keep-lines", documents=len(list(RAW.rglob("*.txt"))))
    return out


def test_the_public_functions_stay_functions() -> None:
    # A module of the same name would take the function's place as soon as it is imported.
    for _ in range(2):
        assert all(callable(getattr(broadsheet, name)) for name in broadsheet.__all__ if name != "__version__")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["convert", "--help"], ["schema", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys, atexit; from broadsheet.cli import main; "
        f"atexit.register(lambda: print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)); "
        f"main({arguments!r}, prog_name='broadsheet')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.strip() == "[]"
    assert "broadsheet" in done.stdout


def test_only_workers_import_the_parser(tmp_path: Path) -> None:
    words = ["convert", str(PAGE), "--out", str(tmp_path / "out")]
    code = (
        "import sys, atexit; from broadsheet.cli import main; "
        "atexit.register(lambda: print('broadsheet.parser' in sys.modules)); "
        f"main({words!r}, prog_name='broadsheet')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_their_completion(shell: str) -> None:
    result = run(_BROADSHEET_COMPLETE=f"{shell}_source")
    assert result.code == 0, result.err
    assert "broadsheet" in result.out


def test_explain_prints_every_line_with_its_label_record_and_fields() -> None:
    result = run_here("explain", PAGE)
    assert result.code == 0
    assert "\x1b" not in result.out
    lines = result.out.splitlines()
    for number, text in enumerate(PAGE.read_text("utf-8").rstrip("\n").split("\n"), start=1):
        assert lines[number - 1].startswith(f"{number:5} ")
        assert lines[number - 1].endswith(text.rstrip())
    assert any(line.split()[1:4] == ["headline", "a", "headline"] for line in lines if line)
    assert "layout spiegel-online" in result.out


def test_explain_json_is_one_object_that_agrees_with_convert(dataset: Path) -> None:
    found = run_here("explain", PAGE, "--json").json
    assert [line["text"] for line in found["lines"]] == PAGE.read_text("utf-8").split("\n")
    (article,) = found["articles"]
    assert article["article_id"] in column(dataset, "articles", "article_id")
    of_article = [owner == article["article_id"] for owner in column(dataset, "comments", "article_id")]
    assert len(found["comments"]) == sum(of_article)
    piped = run_here("explain", "-", "--json", stdin=PAGE.read_bytes()).json["lines"]  # another id, the same reading
    assert [(line["label"], line["fields"]) for line in piped] == [
        (line["label"], line["fields"]) for line in found["lines"]
    ]


def test_explain_tells_why_a_page_was_rejected() -> None:
    page = RAW / "damaged" / "dm-02-nur-navigation.txt"
    assert "rejected, article.empty: " in run_here("explain", page).out
    found = run_here("explain", page, "--json").json
    assert [reject["rule"] for reject in found["rejects"]] == ["article.empty"]
    assert "\n".join(line["text"] for line in found["lines"]) == page.read_text("utf-8")


def test_explain_finds_the_page_of_an_article_again(dataset: Path, tmp_path: Path) -> None:
    ids = dict(zip(column(dataset, "articles", "source_uri"), column(dataset, "articles", "article_id"), strict=True))
    one = ids["raw/klarbacher-bote/kb-01-bruecke-klemmt.txt"]
    shown = run_here("explain", dataset, one, "--root", RAW.parent)
    assert shown.code == 0, shown.err
    assert shown.out == run_here("explain", PAGE).out

    echo = ids["raw/harbour-echo/he-03-street-signs.txt"]
    refused = run_here("explain", dataset, echo, "--root", RAW.parent)
    assert refused.code == 2
    assert "read this page by the layout harbour-echo: give --layout harbour-echo.toml" in refused.err
    told = run_here("explain", dataset, echo, "--root", RAW.parent, "--layout", LAYOUT)
    assert "layout harbour-echo" in told.out, told.err

    changed = tmp_path / "raw" / "klarbacher-bote" / PAGE.name
    changed.parent.mkdir(parents=True)
    changed.write_bytes(PAGE.read_bytes() + b"\nOne line more, which nobody has converted.\n")
    refused = run_here("explain", dataset, one, "--root", tmp_path)
    assert refused.code == 2
    assert f"the page of {one} has changed in raw/klarbacher-bote/{PAGE.name}" in refused.err

    assert f"{dataset} is a dataset: say of which article" in run_here("explain", dataset).err


def test_explain_tells_how_sure_the_learned_labeller_is_of_each_line() -> None:
    page = RAW / "damaged" / "dm-09-fremdes-blatt.txt"
    lines = run_here("explain", page, "--json").json["lines"]
    for line in lines:
        assert (line["probability"] is None) == (line["label"] == "blank")
        if line["probability"] is not None:
            assert 0 <= line["runner_up_probability"] <= 1
            assert line["probability"] + line["runner_up_probability"] <= 1.001
            assert line["runner_up"] != line["label"]
    assert {line["probability"] for line in run_here("explain", PAGE, "--json").json["lines"]} == {None}


def test_explain_says_what_convert_would_do_with_a_page_that_is_hardly_an_article() -> None:
    shown = run_here("explain", RAW / "damaged" / "dm-14-consent-wall.txt").out
    assert "convert makes it a reject (not-an-article)" in shown


def test_explain_shows_control_characters_and_obeys_none(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(b"a\x1b[31mred\x07\n")
    assert "\\x1b[31mred\\x07" in run_here("explain", tmp_path / "page.txt").out


def on_a_terminal(*arguments: str | Path, **variables: str) -> str:
    """Return what a command prints on a terminal."""
    ours, theirs = pty.openpty()
    words, shell = program(*arguments), environment(TERM="xterm", **variables)
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=shell) as process:
        os.close(theirs)
        printed = b""
        try:
            while piece := os.read(ours, 1 << 16):
                printed += piece
        except OSError:  # how Linux says that the other side has closed
            pass
        process.wait(timeout=60)
    os.close(ours)
    return printed.decode()


def test_colour_only_on_a_terminal_and_never_with_no_color() -> None:
    assert "\x1b[1m" in on_a_terminal("explain", PAGE)
    assert "\x1b" not in on_a_terminal("explain", PAGE, NO_COLOR="1")


def test_progress_is_shown_on_a_terminal_and_goes_away(tmp_path: Path) -> None:
    shown = on_a_terminal("convert", BOTE, "--out", tmp_path / "out")
    assert "28 documents" in shown
    assert not run_here("convert", BOTE, "--out", tmp_path / "quiet").out


def test_a_reader_who_closes_the_pipe_changes_no_exit_code(dataset: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name, content in files(dataset).items():
        (damaged / name).parent.mkdir(exist_ok=True)
        (damaged / name).write_bytes(content)
    (damaged / "media" / "part-00000.parquet").unlink()
    for words, code in ((["explain", PAGE], 0), (["schema"], 0), (["validate", damaged], 1), (["info", dataset], 0)):
        ours, theirs = os.pipe()
        os.close(ours)
        done = subprocess.run(program(*words), stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60)
        os.close(theirs)
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"Broken pipe" not in done.stderr


def test_letters_survive_a_terminal_of_another_charset(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Grünkohl\n", "utf-8")
    assert "Grünkohl" in run_here("explain", page).out
    plain = run("explain", page, PYTHONIOENCODING="koi8-r")
    assert (plain.code, "Gr\\xfcnkohl" in plain.out) == (0, True)
    found = run("explain", page, "--json", PYTHONIOENCODING="koi8-r").json
    assert found["lines"][0]["text"] == "Grünkohl"


def test_info_prints_counts_layouts_rejects_dates_and_sizes(dataset: Path) -> None:
    found = run_here("info", dataset, "--json").json
    assert found["documents"] == len(list(RAW.rglob("*.txt")))
    assert sum(found["layouts"].values()) == found["tables"]["articles"]["rows"]
    assert sum(found["rejects"].values()) == found["tables"]["rejects"]["rows"]
    dates = [date for date in column(dataset, "articles", "published_at") if date]
    assert found["published"] == [min(dates).isoformat(), max(dates).isoformat()]
    text = run_here("info", dataset).out
    for word in [*found["tables"], *found["layouts"], *found["rejects"], str(min(dates).date())]:
        assert word in text


def test_validate_finds_nothing_in_what_convert_wrote(dataset: Path) -> None:
    result = run_here("validate", dataset)
    assert (result.code, result.out, result.err) == (0, "", f"{dataset}: no findings\n")
    assert run_here("validate", dataset, "--json").json == {"findings": []}


def test_validate_exits_with_1_and_names_what_is_damaged(dataset: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "out"
    for name, content in files(dataset).items():
        (damaged / name).parent.mkdir(parents=True, exist_ok=True)
        (damaged / name).write_bytes(content[:-1] if name == "media/part-00000.parquet" else content)
    result = run_here("validate", damaged)
    assert result.code == 1
    assert result.out.startswith("dataset.file.bytes: media/part-00000.parquet has ")
    assert [finding["rule"] for finding in run_here("validate", damaged, "--json").json["findings"]] == [
        "dataset.file.bytes"
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_schema_prints_each_form(form: str) -> None:
    result = run_here("schema", "--format", form)
    assert result.code == 0
    assert "article_id" in result.out
    assert result.out.endswith("\n")


def test_schema_as_json_names_every_column(dataset: Path) -> None:
    printed = json.dumps(run_here("schema", "--json").json)
    for table in ("articles", "media", "comments"):
        names = json.loads((dataset / "schema" / f"{table}.schema.json").read_text("utf-8"))["properties"]
        assert all(f'"{name}"' in printed for name in names)
