"""Turn the bytes of documents into text, in columns.

    bytes -> UTF-8, or read by charset.py -> line ends -> text -> clean.py -> clean

`text` is what the document says, with nothing put right but its line ends: it is kept, and its hash identifies the
page. `clean` is what the parser reads. Both have the same lines. Documents in clean UTF-8, which nearly all are, cost a
handful of passes over the bytes of the whole batch and are not copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.charset import Reading, read, read_utf8
from broadsheet.clean import clean, replace_rows, rows_that_match, take_rows
from broadsheet.kernels import Index, Mask
from broadsheet.spaces import end_lines
from broadsheet_schema.records import FLAGS

FLAG_BITS: Final[Mapping[str, int]] = MappingProxyType({flag: 1 << bit for bit, flag in enumerate(FLAGS)})
"""The bit of each flag in a mask of flags: its place in `broadsheet_schema.records.FLAGS`."""


@attrs.frozen(eq=False)
class Decoded:
    """The texts of n documents.

    Attributes:
        text: n strings, never null: the document as decoded, without byte order mark, a newline between two lines.
        clean: n strings with the same lines: repaired, NFC, spaces evened, invisible characters gone; "" where a reader
            has found a document broken, so that nothing of it is parsed.
        flags: uint32[n], the bits of `FLAG_BITS` that say what was done to read the document.
    """

    text: pa.StringArray
    clean: pa.StringArray
    flags: npt.NDArray[np.uint32]


def decode(documents: pa.RecordBatch) -> Decoded:
    """Decode a batch of documents; any bytes at all give a text.

    Args:
        documents: a batch of `broadsheet.documents.DOCUMENTS`, of which `content`, `decoded` and `rule` are read. A
            document without content has the text "".
    """
    content = documents["content"]
    content = content.fill_null(b"") if content.null_count else content
    declared = np.asarray(documents["decoded"], dtype=bool)
    # What has zero bytes can be UTF-16, though it is UTF-8 as well.
    rows = np.union1d(_not_utf8(content), rows_that_match(content, r"\x00"))
    readings = [
        read_utf8(document) if declared[row] else read(document)
        for row, document in zip(rows, take_rows(content, rows).to_pylist(), strict=True)
    ]
    text = end_lines(_read_in(content, rows, readings))
    broken = documents["rule"].is_valid()
    cleaned = clean(pc.if_else(broken, "", text) if pc.any(broken).as_py() else text)
    flags = _bits(cleaned.repaired, "encoding-repaired") | _bits(cleaned.entities, "entities-decoded")
    flags[rows] |= _bits([reading.guessed for reading in readings], "charset-guessed")
    flags[rows] |= _bits([reading.replaced for reading in readings], "characters-replaced")
    return Decoded(text=text, clean=cleaned.text, flags=flags)


def _not_utf8(content: pa.BinaryArray) -> Index:
    """Return the rows that are not strict UTF-8, by halving what Arrow refuses."""
    try:
        content.cast(pa.string())
    except pa.ArrowInvalid:
        if len(content) == 1:
            return np.zeros(1, np.int64)
        half = len(content) // 2
        return np.concatenate([_not_utf8(content[:half]), half + _not_utf8(content[half:])])
    return np.zeros(0, np.int64)


def _read_in(content: pa.BinaryArray, rows: Index, readings: list[Reading]) -> pa.StringArray:
    """Return the content as text: the readings in their rows, strict UTF-8 in all others."""
    texts = pa.array([reading.text.encode() for reading in readings], pa.binary())
    return (replace_rows(content, rows, texts) if readings else content).view(pa.string())


def _bits(mask: Mask | list[bool], flag: str) -> npt.NDArray[np.uint32]:
    return np.asarray(mask, dtype=np.uint32) * np.uint32(FLAG_BITS[flag])
