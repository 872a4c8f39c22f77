"""`column()`: an attrs field that is a column as well. The whole schema is declared with it, in `records.py`.

What a column is (Arrow type, null or not, meaning, constraints, example, schema.org term) lies in the field's metadata,
where all other modules find it through `columns()`. The field's validator is made from the same declaration.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Self, TypeVar, dataclass_transform

import attrs
import pyarrow as pa

from broadsheet_schema.arrow_types import TEXT, TEXTS, TIME
from broadsheet_schema.constraints import CALENDAR, NOT_EMPTY, Constraint
from broadsheet_schema.rules import Rule, rule_code
from broadsheet_schema.validation import RecordError, validator

_METADATA_KEY: Final = "broadsheet.column"


class Record:
    """The base of all records: a class whose fields are columns.

    `rules` hold between the columns of a row. `term` is the schema.org type of what a row describes.
    """

    __slots__ = ()
    rules: ClassVar[tuple[Rule, ...]] = ()
    term: ClassVar[str | None] = None

    def __attrs_post_init__(self) -> None:
        """Apply the rules of the row, once each value by itself is known to be good."""
        for rule in self.rules:
            if not rule.test(self):
                raise RecordError(rule_code(type(self), rule.column, rule.code), rule.column, rule.sentence)

    def replace(self, **changes: object) -> Self:
        """Give the record with some columns changed, validated anew; `attrs.evolve` with types that checkers know."""
        return type(self)(**{name: getattr(self, name) for name in columns(type(self))} | changes)


@attrs.frozen(kw_only=True)
class Column:
    """The declaration of one column.

    `constraints` hold for every value that is not null; of a list, for every item. `record` is the class of the items
    of a list of records, whose own columns then hold the constraints.
    """

    arrow_type: pa.DataType
    meaning: str
    nullable: bool
    example: object
    constraints: tuple[Constraint, ...] = ()
    term: str | None = None
    record: type[Record] | None = None

    @property
    def is_list(self) -> bool:
        """Whether the column holds a list in each row."""
        return isinstance(self.arrow_type, pa.ListType)

    @property
    def item_type(self) -> pa.DataType:
        """The Arrow type that the constraints are about: of a list, that of its items."""
        return self.arrow_type.value_type if self.is_list else self.arrow_type

    @property
    def constraint(self) -> str:
        """What a value must be, in words: `at least 1`."""
        return "; ".join(constraint.words for constraint in self.constraints)


def column(  # noqa: PLR0913 - a declaration has as many parts as there are things to declare, each by name
    kind: pa.DataType | type[Record],
    meaning: str,
    *constraints: Constraint,
    example: object,
    default: object = attrs.NOTHING,
    term: str | None = None,
    may_be_empty: bool = False,
) -> Any:  # noqa: ANN401 - as attrs.field(): the annotation beside it is the type
    """Declare a column as an attrs field.

    `kind` is the Arrow type, or a record class for a list of such records. `default=None` says that the column may be
    null; no other column ever is. A text is never empty unless `may_be_empty`. `example` is a valid value, and all
    examples of a record together make a valid record. `term` is the schema.org property.
    """
    record = None if isinstance(kind, pa.DataType) else kind
    arrow_type = kind if record is None else pa.list_(pa.field("element", struct_type(record), nullable=False))
    return _field(
        Column(
            arrow_type=arrow_type,
            meaning=meaning,
            nullable=default is None,
            example=example,
            constraints=_implied(arrow_type, constraints, may_be_empty=may_be_empty) + constraints,
            term=term,
            record=record,
        ),
        default,
    )


def like(source: type[Record], name: str, *, default: object = attrs.NOTHING) -> Any:  # noqa: ANN401 - as column()
    """Declare the column that another record has. `default=None` is said again, for type checkers read it here."""
    declared = columns(source)[name]
    if declared.nullable != (default is None):
        raise TypeError(f"{name} of {source.__name__} and its likeness must both take null, or neither")
    return _field(declared, default)


C = TypeVar("C", bound=type[Record])


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(column, like))
def record(cls: C) -> C:
    """Make a class of columns a record: frozen, built by keyword, checked when it is built."""
    return attrs.frozen(kw_only=True)(cls)


def columns(record: type[Record]) -> dict[str, Column]:
    """Give the columns of a record class by name, in the order of their declaration."""
    return {field.name: field.metadata[_METADATA_KEY] for field in attrs.fields(record)}  # type: ignore[arg-type]


def struct_type(record: type[Record]) -> pa.StructType:
    """Give the Arrow struct that holds one record."""
    return pa.struct(
        [pa.field(name, part.arrow_type, nullable=part.nullable) for name, part in columns(record).items()]
    )


def _field(declared: Column, default: object) -> Any:  # noqa: ANN401 - as column()
    return attrs.field(default=default, validator=validator(declared), metadata={_METADATA_KEY: declared})


def _implied(kind: pa.DataType, given: tuple[Constraint, ...], *, may_be_empty: bool) -> tuple[Constraint, ...]:
    """Give what holds for every column of a type, so that no declaration has to repeat it."""
    if kind in (TEXT, TEXTS) and not may_be_empty and not any(constraint.refuses_empty for constraint in given):
        return (NOT_EMPTY,)
    return (CALENDAR,) if kind == TIME else ()
