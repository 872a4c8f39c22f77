"""A sheet that pages are printed on: it knows which lines each record was printed on."""

from __future__ import annotations

from collections.abc import Sequence

import attrs


@attrs.define
class Sheet:
    """Lines of a page, written from top to bottom.

    Attributes:
        blank: how blocks are parted: `none`, `single`, `double`, or `every line` by a blank line behind each.
        indent: what stands in front of each line.
        lines: the lines so far.
        spans: record -> its first and last line, from 1.
    """

    blank: str
    indent: str
    lines: list[str] = attrs.field(factory=list)
    spans: dict[object, tuple[int, int]] = attrs.field(factory=dict)

    def put(self, *texts: str, record: object = None) -> None:
        """Write lines; those of a record are noted as its own."""
        for text in texts:
            self.lines.append(self.indent + text)
            if record is not None:
                first, _ = self.spans.get(record, (len(self.lines), 0))
                self.spans[record] = first, len(self.lines)
            if self.blank == "every line":
                self.lines.append("")

    def block(self, texts: Sequence[str]) -> None:
        """Write lines that stand together, if there are any."""
        if texts:
            self.put(*texts)
            self.gap()

    def gap(self) -> None:
        """End a block."""
        self.lines += {"single": [""], "double": ["", ""]}.get(self.blank, [])

    def text(self) -> str:
        """Return the whole page."""
        return "\n".join(self.lines) + "\n"
