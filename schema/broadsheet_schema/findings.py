"""What checks report, and the catalogue of all that they can report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet_schema.arrow_types import TEXT
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.records import TABLES
from broadsheet_schema.rules import record_name, rule_code
from broadsheet_schema.tables import Table

EXAMPLES: Final = 3  # keys that a finding shows


@attrs.frozen
class RuleInfo:
    """An entry of the catalogue: `title` says what must hold, `explanation` what that is good for."""

    code: str
    title: str
    explanation: str


@attrs.frozen(kw_only=True)
class Finding:
    """A rule that a table breaks.

    `rows` counts the rows that break it (articles, for rules on an article's rows together); it is 0 where the fault
    lies in a column itself. `examples` are the keys of the first few. `message` is one sentence for people.
    """

    rule: str
    table: str
    column: str
    rows: int
    examples: tuple[str, ...] = ()
    message: str


def rule_info(code: str) -> RuleInfo:
    """Look a code up; `article.y.unknown`, whose middle is a word of the data, is found as `article.*.unknown`."""
    if code in RULES:
        return RULES[code]
    return RULES[f"{code.partition('.')[0]}.*.{code.rpartition('.')[2]}"]


def row_finding(table: str, rule: str, rows: int, examples: Iterable[str], where: str = "in {} row{}") -> Finding:
    """Make the finding of a rule that so many rows of a table break; `where` words the count and the plural's s."""
    shown = tuple(examples)[:EXAMPLES]
    such = f", such as {', '.join(shown)}" if rows > len(shown) else f": {', '.join(shown)}"
    message = f"{rule_info(rule).title}, but not {where.format(rows, 's' * (rows != 1))}{such}"
    return Finding(rule=rule, table=table, column=_column_of(table, rule), rows=rows, examples=shown, message=message)


def row_keys(table: Table, values: Mapping[str, pa.Array | pa.ChunkedArray], mask: pa.BooleanArray) -> list[str]:
    """Name the first rows of a mask by their keys, such as `<article_id>:7` for a line, as far as they are at hand."""
    rows = pc.indices_nonzero(mask)[:EXAMPLES]
    parts = [_shown(values[name].take(rows)) for name in table.shown_by if name in values]
    return [":".join(key) for key in zip(*parts, strict=True)]


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Add up the findings of several batches of the same tables: one a rule, in order of appearance."""
    merged: dict[str, Finding] = {}
    for finding in findings:
        known = merged.get(finding.rule)
        if known is None or not finding.rows:
            merged.setdefault(finding.rule, finding)
        else:
            examples = known.examples + finding.examples
            merged[finding.rule] = row_finding(finding.table, finding.rule, known.rows + finding.rows, examples)
    return list(merged.values())


def _column_of(table: str, rule: str) -> str:
    """Give the column that a rule is about; of a rule on the records in a list, the column of the list."""
    owner, column, _ = rule.split(".")
    lists = {record_name(part.record): name for name, part in TABLES[table].columns.items() if part.record is not None}
    return lists.get(owner, column)


def _shown(keys: pa.Array | pa.ChunkedArray) -> list[str]:
    if keys.type == TEXT:  # whose bytes may be no UTF-8: perhaps that is what is being reported
        return ["null" if key is None else key.decode(errors="replace") for key in keys.cast(pa.binary()).to_pylist()]
    return ["null" if key is None else str(key) for key in keys.to_pylist()]


def _table_rules(table: Table) -> Iterator[RuleInfo]:
    yield RuleInfo(
        f"{table.prefix}.*.unknown",
        f"{table.name} has only the columns of the schema, each once",
        "A column that the schema does not know has no meaning that a reader could look up.",
    )
    for name, column in table.columns.items():
        yield from _column_rules(table, name, column)
    yield from _record_rules(table.record)
    yield from _link_rules(table)


def _column_rules(table: Table, name: str, column: Column) -> Iterator[RuleInfo]:
    yield RuleInfo(
        rule_code(table.record, name, "missing"),
        f"{table.name} has a column {name}",
        f"{column.meaning} A table has every column of the schema, also where all its values are null.",
    )
    yield RuleInfo(
        rule_code(table.record, name, "type"),
        f"{name} has the type {column.arrow_type}",
        f"{column.meaning} Readers rely on one type in every file.",
    )


def _record_rules(record: type[Record]) -> Iterator[RuleInfo]:
    for name, column in columns(record).items():
        subject = f"each of {name}" if column.is_list else name
        if not column.nullable:
            yield RuleInfo(
                rule_code(record, name, "null"),
                f"{name} is never null" + (", nor is one of its items" if column.is_list else ""),
                column.meaning,
            )
        if column.item_type == TEXT:
            yield RuleInfo(
                rule_code(record, name, "encoding"),
                f"{subject} is valid Unicode",
                f"{column.meaning} Bytes that are no UTF-8 make most readers give up the whole file.",
            )
        for constraint in column.constraints:
            code = rule_code(record, name, constraint.code)
            yield RuleInfo(code, f"{subject} is {constraint.words}", f"{column.meaning} {constraint.why}")
        if column.record is not None:
            yield from _record_rules(column.record)
    for rule in record.rules:
        yield RuleInfo(rule_code(record, rule.column, rule.code), rule.sentence, rule.why)


def _link_rules(table: Table) -> Iterator[RuleInfo]:
    if table.primary_key:
        yield RuleInfo(
            rule_code(table.record, table.primary_key[-1], "duplicate"),
            f"no two rows have the same {' and '.join(table.primary_key)}",
            "A join over a key that two rows share multiplies rows.",
        )
    for key in table.foreign_keys:
        yield RuleInfo(
            rule_code(table.record, key.column, "orphan"),
            f"{key.column} is the id of a row in {' or '.join(key.targets)}",
            "A row that points to nothing is lost in every join.",
        )
    if table.sequence is not None:
        yield RuleInfo(
            rule_code(table.record, table.sequence, "gap"),
            f"{table.sequence} counts an article's {table.name} from 1 without a gap",
            "A gap is a row that was lost.",
        )
    if table.counted_in is not None:
        yield RuleInfo(
            rule_code(TABLES["articles"].record, table.counted_in, "mismatch"),
            f"{table.counted_in} is the number of the article's rows in {table.name}",
            "The count is what tells that a table was cut.",
        )


_DATASET_RULES: Final = (
    RuleInfo(
        "dataset.table.unknown",
        f"a dataset has the tables {', '.join(TABLES)}",
        "A table that the schema does not know has no meaning that a reader could look up.",
    ),
)

RULES: Final = MappingProxyType(
    {info.code: info for infos in (_DATASET_RULES, *map(_table_rules, TABLES.values())) for info in infos}
)
"""Every rule that a finding can name, by its code."""
