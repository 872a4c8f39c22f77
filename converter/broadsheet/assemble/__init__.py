"""Build records from labelled lines.

This package never looks at what a page says: it gathers values that a labeller has cut out, counts, numbers and joins
them. Every table comes out in the columns of the schema, in the order of the documents.
"""

from broadsheet.assemble.source import Source
from broadsheet.assemble.tables import Assembled, assemble

__all__ = ["Assembled", "Source", "assemble"]
