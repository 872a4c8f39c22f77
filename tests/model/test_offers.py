"""What pages offer between the paragraphs of an article is none of its text."""

from __future__ import annotations

import pytest

from tests.model.pages import TEXT, read_page

HEAD = [("furniture_before", "The Harbour Echo"), ("headline", "Klarbach closes its harbour for a week")]
OTHER, THIRD = "Why the gulls of Klarbach have names", "Ten walks without a bridge"
BODY = "\n\n".join(line for _, line in TEXT)


def between(*lines: str, state: str = "subheading") -> object:
    """Return the text of a page that prints some lines between its two paragraphs."""
    return read_page(*HEAD, TEXT[0], *[(state, line) for line in lines], TEXT[1])["body"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Anzeige",),
        ("- Publicité -",),
        ("Related stories", OTHER, THIRD),
        ("Lees ook:", OTHER),
        ("相关新闻", "旧码头如何在一夜之间消失"),
        (f"Lesen Sie auch: {OTHER}",),
        (
            "Sign up to our newsletter",
            "The stories of the day, every morning at seven.",
            "Your email address",
            "Subscribe",
        ),
        ("Suscríbete a nuestro boletín", "Tu correo electrónico", "Apuntarme"),
        ("Abonnieren Sie unseren Newsletter", "Jetzt anmelden"),
        ("Yorumlar (4)",),
        ("Tiempo de lectura: 3 min",),
    ],
)
@pytest.mark.parametrize("state", ["subheading", "paragraph"])
def test_offers_are_no_text(lines: tuple[str, ...], state: str) -> None:
    assert between(*lines, state=state) == BODY


@pytest.mark.parametrize(
    "lines",
    [
        ("What happens next",),
        ("A newsletter for gulls", "Nobody has read it."),
        ("Related: the lighthouse stays dark.",),
        ("Tide tables, 4 of them",),
        # Behind the titles the text goes on.
        ("Why nobody came", "The mayor had forgotten to send the letters."),
    ],
)
def test_sub_headings_stay(lines: tuple[str, ...]) -> None:
    assert between(*lines) == "\n\n".join([TEXT[0][1], *lines, TEXT[1][1]])


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("Share this article", "3 min read"), ("Contact", "Privacy policy")),
        (("Artikel anhören", "Lesezeit: 3 Min."), ("Impressum", "Datenschutz", "© 2024 The Harbour Echo")),
        (("Écouter l'article", "12 commentaires"), ("Réagir", "Mentions légales")),
        (("Compartir", "Copiar enlace"), ("Aviso legal", "© 2024 The Harbour Echo")),
        (("シェア",), ("お問い合わせ", "プライバシーポリシー")),
    ],
)
def test_buttons_and_the_foot_around_a_text_are_none_of_it(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    around = [[("paragraph", line) for line in lines] for lines in (above, below)]
    assert read_page(*HEAD, *around[0], *TEXT, *around[1])["body"] == BODY


def test_words_of_buttons_are_sub_headings_inside_the_text() -> None:
    assert between("Contact") == "\n\n".join([TEXT[0][1], "Contact", TEXT[1][1]])
