"""The words that bylines are made of, as patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import attrs
import pyarrow as pa

from broadsheet.alphabet import LETTERS

LOWER, UPPER = r"a-z\x{DF}-\x{FF}\x{430}-\x{45F}\x{3AC}-\x{3CE}", r"A-Z\x{C0}-\x{DE}\x{391}-\x{3A9}\x{410}-\x{42F}"
_STEADY = r" ?[,;/／|｜丨&•·●⋅+=＝、，・∙＆()（）\[\]［］【】]+ ?| [-–—]+ "
_GLUED = 6
"""A role of no more letters than this is not looked for inside a word."""
_FIRST_EAST, _FIRST_HANGUL = "\u3040", "\uac00"
"""The first letters of East Asia, and of Korea."""


@attrs.frozen(eq=False)
class Words:
    """Patterns made of the word lists."""

    opener: str
    alone: str
    separator: str
    role: str
    glued_role: str
    glued_opener: str
    noise: str
    organisation: str
    agency_behind: str
    helper: str
    sure: str
    post: str
    role_in_front: str
    from_family: str
    article: str
    pictured: str
    pictured_too: str
    employer: str


@cache
def opening_words() -> pa.StringArray:
    """Return the words that open a byline, in lower case, and those that say of what kind a text is."""
    lists = tomllib.loads(files(__package__).joinpath("bylines.toml").read_text(encoding="utf-8"))
    return pa.array(sorted({*lists["openers"], *lists["labels"], *lists["kinds"]}), pa.string())


@cache
def vocabulary() -> Words:
    """Return the patterns of `bylines.toml`."""
    lists = tomllib.loads(files(__package__).joinpath("bylines.toml").read_text(encoding="utf-8"))

    def either(name: str) -> str:
        longest = sorted(set(lists[name]), key=lambda word: (-len(word), word))
        return "|".join(re.escape(word).replace(r"\ ", " +") for word in longest)

    solid = "|".join(re.escape(word) for word in lists["openers"] if word[0] >= _FIRST_EAST and word[0] < _FIRST_HANGUL)
    behind = [role.capitalize() for role in lists["roles"] if len(role) > _GLUED and role.isalpha()]
    glued = "|".join([*behind, *(form for word in lists["glued"] for form in (word.capitalize(), word.upper()))])
    front = rf"(?:(?:{either('kinds')})(?: +|: *))*"
    opener = (
        rf"(?:{front}(?:{either('openers')})(?: *[:：/／.|｜丨=＝] *| +)"
        rf"|{front}(?:{either('labels')}|{either('posts')}) *[:：/／] *"
        rf"|(?:\p{{Han}}{{2,8}}[记記]者[:：/／ ]+|(?:{solid})[:：/／・ ]*)"
        rf"|aus [{LETTERS} .-]{{2,30}} (?:berichtet|berichten) +)"
    )
    glue, ours = either("separators"), rf"(?:(?:{either('ours')}) )?"
    # One capital letter may begin a name in the middle of others.
    loud = "|".join(word.upper() for word in lists["separators"] if len(word) > 1 and word.upper() != word)
    return Words(
        opener=opener,
        alone=rf"(?i)^{front}(?:{either('openers')}|(?:{either('labels')}) *[:：]) *[:：]?$",
        separator=rf"(?:{_STEADY})(?:(?:{either('separators')}) )?| (?:{either('separators')}|{loud}) ",
        role=rf"(?i)(?:^|[ ,])(?:{either('roles')}|[{LETTERS}-]+(?:{either('role_endings')}))(?:[ .,:].*)?$",
        glued_role=rf"([{LETTERS}]{{2}})(?:{glued}).*$",
        noise=rf"(?i)(?:^|[ (])(?:{either('noise')}|{either('never')})(?:[ :.)]|$)",
        glued_opener=rf"^(?:Written |Posted )?(?:{'|'.join(lists['glued_openers'])})([{UPPER}][{LETTERS}])",
        organisation=(
            rf"(?i)^the |(?:^|[ -])(?:{either('organisations')})$|[{LETTERS}\d]\.(?:com|de|org"
            rf"|net|at|ch|tv|news|co)$|[{LETTERS}]{{2,}}24$"
        ),
        agency_behind=(
            r"^(\S+ .*?\S) ((?:The )?(?:Associated Press|Canadian Press)"
            r"|Agence France-Presse|Reuters|Press Association)$"
        ),
        helper=rf"(?i)^(?:{either('helpers')})\b",
        sure=rf"^(?i:{either('sure')}) *:? *[{UPPER}]",
        post=rf"(?i)^{ours}(?:(?:{either('posts')}|{either('labels')}|{either('openers')}) ?[ :：] ?){{1,4}}",
        role_in_front=(
            rf"(?i)^{ours}(?:(?:{either('posts')}|{either('roles')}) ){{0,3}}"
            rf"(?:{either('posts')}|[{LETTERS}-]+(?:{either('role_endings')})|editor|writer|columnist) "
        ),
        from_family=f"^[{lists['families']}]",
        article=rf"(?i)^(?:{either('articles')}) ",
        pictured=(
            rf"(?i)^(.*?[{LETTERS}]{{2,}}[.)]?)[ ,.;|/&+–—-]+(?:(?:{glue}) )?(?:{either('pictured')})(?:[ :：].*)?$"
        ),
        employer=rf"^(.{{5,80}}?)[ ,]+(?i:{either('employers')}) [{UPPER}].*$",
        pictured_too=rf"(?i)(?:[,;]| (?:{glue}) )[^,;()]+\((?:{either('pictured')})\)",
    )
