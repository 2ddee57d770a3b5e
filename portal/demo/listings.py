"""The listings that each convention has: its agenda and its news."""

from portal.demo.shapes import ListingShape

LISTINGS = [
    ListingShape(
        slug="agenda",
        title="Agenda de la convention",
        summary="Les prochaines réunions, les événements et les appels, dans l’ordre.",
        kinds=["meeting", "event", "call"],
        layout="agenda",
        period="coming",
        descending=False,
    ),
    ListingShape(
        slug="nos-actualites",
        title="Nos actualités",
        summary="Ce qui vient de se passer ici, du plus récent au plus ancien.",
        kinds=["news"],
        layout="cards",
    ),
]
