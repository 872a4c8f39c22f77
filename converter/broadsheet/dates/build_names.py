"""Write names.json: month and weekday names of every CLDR language, as Babel carries them.

    python build_names.py

Run once for a new CLDR; Babel is needed only here. For each language it keeps every form (wide and abbreviated, inside
a date and standing alone), in lower case, without a final full stop, and drops forms that are bare numbers.
"""

from __future__ import annotations

import json
from pathlib import Path

from babel import Locale, localedata
from babel.core import UnknownLocaleError

TARGET = Path(__file__).with_name("names.json")


def names(locale: Locale, table: str, keys: list[int]) -> list[list[str]]:
    """Return, for each key, the sorted forms of its name."""
    borrowed = set() if locale.language in {"root", "en"} else {form for forms in root(table, keys) for form in forms}
    found: list[list[str]] = []
    for key in keys:
        forms = {
            str(getattr(locale, table)[context][width][key]).lower().rstrip(".")
            for context in ("format", "stand-alone")
            for width in ("wide", "abbreviated")
        }
        found.append(sorted(form for form in forms - borrowed if len(form) > 1 and not form.isdigit()))
    return found


def root(table: str, keys: list[int]) -> list[list[str]]:
    """Return the names that CLDR gives where a language has none."""
    return names(Locale.parse("root"), table, keys)


def main() -> None:
    """Build the table for all languages without a region; a script is kept (`sr-Latn`)."""
    table: dict[str, dict[str, list[list[str]]]] = {}
    for identifier in sorted(localedata.locale_identifiers()):
        try:
            locale = Locale.parse(identifier)
        except (UnknownLocaleError, ValueError):
            continue
        if locale.territory or locale.variant:
            continue
        months = names(locale, "months", list(range(1, 13)))
        if any(months):
            days = names(locale, "days", list(range(7)))
            table[identifier.replace("_", "-")] = {"months": months, "days": days}
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
