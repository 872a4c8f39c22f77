"""The learned labeller: reads pages that no layout knows.

lines -> features -> network -> decoding -> states -> reading (inside lines, comment records) -> labels
"""

from broadsheet.model.labeller import label

__all__ = ["label"]
