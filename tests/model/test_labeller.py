"""What the learned labeller makes of whole pages, with the network that is shipped."""

from __future__ import annotations

import broadsheet
from broadsheet_schema.records import Page

HEAD = """Le Courrier du Port
Accueil
Actualité
Politique
Économie
Le ferry part à l'heure et oublie son capitaine à quai
La première liaison du jour est partie à la minute près, mais sans l'homme qui devait la conduire.
Par Camille Roussel
14 mars 2024 à 18h05
Partager
Facebook
Le ferry qui relie Port-Clair à l'île aux Sables a quitté le quai jeudi matin à sept heures précises. À bord se
 trouvaient 43 passagers et deux matelots, tandis que le capitaine était encore à la boulangerie.
Selon la capitainerie, c'est un nouveau système automatique qui a donné le départ. « Il est très fiable, il n'attend
 personne », a déclaré la porte-parole Anne Thiery.
À lire aussi
Le conseil se dispute sur la couleur du phare
12 février 2024
Pourquoi les mouettes ont changé de plage
5 janvier 2024
""".replace("\n ", " ")
THREAD = """2 commentaires
Mimosa34
Le 14/03/2024 à 19:12
C'était prévisible, l'automatisme déraille depuis des semaines.
Jean-Pierre L.
Le 14/03/2024 à 20:41
Le pauvre homme. J'espère que les croissants étaient bons.
Laisser un commentaire
"""
FOOT = """Qui sommes-nous
Mentions légales
Contact
© Le Courrier du Port 2024
"""


def read(*parts: str) -> tuple[float, int]:
    """Return the confidence in a page and how many comments it has."""
    page = broadsheet.parse("\n".join(parts).replace("\n\n", "\n").replace("\n", "\n\n"))
    assert isinstance(page, Page)
    return page.article.confidence, len(page.comments)


def test_a_few_comments_make_a_short_article_no_thread() -> None:
    """The network takes such pages for less; read without their comments, they are what they are."""
    alone, some = read(HEAD, FOOT), read(HEAD, THREAD, FOOT)
    assert (alone[1], some[1]) == (0, 2)
    assert some[0] > 0.5 * alone[0]
