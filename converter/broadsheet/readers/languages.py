"""Language codes of corpora as BCP 47 tags."""

from __future__ import annotations

import re
from functools import lru_cache

# ISO 639-3 (and the bibliographic codes of ISO 639-2) with the two letters that BCP 47 asks for where they exist.
_PAIRS = """
aar aa abk ab afr af aka ak alb sq amh am ara ar arb ar arg an arm hy asm as ava av ave ae aym ay aze az bak ba bam bm
baq eu bel be ben bn bis bi bod bo bos bs bre br bul bg bur my cat ca ces cs cha ch che ce chi zh chu cu chv cv cmn zh
cor kw cos co cre cr cym cy cze cs dan da deu de div dv dut nl dzo dz ekk et ell el eng en epo eo est et eus eu ewe ee
fao fo fas fa fij fj fin fi fra fr fre fr fry fy ful ff geo ka ger de gla gd gle ga glg gl glv gv gre el grn gn guj gu
hat ht hau ha heb he her hz hin hi hmo ho hrv hr hun hu hye hy ibo ig ice is ido io iii ii iku iu ile ie ina ia ind id
ipk ik isl is ita it jav jv jpn ja kal kl kan kn kas ks kat ka kau kr kaz kk khm km kik ki kin rw kir ky kom kv kon kg
kor ko kua kj kur ku lao lo lat la lav lv lim li lin ln lit lt ltz lb lub lu lug lg lvs lv mac mk mah mh mal ml mao mi
mar mr may ms mkd mk mlg mg mlt mt mon mn mri mi msa ms mya my nau na nav nv nbl nr nde nd ndo ng nep ne nld nl nno nn
nob nb nor no npi ne nya ny oci oc oji oj ori or orm om ory or oss os pan pa per fa pes fa pli pi pol pl por pt pus ps
que qu roh rm ron ro rum ro run rn rus ru sag sg san sa sin si slk sk slo sk slv sl sme se smo sm sna sn snd sd som so
sot st spa es sqi sq srd sc srp sr ssw ss sun su swa sw swe sv swh sw tah ty tam ta tat tt tel te tgk tg tgl tl tha th
tib bo tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur uzb uz uzn uz ven ve vie vi vol vo wel cy
wln wa wol wo xho xh ydd yi yid yi yor yo zha za zho zh zsm ms zul zu
"""
_TWO_LETTERS = dict(re.findall(r"(\w{3}) (\w{2})", _PAIRS))
_TAG = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?P<region>[A-Za-z]{2}|[0-9]{3}))?")
_UNKNOWN = {"und", "mul", "zxx", "mis", "un"}


def bcp47(value: object) -> str | None:
    """Return the tag of the language that a corpus names, or of the first where it names several.

    >>> bcp47("deu,eng"), bcp47(["deu_Latn", "eng_Latn"]), bcp47("de_AT"), bcp47("bar"), bcp47("und"), bcp47("German")
    ('de', 'de', 'de-AT', 'bar', None, None)
    """
    if isinstance(value, (list, tuple)) and value:
        value = value[0]
    return _tag(value.partition(",")[0].strip()) if value and isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _tag(value: str) -> str | None:
    match = _TAG.fullmatch(value)
    if match is None:
        return None
    language = match["language"].lower()
    language = _TWO_LETTERS.get(language, language)
    if language in _UNKNOWN:
        return None
    return f"{language}-{match['region'].upper()}" if match["region"] else language
