from __future__ import annotations

import gzip
import os
import socket
import zipfile
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import InputOutputError, UserError
from broadsheet.readers.listing import PassedOver, listed
from broadsheet.readers.names import path_to_uri
from tests.readers.reading import rows, rules
from tests.readers.unprivileged import public_folder, without_privileges


def tree(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode("utf-8", "surrogateescape"))


def uris(*inputs: Path | str) -> list[str]:
    return [file.uri for file in listed([str(name) for name in inputs])]


def test_a_tree_is_listed_in_the_order_of_its_uris(tmp_path: Path) -> None:
    tree(tmp_path / "in", "b.txt", "a/x.txt", "a.txt", "a b/y.txt", "a/über/z.txt", "a-b", "Z.txt")
    found = uris(tmp_path / "in")
    assert found == sorted(found)
    assert found == ["in/Z.txt", "in/a b/y.txt", "in/a-b", "in/a.txt", "in/a/x.txt", "in/a/über/z.txt", "in/b.txt"]


def test_hidden_files_are_passed_over_unless_they_are_named(tmp_path: Path) -> None:
    tree(tmp_path / "in", ".git/x", ".hidden.txt", "a.txt")
    assert uris(tmp_path / "in") == ["in/a.txt"]
    assert uris(tmp_path / "in" / ".hidden.txt") == [".hidden.txt"]
    passed = PassedOver()
    assert len(list(listed([str(tmp_path / "in")], passed))) == 1
    assert passed == PassedOver(hidden=2)


def test_the_order_and_the_way_in_which_inputs_are_named_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "in/a.txt", "in/sub/b.txt", "other/c.txt", "d.txt")
    monkeypatch.chdir(tmp_path)
    expected = ["d.txt", "in/a.txt", "in/sub/b.txt", "other/c.txt"]
    names = ["in", "./in/", "other", str(tmp_path / "d.txt"), "in/sub", "in/../in/a.txt", "oth*"]
    for turn in range(len(names)):
        assert uris(*names[turn:], *names[:turn]) == expected
    assert uris(*reversed(names)) == expected
    assert uris(".") == [f"{tmp_path.name}/{name}" for name in expected]


def test_inputs_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    tree(tmp_path, "2014/dump.txt", "2015/dump.txt", "x.txt")
    assert uris(tmp_path / "2014" / "dump.txt", tmp_path / "2015" / "dump.txt") == ["2014/dump.txt", "2015/dump.txt"]
    assert uris(f"{tmp_path}/*/dump.txt", tmp_path / "x.txt") == ["2014/dump.txt", "2015/dump.txt", "x.txt"]


def test_a_link_to_an_input_is_the_same_input(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.txt")
    (tmp_path / "link").symlink_to("in")
    assert uris(tmp_path / "link", tmp_path / "in") == ["in/a.txt"]
    assert uris(tmp_path / "link") == ["link/a.txt"]


def test_globs(tmp_path: Path) -> None:
    tree(tmp_path, "2014/a.txt", "2014/b.jsonl", "2015/c.txt", "odd[1].txt")
    assert uris(f"{tmp_path}/**/*.txt") == ["a.txt", "c.txt", "odd[1].txt"]
    assert uris(f"{tmp_path}/odd[1].txt") == ["odd[1].txt"]
    with pytest.raises(InputOutputError, match=r"\*\.csv matches no file"):
        uris(f"{tmp_path}/*.csv")


def test_an_input_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputOutputError, match=r"gone\.txt does not exist"):
        uris(tmp_path / "gone.txt")


def test_names_with_newlines_and_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    names = ["two\nlines.txt", "b\udcff.txt", "100%.txt", "50%25.txt", "über.txt"]
    tree(tmp_path / "in", *names)
    found = rows([tmp_path / "in"])
    assert [row["source_uri"] for row in found] == sorted(
        ["in/two%0Alines.txt", "in/b%FF.txt", "in/100%.txt", "in/50%2525.txt", "in/über.txt"]
    )
    for row in found:
        assert unquote_to_bytes(row["source_uri"]) == b"in/" + row["content"]


