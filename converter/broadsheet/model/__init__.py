"""The learned labeller: reads pages that no layout knows.

lines -> features -> network -> decoding -> states -> reading (inside lines, comment records) -> labels
"""
