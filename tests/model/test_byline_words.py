"""Words in front of, between and behind names, in many languages; each test reads its pages as one batch."""

from __future__ import annotations

from tests.model.pages import TEXT, read_pages

BYLINES: dict[str, list[str]] = {
    # Particles, also of two words, and given names that begin like a title.
    "Von Ludwig van der Berg": ["Ludwig van der Berg"],
    "Por María de los Ángeles Ruiz": ["María de los Ángeles Ruiz"],
    "Sanne van 't Hoff": ["Sanne van 't Hoff"],
    "By Youssef el-Amin": ["Youssef el-Amin"],
    "Journalist Ingrid Solheim": ["Ingrid Solheim"],
    # What somebody is, in front of the name.
    "Reporter Thomas Fenn": ["Thomas Fenn"],
    "By staff reporter Thomas Fenn": ["Thomas Fenn"],
    "Von unserer Redakteurin Ida Brandt": ["Ida Brandt"],
    "Aus Klarbach berichtet Ida Brandt": ["Ida Brandt"],
    "De notre correspondante à Rome, Camille Roussel": ["Camille Roussel"],
    "dal nostro inviato Marco Bellini": ["Marco Bellini"],
    "Redactora: Lucía Ibarra": ["Lucía Ibarra"],
    "Door onze verslaggever Sanne de Wit": ["Sanne de Wit"],
    "Interview Sanne de Wit": ["Sanne de Wit"],
    "Toimittaja: Aino Lehtonen": ["Aino Lehtonen"],
    "Rozmawia Anna Zielińska": ["Anna Zielińska"],
    "De Andreea Popescu": ["Andreea Popescu"],
    "Корреспондент Ирина Соколова": ["Ирина Соколова"],
    "Της Μαρίας Παπαδοπούλου": ["Μαρίας Παπαδοπούλου"],
    # Who took the pictures is no author.
    "Text: Elin Sandberg Foto: Karl Åberg": ["Elin Sandberg"],
    "Von Ida Brandt (Text) und Thomas Fenn (Fotos)": ["Ida Brandt"],
    # Capitals, and a house beside them.
    "By JANE QUAY | The Harbour Echo": ["JANE QUAY"],
    "BY JANE QUAY AND THOMAS FENN": ["JANE QUAY", "THOMAS FENN"],
    # Scripts without capitals.
    "أحمد منصور - القاهرة": ["أحمد منصور"],
    "נועה לוי ודן כהן": ["נועה לוי", "דן כהן"],
    "राकेश यादव, नई दिल्ली": ["राकेश यादव"],
    "记者：王小明 李雷": ["王小明", "李雷"],
    "来源：港口网 作者：王小明 编辑：李雷": ["王小明"],
    "记者王小明/台北报道": ["王小明"],
    "文/图 王小明": ["王小明"],
    "김민지·박준호 기자": ["김민지", "박준호"],
    "[항구일보 김민지 기자]": ["김민지"],
}
OTHERS = [
    "Entretien avec Camille Roussel", "De Interés", "Dal Mondo", "Η Νέα Αθήνα", "حوار مع أحمد منصور", "शेयर करें", "और पढ़ें",
    "记者会现场", "文字大小", "編集推薦",
]  # fmt: skip


def test_bylines_of_many_languages_name_who_wrote() -> None:
    rows = read_pages(*[[("headline", "A quiet week at the quay"), ("byline", line), *TEXT] for line in BYLINES])
    assert dict(zip(BYLINES, (row["authors"] for row in rows), strict=True)) == BYLINES


def test_buttons_sections_and_whom_they_spoke_with_are_no_authors() -> None:
    head = ("headline", "A quiet week at the quay")
    rows = read_pages(*[[head, ("furniture_before", line), ("date", "12 March 2015"), *TEXT] for line in OTHERS])
    assert {line: row["authors"] for line, row in zip(OTHERS, rows, strict=True) if row["authors"]} == {}