@given(st.text(st.characters(exclude_characters="\0"), min_size=1))
def test_a_uri_leads_back_to_its_path(path: str) -> None:
    """Law: a source_uri is valid UTF-8 without control characters, and unquoting it gives the path's bytes."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return
    path = raw.decode("utf-8", "surrogateescape")
    uri = path_to_uri(path)
    assert uri.encode().decode().isprintable() or not any(ord(char) < 32 for char in uri)
    assert unquote_to_bytes(uri) == raw


def test_special_files_are_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    tree(folder, "a.txt", "deep/b.txt")
    os.mkfifo(folder / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "socket"))
    (folder / "device").symlink_to("/dev/zero")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    (folder / "deep" / "up").symlink_to("..")
    found = {row["source_uri"]: (row["rule"], row["message"]) for row in rows([folder])}
    assert found.pop("in/a.txt") == found.pop("in/deep/b.txt") == (None, None)
    assert {rule for rule, _ in found.values()} == {"unreadable"}
    assert {uri: message for uri, (_, message) in found.items()} == {
        "in/dangling": "in/dangling: No such file or directory",
        "in/deep/up": "in/deep/up is a link to a folder that holds it",
        "in/device": "in/device is a character device; it was not opened",
        "in/fifo.txt": "in/fifo.txt is a FIFO; it was not opened",
        "in/loop": "in/loop: Too many levels of symbolic links",
        "in/socket": "in/socket is a socket; it was not opened",
    }


def test_a_fifo_that_is_named_is_wrong_usage(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(UserError, match="is a FIFO; pipe it into `-`"):
        uris(tmp_path / "fifo")


def test_a_dataset_is_no_input_but_its_rejects_are(tmp_path: Path) -> None:
    tree(tmp_path / "out", "manifest.json", "rejects/part-00000.parquet", "articles/part-00000.parquet")
    with pytest.raises(UserError, match="out/rejects to read its rejects again"):
        uris(tmp_path / "out")
    assert uris(tmp_path / "out" / "rejects") == ["rejects/part-00000.parquet"]
    tree(tmp_path, "a.txt")
    assert uris(tmp_path) == [f"{tmp_path.name}/a.txt"]


def test_a_folder_that_cannot_be_listed_is_an_error() -> None:
    with public_folder() as folder:
        tree(folder, "open/a.txt", "closed/b.txt")
        (folder / "closed").chmod(0)
        with without_privileges(), pytest.raises(InputOutputError, match=r"cannot list the folder .*closed"):
            uris(folder)


def test_a_dump_that_is_named_and_cannot_be_read_is_an_error() -> None:
    with public_folder() as folder:
        tree(folder, "a.jsonl")
        (folder / "a.jsonl").chmod(0)
        with without_privileges(), pytest.raises(InputOutputError, match=r"a\.jsonl"):
            uris(folder / "a.jsonl")


def test_a_folder_of_everything(tmp_path: Path) -> None:
    tree(tmp_path / "in", "a.txt", "b/c.txt")
    (tmp_path / "in" / "b" / "d.jsonl.gz").write_bytes(gzip.compress(b'{"text": "d"}\n'))
    (tmp_path / "in" / "e.csv").write_bytes(b"text\ne\n")
    with zipfile.ZipFile(tmp_path / "in" / "f.zip", "w") as archive:
        for name in ("c.txt", "d.jsonl.gz"):
            archive.write(tmp_path / "in" / "b" / name, name)
    found = rows([tmp_path / "in"])
    assert rules(found) == [None] * 6
    assert [(row["source_uri"], row["source_member"], row["doc_id"]) for row in found] == [
        ("in/a.txt", None, "a"),
        ("in/b/c.txt", None, "c"),
        ("in/b/d.jsonl.gz", None, "d#1"),
        ("in/e.csv", None, "e#1"),
        ("in/f.zip", "c.txt", "c"),
        ("in/f.zip", "d.jsonl.gz", "d#1"),
    ]
    assert rows([tmp_path / "in"], size=1) == found
