"""The learned labeller: reads pages that no layout knows.

lines -> features -> networks -> decoding -> states -> reading (inside lines, comment records) -> labels
"""

from broadsheet.model.ensemble import Ensemble
from broadsheet.model.labeller import label
from broadsheet.model.reading import Said

__all__ = ["Ensemble", "Said", "label"]
