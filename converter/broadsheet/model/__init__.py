"""The learned labeller: reads pages that no layout knows.

lines -> features -> network -> decoding -> states -> reading (inside lines, comment records) -> labels
"""

from broadsheet.model.labeller import label
from broadsheet.model.network import Network

__all__ = ["Network", "label"]
