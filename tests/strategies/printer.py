"""Prints stories as pages of the layout `spiegel-online`, in every style that it allows."""

from __future__ import annotations

import attrs

from tests.strategies.pages import DATE_FORMS, WEEKDAYS, Picture, Remark, Story, Style
from tests.strategies.sheet import Sheet

BEFORE = (
    "Menü",
    "Politik",
    "Wirtschaft",
    "Sport",
    "mehr",
    "Anmelden",
    "Schlagzeilen",
    "Nachrichten > Politik > Inland",
)
AFTER = ("Impressum", "Datenschutz", "Kontakt", "Politik", "Wirtschaft", "SPIEGEL ONLINE", "Hilfe")
TOOLS = (
    "SPIEGEL ONLINE",
    "Diesen Artikel...",
    "Drucken",
    "Drucken | Senden | Feedback",
    "Mehr zum Thema",
    "Alte Boote am neuen Kai",
)
REMOVED = "Der Beitrag wurde von der Redaktion entfernt."
HOLDER = "SPIEGEL ONLINE"
RIGHTS = {
    "long": (f"© {HOLDER} {{}}", "Alle Rechte vorbehalten", "Vervielfältigung nur mit Genehmigung der SPIEGELnet GmbH"),
    "usual": (f"© {HOLDER} {{}}", "Alle Rechte vorbehalten", "Vervielfältigung nur mit Genehmigung"),
    "short": (f"© {HOLDER} {{}}",),
    "none": (),
}
_SIMPLE_NAMES = frozenset({"taube", "ruderer61", "brack.wasser", "möwe_7", "nr.5"})
"""Names that a glued quotation can be parted from, though nobody of that name has written a comment."""


def print_page(story: Story, style: Style) -> Sheet:
    """Print a story in a style."""
    sheet = Sheet(style.blank, style.indent)
    on_top = style.head == "two lines" and story.kicker is not None
    if "before" in style.navigation and not on_top:
        sheet.block(BEFORE)
    if style.date == "above" and not on_top:
        sheet.block(_dates(story, style))
    sheet.block(_head(story, style))
    sheet.block([byline(story, style)] if story.authors else [])
    if style.date == "below the head" or (style.date == "above" and on_top):
        sheet.block(_dates(story, style))
    _print_text(sheet, story, style)
    sheet.block(["/".join(story.signature)] if story.signature else [])
    if style.date == "below the text":
        sheet.block(_dates(story, style))
    # A page with neither rights nor comments is known by its tools.
    if "tools" in style.navigation or (style.foot == "none" and not story.remarks):
        sheet.block(TOOLS)
    if story.remarks:
        _print_thread(sheet, story, style)
    sheet.block([line.format(story.year) for line in RIGHTS[style.foot]])
    if style.foot in {"long", "usual"}:
        sheet.block(["TOP", "Die Homepage wurde aktualisiert. Jetzt aufrufen."])
        sheet.block(AFTER if "after" in style.navigation else [])
    return sheet


def kicker(story: Story, style: Style) -> str | None:
    """Return the kicker as the style prints it: a compound where it needs one."""
    if story.kicker is None or style.head != "compound":
        return story.kicker
    return f"{story.kicker.partition(' ')[0]}-Streit"


def byline(story: Story, style: Style) -> str:
    """Return the line that names the authors."""
    return style.byline.format(" und ".join(story.authors))


def date_line(story: Story, style: Style) -> str:
    """Return the date of publication as printed."""
    form = DATE_FORMS[style.date_form]
    return form.format(day=WEEKDAYS[story.published.weekday()], at=story.published)


def posted(remark: Remark, style: Style) -> str:
    """Return when a comment was posted, as printed; relative days count from the day itself."""
    day = "heute" if style.remark_date == "relative" else f"{remark.day:%d.%m.%Y}"
    return f"{day}, {remark.at:%H:%M} Uhr" if remark.at and style.remark_date != "day" else day


