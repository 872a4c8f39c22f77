"""What the learned labeller looks at: columns of small whole numbers for every line.

    lines -> words (hashes, kinds, cues) -> dense columns of a line, of its place on the page, of its words elsewhere

Everything is computed for the lines of a whole batch at once, and a page's values never depend on the other pages of
its batch. All values are bytes, so that what the network makes of them is exact in any order of summation.
"""

from broadsheet.features.columns import ADDRESS_COLUMNS, LAYOUT_COLUMNS, Features, column_names, features
from broadsheet.features.words import TOKENS, Vocabulary

__all__ = ["ADDRESS_COLUMNS", "LAYOUT_COLUMNS", "TOKENS", "Features", "Vocabulary", "column_names", "features"]
