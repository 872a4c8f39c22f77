"""Each thing that can go wrong ends with its exit code and one sentence that says what, where, and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadsheet.cli import main
from tests.cli.command import BOTE, PAGE, Result, converted, files, run, run_here

LAYOUT_START = 'name = "x"\nversion = "1"\ntitle = "X"\n'
MISTAKES = {
    "not = [toml": "broadsheet: mine.toml: not valid TOML: ",
    LAYOUT_START: "broadsheet: mine.toml, line 1, fingerprint: the key 'fingerprint' is missing",
    LAYOUT_START + "[fingerprint]\nany = ['(']\n": "broadsheet: mine.toml, line 5, fingerprint.any: pattern '(': ",
    LAYOUT_START + "[fingerprint]\nanny = ['a']\n": "broadsheet: mine.toml, line 4, fingerprint: unknown key 'anny'",
}


def sentence(result: Result) -> str:
    """Return what a command said on standard error: one line, nothing else."""
    assert result.out == ""
    assert result.err.count("\n") == 1
    return result.err.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"], ["convert"], ["convert", "x"], ["convert", "x", "--out"],
        ["convert", "x", "--out", "y", "--jobs", "0"],
        ["convert", "x", "--out", "y", "--min-confidence", "2"], ["convert", "x", "--out", "y", "--limit", "many"],
        ["convert", "x", "--out", "y", "--captured-at", "yesterday"], ["explain"], ["info"], ["validate", "a", "b"],
        ["schema", "--format", "xml"],
    ],
)  # fmt: skip
def test_wrong_usage_exits_with_2_and_an_error(arguments: list[str]) -> None:
    result = run_here(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["nowhere"], 3, "the input nowhere does not exist"),
        (["no*where"], 3, "the input no*where matches no file"),
        (["page.txt", "--split-on", "("], 2, "--split-on is no RE2 pattern: "),
        (["page.txt", "--min-confidence", "nan"], 2, "the least confidence is nan; it must "),
        (["page.txt", "--layout", "none.toml"], 3, "cannot read none.toml: No such file or directory."),
        (["-", "--resume"], 2, "standard input cannot be read a second time: "),
        (["page.txt", "--out", ""], 2, "no folder is named for the dataset"),
        (["page.txt", "--out", "page.txt"], 2, "page.txt is there and is no Broadsheet dataset. "),
        (["page.txt", "--out", "folder"], 2, "folder is there and is no Broadsheet dataset. "),
        ([".", "--out", "folder"], 2, "the input "),
        (["page.txt", "--out", "page.txt/out"], 3, "page.txt: File exists."),
    ],
)  # fmt: skip
def test_convert_says_what_is_wrong(tmp_path: Path, options: list[str], code: int, said: str) -> None:
    (tmp_path / "page.txt").write_bytes(PAGE.read_bytes())
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("kept")
    before = files(tmp_path)
    result = run_here("convert", "--out", "out", *options, cwd=tmp_path)
    assert sentence(result).startswith("broadsheet: ")
    assert said in result.err
    assert result.code == code
    assert files(tmp_path) == before


@pytest.mark.parametrize(("text", "said"), MISTAKES.items())
@pytest.mark.parametrize("command", [["convert", "--out", "out"], ["explain"]])
def test_a_mistake_in_a_layout_is_told_with_file_key_and_line(
    tmp_path: Path, text: str, said: str, command: list[str]
) -> None:
    (tmp_path / "mine.toml").write_text(text)
    result = run_here(*command, PAGE, "--layout", "mine.toml", cwd=tmp_path)
    assert sentence(result).startswith(said)
    assert result.code == 2


@pytest.mark.parametrize("verb", ["info", "validate"])
def test_a_folder_that_is_no_dataset(tmp_path: Path, verb: str) -> None:
    (tmp_path / "folder").mkdir()
    for name, said in (("folder", "folder is no Broadsheet dataset: "), ("nowhere", "nowhere does not exist.")):
        result = run_here(verb, name, cwd=tmp_path)
        assert sentence(result).startswith(f"broadsheet: {said}")
        assert result.code == 3


@pytest.mark.parametrize("verb", ["info", "validate"])
def test_a_file_that_is_no_dataset(verb: str) -> None:
    result = run_here(verb, PAGE)
    assert sentence(result) == f"broadsheet: {PAGE} is a file and no Broadsheet dataset, which is a folder."
    assert result.code == 3


@pytest.mark.parametrize(
    "words", [["convert", PAGE, "--out", "out"], ["explain", PAGE], ["info", PAGE], ["validate", PAGE]]
)
def test_what_may_not_be_read_is_no_wrong_usage(words: list[str | Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # what root may always
    main.commands[str(words[0])].make_context(str(words[0]), [str(word) for word in words[1:]])


def test_explain_takes_one_page(tmp_path: Path) -> None:
    result = run("explain", BOTE)
    assert sentence(result).startswith(f"broadsheet: {BOTE} holds more than one page, and explain takes one.")
    assert result.code == 2
    result = run("explain", "nowhere", cwd=tmp_path)
    assert sentence(result) == "broadsheet: the input nowhere does not exist"
    assert result.code == 3


def test_a_dataset_is_replaced_only_with_overwrite_and_only_by_a_finished_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    converted(PAGE, "--out", out, documents=1)
    before = files(tmp_path)
    refused = run("convert", BOTE, "--out", out)
    assert refused.code == 2
    assert sentence(refused).endswith("is a dataset already. Replace it with --overwrite, or choose another folder.")
    assert files(tmp_path) == before

    for wrong in (["nowhere"], [BOTE, "--split-on", "("], [out / "articles"]):
        assert run_here("convert", *wrong, "--out", out, "--overwrite").code in {2, 3}
        assert files(tmp_path) == before

    converted(BOTE, "--out", out, "--overwrite", documents=len(list(BOTE.glob("*.txt"))))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