def number(style: Style, place: int) -> int:
    """Return the number of the comment at a place, from 1: it jumps where the second page of comments begins."""
    return place + 10 * (page_number(style, place) == 2)


def page_number(style: Style, place: int) -> int | None:
    """Return the page of the comment at a place, from 1, where pages are printed."""
    return min(style.pages, 1 + (place > 2)) if style.pages else None


def _head(story: Story, style: Style) -> list[str]:
    name, line = kicker(story, style), story.headline
    if name is None:
        return [f"{line} - SPIEGEL ONLINE", line] if style.head.startswith("title") else [line]
    return {
        "colon": [f"{name}: {line}"],
        "three lines": ["Panorama", name, line],
        "two lines": [name, line],
        "title, one line": [f"{name}: {line} - SPIEGEL ONLINE - Panorama", f"{name} {line}"],
        "title, two lines": [f"{name}: {line} - SPIEGEL ONLINE", name, line],
        "compound": [f"{name} {line}"],
    }[style.head]


def _dates(story: Story, style: Style) -> list[str]:
    changed = [f"Aktualisiert: {story.updated:%d.%m.%Y, %H.%M} Uhr"] if story.updated else []
    return [date_line(story, style), *changed]


def _print_text(sheet: Sheet, story: Story, style: Style) -> None:
    _print_picture(sheet, story.slots.get(0))
    sheet.block([story.lede] if story.lede else [])
    _print_picture(sheet, story.slots.get(1))
    for place, (text, _) in enumerate(story.paragraphs, start=2):
        sheet.block([text])
        _print_picture(sheet, story.slots.get(place))
    for place, picture in enumerate(story.gallery, start=1):
        sheet.put(style.gallery.format(place, len(story.gallery)))
        _print_picture(sheet, attrs.evolve(picture, form="caption first"))


def _print_picture(sheet: Sheet, picture: Picture | None) -> None:
    if picture is None:
        return
    caption, (credit, name) = picture.caption, picture.credit
    match picture.form:
        case "twice" | "caption first":
            sheet.put(caption, credit, record=caption)
        case "credit first":
            sheet.put(credit, caption, record=caption)
        case "glued":
            sheet.put(f"{caption} Zur Großansicht", credit, record=caption)
        case "marked":
            sheet.put(caption, credit, record=caption)
            sheet.put("Zur Großansicht")
        case _:
            sheet.put(f"{caption} (Foto: {name})", record=caption)
    sheet.gap()
    if picture.form == "twice":
        sheet.block([caption])


def _print_thread(sheet: Sheet, story: Story, style: Style) -> None:
    known = {remark.author for remark in story.remarks} | _SIMPLE_NAMES
    opening = ["Alle Kommentare öffnen", *(["Seite 1"] if style.pages else [])]
    sheet.block([f"insgesamt {len(story.remarks) + story.more} Beiträge", *opening])
    for place, remark in enumerate(story.remarks, start=1):
        if place > 1 and page_number(style, place) != page_number(style, place - 1):
            sheet.put(f"Seite {page_number(style, place)}")
        _print_remark(sheet, remark, style, place, known)
        sheet.gap()
    sheet.block(opening)


def _print_remark(sheet: Sheet, remark: Remark, style: Style, place: int, known: set[str]) -> None:
    title = f" {remark.title}" if remark.title else ""
    parts = {"heading": f"{number(style, place)}.{title}", "meta": f"{remark.author} {posted(remark, style)}"}
    first, second = (parts[name] for name in style.order)
    sheet.put(style.bullet + first, second, record=place)
    if remark.removed:
        sheet.put(REMOVED, record=place)
    for quote in remark.quotes:
        glued = style.quote == "glued" and quote.author in known
        name = f"Zitat von {quote.author}"
        sheet.put(*([name + quote.text] if glued else [name, quote.text]), record=place)
    if style.teaser and len(remark.lines) > 1:
        sheet.put(f"{remark.lines[0]} {remark.lines[1][:4].rstrip()}[...]", record=place)
    sheet.put(*remark.lines, record=place)
