"""The table of lines: which columns each line feeds."""

from __future__ import annotations

from broadsheet.documents import documents
from broadsheet.parser import Parser

DATELINED = """\
Ferry leaves on time, passengers do not

KLARBACH (AP) — The first boat of the day left the quay at seven sharp, to the surprise of everybody else.

The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch.

Nobody was hurt. The mayor, who had been waiting on the pontoon with a speech, read it to the gulls instead.
"""
SIGNED = DATELINED.replace("KLARBACH (AP) — ", "").replace("\n\n", "\n\nBy Nora Whitcombe, AP\n\n", 1)


def fields(*texts: str) -> list[list[str]]:
    batch = documents({"doc_id": text[:60], "source_uri": "a", "content": text.encode()} for text in texts)
    found: list[list[str]] = Parser((), keep_lines=True).read(batch)["lines"]["fields"].to_pylist()
    return found


def test_columns_stand_in_the_order_of_the_schema_whatever_pages_stand_beside_them() -> None:
    dated, signed = fields(DATELINED), fields(SIGNED)
    assert dated[2] == ["body", "agencies", "place"]
    assert signed[2] == ["byline", "authors", "agencies"]
    assert fields(SIGNED, DATELINED) == signed + dated
    assert fields(DATELINED, SIGNED) == dated + signed
