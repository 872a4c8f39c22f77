"""Read the bytes of one document whose character set is not known.

What is certain comes first: a byte order mark, UTF-16 that its zero bytes give away, strict UTF-8, UTF-8 with some
damage. Only what is left is guessed, by chardet, among the sets that web pages were written in. With these candidates
chardet reads reports of 300 bytes in thirty languages without an error; the tests hold it to that.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

import attrs

CANDIDATES: Final = frozenset(
    {
        *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
        # Of the ISO sets only those that differ from their Windows cousin in letters. ISO 8859-1 is read as cp1252, as
        # browsers do; ISO 8859-15 is left out, because it turns the fractions of cp1252 pages into letters.
        *("iso8859-2", "iso8859-7", "iso8859-9", "koi8-r", "koi8-u"),
        *("cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"),
    }
)
"""The character sets that a guess may name: those of the web before UTF-8, each by the widest variant Python knows."""

_FALLBACK = "cp1252"

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_REPLACEMENT = "\ufffd"
_SURROGATE = re.compile(rb"(\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf])|\xed[\xa0-\xbf][\x80-\xbf]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(0x80))
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

# A guess looks at this many bytes, from a little before the first byte that is not ASCII.
_SAMPLE_BYTES = 1 << 14
_CONTEXT_BYTES = 256


@attrs.frozen
class Reading:
    """What the bytes of a document say.

    Attributes:
        text: the decoded text, valid Unicode without surrogates; a byte order mark is its first character.
        guessed: whether the character set was guessed.
        replaced: whether bytes that stand for no character became U+FFFD.
    """

    text: str
    guessed: bool = False
    replaced: bool = False


def read(data: bytes) -> Reading:
    """Decode the bytes of one document; any bytes at all give a reading."""
    return _marked(data) or _utf16(data) or _utf8(data, believe=data.startswith(codecs.BOM_UTF8)) or _guessed(data)


def read_utf8(data: bytes) -> Reading:
    """Decode bytes that their container declares to be UTF-8; surrogates in them and damage become U+FFFD."""
    return _utf8(data, believe=True) or Reading("")


def join_surrogates(data: bytes) -> bytes:
    """Return UTF-8 in which surrogates, encoded on their own, are joined where they pair, else U+FFFD."""
    return _SURROGATE.sub(_joined, data) if b"\xed" in data else data


def _joined(match: re.Match[bytes]) -> bytes:
    if not match[1]:
        return _REPLACEMENT.encode()
    return match[1].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _decoded(data: bytes, charset: str, *, guessed: bool = False) -> Reading:
    try:
        return Reading(data.decode(charset), guessed=guessed)
    except UnicodeDecodeError:
        return Reading(data.decode(charset, "replace"), guessed=guessed, replaced=True)


def _marked(data: bytes) -> Reading | None:
    """Read by the byte order mark, unless most of what follows it is no such text."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            reading = _decoded(data, charset)
            if 2 * reading.text.count(_REPLACEMENT) <= len(reading.text):
                return reading
    return None


def _utf16(data: bytes) -> Reading | None:
    """Read UTF-16 without a mark, where zero bytes stand in every other place only, and all of it is printable."""
    pairs = len(data) // 2
    high_first, low_first = data[0 : 2 * pairs : 2].count(0), data[1 : 2 * pairs : 2].count(0)
    if min(high_first, low_first) > 0 or max(high_first, low_first) < max(4, pairs // 10):
        return None
    try:
        text = data[: 2 * pairs].decode("utf-16-be" if high_first else "utf-16-le")
    except UnicodeDecodeError:
        return None
    if _NOT_PRINTED.search(text):
        return None
    return Reading(text) if len(data) == 2 * pairs else Reading(text + _REPLACEMENT, replaced=True)


def _utf8(data: bytes, *, believe: bool) -> Reading | None:
    """Read UTF-8, damaged too when it is declared, or when most of its characters beyond ASCII are whole.

    Of texts in other character sets at most about one such sequence in four happens to be whole (Japanese), and hardly
    any in western sets; of UTF-8 with flipped bytes, or cut within a character, nearly all are.
    """
    whole = join_surrogates(data)
    try:
        return Reading(whole.decode(), replaced=whole.count(b"\xef\xbf\xbd") > data.count(b"\xef\xbf\xbd"))
    except UnicodeDecodeError as error:
        # Two bytes or more of a character that the end of the document cut off are no accident.
        cut = error.reason == "unexpected end of data" and len(whole) - error.start > 1
    text = whole.decode("utf-8", "replace")
    beyond_ascii = len(text) - (len(whole) - len(whole.translate(None, _ASCII)))
    broken = text.count(_REPLACEMENT) - whole.count(b"\xef\xbf\xbd")
    if believe or cut or 2 * broken <= beyond_ascii:
        return Reading(text, replaced=True)
    return None


def _guessed(data: bytes) -> Reading:
    return _decoded(data, _guess(data), guessed=True)


def _guess(data: bytes) -> str:
    """Return the name of the most likely character set of bytes that are not ASCII."""
    # Its import takes longer than reading a thousand documents that need no guess, and few runs need one.
    import chardet

    first = _NOT_ASCII.search(data)
    begin = max(0, first.start() - _CONTEXT_BYTES) if first else 0
    sample = data[begin : begin + _SAMPLE_BYTES]
    if len(sample.translate(None, _ASCII)) == 1:
        # A single byte is evidence for nothing, so the most frequent set stands.
        return _FALLBACK
    found = chardet.detect(
        sample,
        include_encodings=CANDIDATES,
        no_match_encoding=_FALLBACK,
        compat_names=False,
    )
    return found["encoding"] or _FALLBACK
