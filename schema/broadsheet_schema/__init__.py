"""The schema of Broadsheet: what an article, its media and its comments are, declared once, in `records.py`.

    records.py      the records, their columns, the tables
    vocabularies.py the closed vocabularies           rules.py        what holds between columns
    fields.py       column(): field and column in one constraints.py  what holds for one value
    terms.py        the words that rules are written in; kernels.py, export/sql.py and export/json_schema.py read them
    arrow.py        records <-> Arrow                 structure.py    records <-> plain data
    checks.py       whole tables, row by row          links.py        and between rows and tables
    findings.py     the catalogue of rules            export/         Markdown, HTML, JSON Schema, SQL, Croissant ...

Needs attrs, cattrs and pyarrow, and nothing else.
"""

from __future__ import annotations

from broadsheet_schema.fields import Record
from broadsheet_schema.records import (
    SCHEMA_VERSION,
    TABLES,
    Article,
    Comment,
    Line,
    Media,
    Page,
    Quote,
    Reject,
)
from broadsheet_schema.validation import RecordError

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "Article",
    "Comment",
    "Line",
    "Media",
    "Page",
    "Quote",
    "Record",
    "RecordError",
    "Reject",
]
