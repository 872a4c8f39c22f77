"""Documents that are not to be parsed, because parsing them was tried and ended the process, or did not end.

An engine finds them; here they become rejects beside the articles of their batch.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.documents import DOCUMENTS
from broadsheet.parser import Parser, Tables
from broadsheet.tasks import Verdict


def parse_others(
    parser: Parser, documents: pa.RecordBatch, seen: set[bytes], verdicts: Mapping[int, Verdict]
) -> Tables:
    """Parse a batch without the documents that have a verdict, by their rows; those become rejects.

    Not a byte of them is decoded, but their text is kept as it is where it is UTF-8.
    """
    if not verdicts:
        return parser.read(documents, seen)
    numbers = sorted(verdicts)
    rows = pa.array([row in verdicts for row in range(len(documents))])
    texts = pa.array([_utf8(documents["content"][row].as_py()) for row in numbers], pa.string())
    replaced = {
        "content": pc.if_else(rows, pa.scalar(None, pa.binary()), documents["content"]),
        "rule": _replaced(documents["rule"], rows, [verdicts[row].rule for row in numbers]),
        "message": _replaced(documents["message"], rows, [verdicts[row].message for row in numbers]),
    }
    columns = [replaced.get(name, documents[name]) for name in DOCUMENTS.names]
    tables = parser.read(pa.RecordBatch.from_arrays(columns, schema=DOCUMENTS), seen)
    rejects = tables["rejects"]
    place = rejects.schema.get_field_index("text")
    # Rejects come in the order of their documents, and no reader gives these rules.
    mine = pc.is_in(rejects["rule"], pa.array(["crashed", "timeout"]))
    kept = pc.replace_with_mask(rejects["text"], mine, texts)
    return tables | {"rejects": rejects.set_column(place, rejects.schema.field(place), kept)}


def _replaced(column: pa.Array, rows: pa.Array, values: list[str]) -> pa.Array:
    return pc.replace_with_mask(column, rows, pa.array(values, pa.string()))


def _utf8(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None
