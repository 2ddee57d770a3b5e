"""Two practice sheets: the convention itself, told from public texts, and an invented action."""

from portal.demo.organisations import CAF_33, MERIGNAC, TILLEULS, VELO
from portal.demo.shapes import SheetShape

CONVENTION_SHEET = SheetShape(
    slug="fiche-d-experience",
    title="Une convention pour tout le territoire",
    summary="La Caf et la Ville mettent leurs actions sur la même table, en quatre axes, et les suivent à deux.",
    source="",
    kinds=["partnership", "practices"],
    departement="Gironde (33)",
    quote=("Nous ne proposons pas un catalogue, nous partons du quartier.", "une conseillère territoriale (imaginé)"),
    objectives="<ul><li>Accorder ce que chaque institution fait pour les familles.</li><li>Faire travailler ensemble "
    "des services qui se connaissaient peu.</li><li>Rendre lisible, de l’extérieur, ce que l’on fait à deux.</li></ul>",
    origins="<p>Depuis 2003, la Caf de la Gironde pousse ses équipes vers le développement social local. Elle essaie "
    "des contrats de territoire à Ambarès en 2006, à Bordeaux en 2007, et s’accorde avec Mérignac la même année 2006. "
    "Quand l’appel national paraît, fin 2008, il ne reste qu’à répondre vite.</p>",
    body=[
        ("heading", {"text": "Quatre mois pour écrire", "level": "3"}),
        (
            "text",
            "<p>Deux directions se voient en janvier 2009, un groupe prépare le texte, la signature a lieu en avril. "
            "Rares sont les communes qui ont un projet social écrit : ici, trois ans de diagnostic attendaient leur "
            "heure.</p>",
        ),
        ("heading", {"text": "Des binômes à tous les étages", "level": "3"}),
        (
            "text",
            "<p>Une personne de la Caf et une de la Ville conduisent l’ensemble, et chaque action a son propre duo. "
            "Dix conseillers territoriaux veillent ainsi, en Gironde, à ce que les interventions se répondent.</p>",
        ),
        ("heading", {"text": "Un fonds pour essayer", "level": "3"}),
        (
            "text",
            "<p>140 000 € à parts égales, pour ce qui n’entre dans aucune case. C’est peu face aux 3,8 M€ d’action "
            "sociale versés sur la commune ; c’est assez pour oser.</p>",
        ),
    ],
    results="<ul><li>Une action ancrée dans le territoire.</li><li>Des acteurs coordonnés et impliqués.</li><li>Des "
    "moyens existants mieux employés.</li><li>Manque encore : une convention signée avec le Département.</li></ul>",
    leads=[CAF_33],
    partners=[(MERIGNAC, "Diagnostic, services, moitié du fonds"), (CAF_33, "Ingénierie, moitié du fonds")],
    human_means="Des agents de la Ville et de la Caf, sur leur temps de travail.",
    financial_means="Les financements de droit commun, et 140 000 € d’innovation sociale.",
    contact=("conseillère territoriale", CAF_33),
    notes="<p>Seize Caf ont été retenues par l’appel national de 2008.</p>",
    publisher=CAF_33,
    legal_mention="Fiche écrite pour la démonstration à partir de textes publics ; elle n’engage aucun des organismes "
    "cités.",
    themes=["parentalite", "animation-de-la-vie-sociale", "petite-enfance"],
)

COFFEE_SHEET = SheetShape(
    slug="fiche-d-experience",
    title="Un café à la grille de l’école",
    summary="Aller là où les parents passent plutôt que les inviter là où ils ne viennent pas (fictif).",
    source="cafes-des-parents",
    kinds=["participation", "local"],
    departement="Gironde (33)",
    quote=("La première semaine, on m’a demandé si c’était une secte.", "une animatrice (imaginé)"),
    objectives="<p>Parler avec des parents qui n’entrent dans aucun lieu, et leur dire lesquels existent.</p>",
    origins="<p>Une réunion de rentrée où trois parents étaient venus, pour douze chaises.</p>",
    body=[
        ("heading", {"text": "Le matériel", "level": "3"}),
        ("text", "<p>Un triporteur, deux thermos, une bâche. Pas de prospectus : ils font fuir.</p>"),
        ("heading", {"text": "La règle", "level": "3"}),
        ("text", "<p>Même jour, même heure, même sourire. On ne pose aucune question, on y répond.</p>"),
    ],
    results="<p>Dix écoles, deux cent soixante parents, deux bénévoles recrutés.</p>",
    leads=[TILLEULS],
    partners=[(MERIGNAC, "Accord des écoles"), (VELO, "Prêt du triporteur")],
    human_means="Deux animatrices, une demi-matinée par semaine.",
    financial_means="9 200 € par an, café compris.",
    contact=("directrice du centre social", TILLEULS),
    notes="",
    publisher=TILLEULS,
    legal_mention="Fiche inventée pour la démonstration.",
    themes=["parentalite"],
)
