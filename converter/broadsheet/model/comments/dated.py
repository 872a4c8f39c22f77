"""Where a line prints a date."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index


@cache
def _pattern() -> str:
    names = json.loads(files("broadsheet.dates").joinpath("names.json").read_text(encoding="utf-8"))
    months = {m for lang in ("en","de","fr","es","it","pt","nl","sv","da","nb","fi","pl","cs","ru","uk","tr","hu","ro") for f in names.get(lang,{}).get("months",[]) for m in f if len(m) >= 3 and m.isalpha()}
    days = {m for lang in ("en","de","fr","es","it","pt","nl","sv","da","pl","ru") for f in names.get(lang,{}).get("days",[]) for m in f if len(m) >= 2 and m.isalpha()}
    mon = "(?:" + "|".join(sorted(months, key=lambda w: (-len(w), w))) + r")\b\.?"
    day = "(?:\\b(?:" + "|".join(sorted(days, key=lambda w: (-len(w), w))) + r")\b\.?,? *)?"
    clock = r"(?:,? *(?:\||-|–|/|um|at|à|om|kl\.?|às|alle|o|в|,|·)? *\d{1,2}[:.h]\d{2}(?::\d{2})?(?: *(?:uhr|h|am|pm|a\.m\.|p\.m\.)\b)*)?"
    forms = [
        rf"{day}\d{{1,2}}(?:\.|st|nd|rd|th|º)? *(?:de )?{mon},? *(?:de )?\d{{4}}{clock}",
        rf"{day}{mon} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?{clock}",
        rf"{day}\d{{1,2}}\.? *(?:de )?{mon}{clock}",
        rf"{day}\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}{clock}",
        rf"\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}(?:[t ]*\d{{2}}:\d{{2}}(?::\d{{2}})?)?",
        r"\d{1,2}:\d{2},? \d{1,2}[./]\d{1,2}[./]\d{2,4}",
        r"\b(?:vor|il y a|hace|for|för) \d+ \w+(?: \w+ \d+ \w+)?(?: siden| sedan)?",
        r"\b(?:\d+|an?|one) \w+ (?:\d+ \w+ )?(?:ago|her|fa|geleden|atrás|sedan|siden|temu|назад|önce)\b(?: at \d+:\d+ *[ap]m)?",
        r"\b(?:heute|gestern|today|yesterday|hier|aujourd.hui|hoy|ayer|oggi|ieri|вчера|сегодня)\b,? *(?:um|at|à|,)? *\d{1,2}[:.]\d{2}(?: *uhr)?",
    ]
    return "(?i)(?P<date>" + "|".join(forms) + ")"


def find(text: pa.StringArray) -> tuple[Index, Index]:
    """Return the first byte and the bytes of the date that each string prints; -1 and 0 where there is none."""
    spans = pc.extract_regex_span(text, _pattern())
    start, size = np.full(len(text), -1), np.zeros(len(text), np.int64)
    hit = np.flatnonzero(np.asarray(spans.is_valid()))
    if len(hit):
        pairs = np.asarray(spans.take(pa.array(hit)).field("date").flatten()).reshape(-1, 2)
        start[hit], size[hit] = pairs[:, 0], pairs[:, 1]
    return start, size
