"""Write names.json, month and weekday names of every CLDR language, and orders.json, in what order numbers stand.

    python build_names.py

Run once for a new CLDR; Babel is needed only here. For each language it keeps every form (wide and abbreviated, inside
a date and standing alone), in lower case, without a final full stop, and drops forms that are bare numbers.

The order is that of the short form of dates. It is kept of languages that print the day first, and of English by
country. CLDR has the month first of some other languages, for want of a better word, and the year first of the rest.
"""

from __future__ import annotations

import json
from pathlib import Path

from babel import Locale, localedata
from babel.core import UnknownLocaleError

TARGET, ORDERS = (Path(__file__).with_name(name) for name in ("names.json", "orders.json"))


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


def order(locale: Locale) -> str:
    """Return the letters of day, month and year in the order of the locale's short form, in lower case."""
    pattern = locale.date_formats["short"].pattern.lower()
    return "".join(sorted("dmy", key=pattern.find))


def orders() -> dict[str, list[str]]:
    """Return the languages that print the day first, and the countries where English does, or the month."""
    found: dict[str, list[str]] = {"day_first": [], "english_day_first": [], "english_month_first": []}
    for identifier in sorted(localedata.locale_identifiers()):
        try:
            locale = Locale.parse(identifier)
        except (UnknownLocaleError, ValueError):
            continue
        if locale.language == "en" and (locale.territory or "").isalpha() and not locale.variant:
            place = {"dmy": "english_day_first", "mdy": "english_month_first"}.get(order(locale))
            if place:
                found[place].append(str(locale.territory).lower())
        elif identifier == locale.language != "en" and order(locale) == "dmy":
            found["day_first"].append(identifier)
    return found


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
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in orders().items()]
    ORDERS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
