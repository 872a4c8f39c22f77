"""Write given_names.txt: given names of people of many countries, as Faker (MIT) carries them.

    python build_given_names.py

Run once for a new release of Faker, which is needed only here. The names stand in lower case, one a line. Those that
more countries have as a family name are left out.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person as people

TARGET = Path(__file__).with_name("given_names.txt")


def names(kind: str) -> Counter[str]:
    """Return in how many locales each name is one of a kind, `first_name` or `last_name`; it must be one word."""
    found: Counter[str] = Counter()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{module.name}").Provider
        lists = [getattr(provider, name) for name in dir(provider) if name.startswith(kind)]
        found.update({name for held in lists for name in _single(held)})
    return found


def _single(held: object) -> Iterator[str]:
    if isinstance(held, (tuple, list, dict)):
        yield from (one.lower() for one in held if isinstance(one, str) and re.fullmatch(r"[^\s-]{2,}", one))


def main() -> None:
    """Write the list."""
    given, family = names("first_name"), names("last_name")
    kept = sorted(name for name, count in given.items() if count >= family[name])
    TARGET.write_text("".join(f"{name}\n" for name in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
