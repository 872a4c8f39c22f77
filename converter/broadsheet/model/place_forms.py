"""How texts print the place that opens them, and who sent them from there, as patterns."""

from __future__ import annotations

from broadsheet.alphabet import LETTERS
from broadsheet.model.byline_layout import UNCASED

_U = r"A-Z\x{C0}-\x{DE}\x{100}-\x{17F}\x{391}-\x{3A9}\x{400}-\x{42F}"
"""Capitals of most alphabets."""
_L = LETTERS
_WORD = rf"(?:[{_U}][{_L}.'’]*|St\.|am|an|auf|bei|der|im|ob|vor|de|del|do|du|la|le|el|al|upon|sur)"
_NAME = rf"[{_U}][{_L}.'’]+(?:[ /-]{_WORD}){{0,3}}"
_CAPITALS = rf"[{_U}][{_U}.'’-]{{2,}}(?:[ /][{_U}][{_U}.'’-]+){{0,3}}(?:, [{_L}][{_L}.]{{1,15}}(?: [{_U}][{_L}.]+)?)?"
_MONTH = rf"[{_L}]{{3,10}}\.?"
_DAY_OF_MONTH = rf"(?:(?:den|le|el|il|dne|am) )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}}(?:\.|er|º)? ?(?:de )?{_MONTH})"
_YEAR = r"(?:,?(?: de)? \d{4}(?: г\.| р\.)?)"
_FIGURES = r"\d{1,2}\. ?\d{1,2}\. ?\d{4}"
_DATED = rf"(?:{_DAY_OF_MONTH}{_YEAR}|\d{{4}}\. {_MONTH} \d{{1,2}}\.(?:, {_MONTH})?|{_FIGURES})"
"""A day with its year."""
_DATE = rf"(?:{_DATED}|{_DAY_OF_MONTH})"
_DAY = rf"(?:,? {_DATE})?"
_SOURCE = rf" ?[(/\[](?P<source>[{_L}\d .,/&-]{{2,30}})[)/\]]"
_DASH = r"(?: ?[-–—]+ |—|\.[-–—]+ ?)"
"""`Berlin - `, `LONDON—` and, in Spanish, `Madrid.- `."""
SOURCED = rf"^(?P<place>{_CAPITALS}|{_NAME}){_DAY}{_SOURCE}{_DAY}(?P<end>{_DASH}|[.:] )"
FORMS = (
    rf"^(?P<place>{_CAPITALS}),? {_DATE}{_DASH}",
    rf"^(?P<place>{_NAME}), {_DATE}{_DASH}",
    rf"^(?P<place>{_CAPITALS}|{_NAME})\. {_DATE}\. ?(?:/|[{_U}]{{3}})",
    rf"^\([{_L} ]{{2,20}}\) ?[-–—] ?(?P<place>{_CAPITALS}|{_NAME}), {_DATE}{_DASH}",
    rf"^\(?(?P<place>{_CAPITALS}|{_NAME}), {_DATED}(?: \([^()]{{2,30}}\) ?[-–—]|\)|\.|: )",
)
ENCLOSED = rf"^\((?P<place>{_CAPITALS}|{_NAME})\) ?[-–—] ?[\"„“«»]?[{_U}]"
"""A place, or who sent it, in brackets and a dash behind."""
WIRED = (
    rf"^[^()\[\]]{{0,60}}?[(/\[](?P<source>[{_L}\d .,/&-]{{2,30}})[)/\]](?: ?[-–—.:=])",
    (
        rf"^[^()/\[\]]{{2,40}}\d{{1,2}} {_MONTH}(?:\.|,? [-–—]) ?/?"
        rf"(?P<source>[{_U}][{_L} ]{{1,20}}?)/?(?:\. | [-–—] )"
    ),
)
"""Who sent a text, behind the place that opens it."""
EAST_WIRED = (
    r"^[^()]{2,60}\((?P<source>[^()]{2,30})\)",
    r"^[（(【\[]?(?P<source>\p{Han}{1,4}[社网網])",
    r"^[【（(\[［][^】）)\]］]{1,16}?[=＝ 　](?P<source>[^】）)\]］=＝ 　]{2,12})[】）)\]］]",
    r"^【[^】]{2,12}?(?P<source>共同|時事|ロイター|AFP時事|聯合ニュース)】",
)
LOUD = rf"^(?P<place>{_CAPITALS}){_DASH}"
_EAST = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー・"
UNCASED_FORMS = (
    # A place and who writes from there, in brackets: `[서울=뉴시스]`; a day behind it: `[ロンドン 14日 ロイター]`.
    (
        rf"^[【（(\[［](?P<place>[{_EAST}]{{1,12}})(?:[=＝]|[ 　][\d０-９]{{1,2}}日[ 　])"
        r"[^【】（）()\[\]［］]{1,20}[】）)\]］]"
    ),
    # `新华社北京3月14日电`.
    r"^[（(【\[]?\p{Han}{1,4}[社网網](?P<place>\p{Han}{2,6}?)(?:\d{1,2}月)?\d{1,2}日[电電]",
    r"^（\p{Han}{2,4}記者\p{Han}{2,4}?(?P<place>\p{Han}{2})(?:\d{1,2}月)?\d{1,2}日電",
    r"^【(?P<place>[\p{Han}\p{Katakana}ー・]{2,10}?)(?:共同|時事|ロイター|AFP時事|聯合ニュース)】",
)
_UNCASED_PLACE = rf"(?P<place>{UNCASED}[{_L}'’-]*(?: {UNCASED}[{_L}'’-]*){{0,2}}?)"
UNCASED_SOURCED = (
    rf"^{_UNCASED_PLACE}(?:[,،]? [\d٠-٩]{{1,2}} {UNCASED}+)? ?"
    r"(?:\((?P<source>[^()]{2,30})\)|[-–—] ?(?P<behind>[^-–—:]{2,20}):) ?[-–—:]?"
)
"""Where names look like any other words, a wire agency must be named beside the place."""
FIRST_UNCASED = 0xD6
"""The least first byte of letters without case, and of letters and signs of East Asia."""
BARE = rf"^(?P<place>{_CAPITALS}|{_NAME})(?:\. |: | · | [–—-] |\.[-–—]+ ?)[\"„“«»]?[{_U}]"
