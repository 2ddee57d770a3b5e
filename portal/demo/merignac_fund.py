"""The innovation fund of Mérignac: its contributions and its envelope are true, its projects and their dates invented.

By hand: 140 000 € brought; 89 000 € promised to five projects (the promise of 8 000 € to a sixth was undone);
51 000 € left. 59 000 € are paid. The requests of ``examination`` then take 8 000 € of it, 2 000 € of them paid.
"""

from portal.demo.days import Days
from portal.demo.merignac_documents import FINAL_REPORT, FUND_RULES
from portal.demo.organisations import ARPENTS, CAF_33, ESCALE, MEDIATION, MERIGNAC, PASSERELLE, TILLEULS, VELO
from portal.demo.shapes import CallShape, EntryShape, FundShape, InquiryShape, ProjectShape

CAF, CITY = "fonds@demo.test", "ville@demo.test"
ASKED = [
    ("Budget du projet, recettes et dépenses", "Le modèle du dossier suffit ; un tableur est accepté.", True),
    ("Comptes approuvés du dernier exercice", "Une association de moins d’un an joint son budget prévisionnel.", True),
    ("Lettre d’un partenaire", "Une école, un bailleur, une crèche : qui vous ouvre sa porte.", False),
]


def fund(days: Days) -> FundShape:
    return FundShape(
        title="Fonds d’innovation sociale",
        summary="140 000 €, à parts égales entre la Ville et la Caf, pour des idées qu’aucune aide ne prévoit.",
        eligibility="Les initiatives de développement social qui n’entrent dans aucun financement de droit commun : "
        "ce qui s’essaie, ce qui rapproche, ce qui ne ressemble à rien.",
        envelope=3_800_000,
        envelope_label="prestations d’action sociale de la Caf sur la commune",
        body=[
            (
                "text",
                "<p>À côté de l’action sociale de la commune, le fonds est petit. C’est voulu : il ne remplace rien, "
                "il permet d’essayer. Le comité de pilotage donne son avis ; la Ville et la Caf décident chacune pour "
                "sa part.</p>",
            ),
            ("document", {"document": FUND_RULES, "label": ""}),
            (
                "callout",
                {
                    "tone": "info",
                    "title": "Vrai, inventé",
                    "text": "<p>Les deux contributions et l’enveloppe de comparaison sont exactes. Les appels, les "
                    "projets et les dates du registre sont inventés pour la démonstration.</p>",
                },
            ),
        ],
        calls=calls(days),
        projects=projects(days),
        entries=[*contributions(days), *promises(days), *payments(days)],
    )


def calls(days: Days) -> list[CallShape]:
    return [past_call(days), open_call(days), coming_call(days)]


def past_call(days: Days) -> CallShape:
    return CallShape(
        slug="voisins-voisines",
        title="Voisins, voisines",
        summary="Pour que des gens qui se croisent se connaissent (fictif).",
        opens=days.at(days.day(-430), 9),
        closes=days.at(days.day(-375), 23, 59),
        amount=80_000,
        ceiling=25_000,
        documents=ASKED,
        questions=[("Qui, dans le voisinage, a eu l’idée ?", "Un prénom ne suffit pas : racontez.", 1500)],
        criteria=[
            ("La rencontre", "Des gens qui ne se parlaient pas se parleront.", 2),
            ("La durée", "Ce qui reste après la fête.", 1),
        ],
        inquiries=[
            InquiryShape(
                days.day(-420),
                "Une amicale de locataires qui n’est pas déclarée peut-elle répondre ?",
                days.day(-418),
                "Non : il faut une association déclarée. Elle peut en revanche agir avec l’amicale, et le dire.",
            ),
            InquiryShape(
                days.day(-405),
                "Le repas lui-même peut-il être payé par le fonds ?",
                days.day(-402),
                "Oui, dans la limite d’un dixième du budget.",
            ),
        ],
        body=[("text", "<p>Dix-neuf demandes reçues. Cinq ont été retenues, dont une n’a pas vu le jour.</p>")],
    )


def open_call(days: Days) -> CallShape:
    return CallShape(
        slug="le-temps-des-enfants",
        title="Le temps des enfants",
        summary="Mercredis, vacances, petits matins : des idées neuves pour le temps des enfants (fictif).",
        opens=days.at(days.day(-10), 9),
        closes=days.at(days.day(12), 23, 59),
        amount=30_000,
        ceiling=10_000,
        documents=ASKED,
        questions=[
            ("De quoi les enfants décident-ils ?", "Un exemple vaut mieux qu’un principe.", 1500),
            ("Que se passe-t-il ici aujourd’hui, le mercredi ?", "Ce que vous avez vu, compté, entendu.", 1000),
        ],
        criteria=[
            ("L’idée", "Est-elle nouvelle ici ?", 3),
            ("Les enfants", "Décident-ils de quelque chose ?", 3),
            ("La suite", "Que reste-t-il quand l’aide s’arrête ?", 2),
            ("Le budget", "Est-il complet, et à la mesure de l’idée ?", 2),
        ],
        inquiries=[
            InquiryShape(
                days.day(-8),
                "Un projet qui a lieu dans deux quartiers peut-il demander deux fois le plafond ?",
                days.day(-6),
                "Non, le plafond vaut pour la proposition entière, quel que soit le nombre de lieux.",
            ),
            InquiryShape(
                days.day(-5),
                "Nos comptes seront approuvés après la clôture. Que joindre ?",
                days.day(-3),
                "Les comptes de l’exercice précédent, et la date de l’assemblée qui approuvera les nouveaux.",
            ),
        ],
        body=[
            ("heading", {"text": "Ce que l’on cherche", "level": "3"}),
            (
                "text",
                "<p>Un projet qui s’adresse aux enfants de trois à douze ans, mené avec eux, dans un quartier où "
                "il ne se passe pas grand-chose. À partir de 3 000 €.</p>",
            ),
            ("heading", {"text": "Qui décide", "level": "3"}),
            (
                "text",
                "<p>Le comité de pilotage donne son avis. La Ville et la Caf décident ensuite, chacune par son acte "
                "et pour sa part.</p>",
            ),
        ],
    )


def coming_call(days: Days) -> CallShape:
    return CallShape(
        slug="habiter-ensemble",
        title="Habiter ensemble",
        summary="Le prochain appel : halls, paliers, jardins et ascenseurs (fictif).",
        opens=days.at(days.day(58), 9),
        closes=days.at(days.day(118), 23, 59),
        amount=20_000,
        ceiling=8_000,
        documents=ASKED,
        questions=[("Qu’en dit le bailleur ?", "Son accord n’est pas exigé pour déposer.", 1000)],
        criteria=[
            ("Les habitants", "Qui a été consulté, et comment ?", 2),
            ("Le lieu", "Peut-on y revenir dans un an et voir ce qui a changé ?", 2),
            ("Le budget", "Est-il complet ?", 1),
        ],
        inquiries=[
            InquiryShape(
                days.day(-4),
                "Les copropriétés privées sont-elles concernées ?",
                days.day(-2),
                "Oui, si une association porte le projet et que le conseil syndical l’a écrit.",
            ),
            InquiryShape(
                days.day(-3),
                "Peut-on commencer avant la décision ?",
                days.day(-2),
                "Oui, à vos frais : ce qui est dépensé avant la décision n’est pas repris.",
            ),
        ],
        body=[("text", "<p>Le règlement paraîtra à l’ouverture. D’ici là, parlez-en à vos voisins.</p>")],
    )


def projects(days: Days) -> list[ProjectShape]:
    return [
        ProjectShape(
            slug="le-manege-a-histoires",
            title="Le manège à histoires (fictif)",
            summary="Une caravane où l’on enregistre les berceuses de tout le monde, dans toutes les langues.",
            beneficiary=ESCALE,
            status="done",
            call="",
            axis=2,
            start=days.month(-22),
            end=days.month(-10),
            people=412,
            results="Quatre-vingt-onze berceuses, vingt-deux langues, un disque offert à chaque crèche. Des "
            "grands-mères qui ne sortaient plus sont venues trois fois.",
            report=FINAL_REPORT,
            themes=["parentalite", "petite-enfance"],
            body=[("text", "<p>On entre, on chante ou l’on dit, on repart avec l’enregistrement.</p>")],
        ),
        ProjectShape(
            slug="cuisines-ouvertes",
            title="Cuisines ouvertes (fictif)",
            summary="La cuisine du centre social se prête le soir à qui veut nourrir vingt voisins.",
            beneficiary=TILLEULS,
            status="ongoing",
            call="voisins-voisines",
            axis=3,
            start=days.month(-9),
            end=days.month(6),
            people=530,
            themes=["animation-de-la-vie-sociale"],
            body=[("text", "<p>Vingt-six dîners déjà, un seul brûlé.</p>")],
        ),
        ProjectShape(
            slug="la-velo-ecole-des-meres",
            title="La vélo-école des mères (fictif)",
            summary="Apprendre à rouler à quarante ans, pendant que les enfants sont à l’école.",
            beneficiary=VELO,
            status="ongoing",
            call="voisins-voisines",
            axis=4,
            start=days.month(-7),
            end=days.month(5),
            people=48,
            themes=["insertion", "egalite-femmes-hommes"],
            body=[
                ("text", "<p>Huit séances, un casque, un vélo prêté. Vingt et une roulent déjà jusqu’au travail.</p>")
            ],
        ),
        ProjectShape(
            slug="la-cour-comestible",
            title="La cour comestible (fictif)",
            summary="Arracher un peu de goudron, planter des framboisiers, laisser les élèves tenir le calendrier.",
            beneficiary=ARPENTS,
            status="granted",
            call="voisins-voisines",
            axis=3,
            start=days.month(2),
            end=days.month(14),
            themes=["cadre-de-vie", "enfance-et-jeunesse"],
            body=[("text", "<p>L’école est choisie, les outils sont commandés, les framboisiers attendent.</p>")],
        ),
        ProjectShape(
            slug="parler-encore",
            title="Parler encore (fictif)",
            summary="Des rencontres pour les adolescents dont les parents se séparent, sans les parents.",
            beneficiary=MEDIATION,
            status="ongoing",
            call="voisins-voisines",
            axis=2,
            start=days.month(-8),
            end=days.month(4),
            people=37,
            themes=["parentalite", "enfance-et-jeunesse"],
            body=[("text", "<p>Un canapé, des pizzas, une règle : rien ne sort de la pièce.</p>")],
        ),
        ProjectShape(
            slug="la-nuit-des-colocataires",
            title="La nuit des colocataires (fictif)",
            summary="Une nuit pour trouver avec qui partager un logement. Abandonnée : la salle a fermé.",
            beneficiary=PASSERELLE,
            status="abandoned",
            call="voisins-voisines",
            axis=4,
            start=days.month(-8),
            end=days.month(-6),
            results="La salle prévue a fermé pour travaux et aucune autre n’était libre. L’aide promise est revenue au "
            "fonds.",
            themes=["logement-et-habitat"],
            body=[("text", "<p>Deux cents inscrits, et pas de toit : l’ironie n’a échappé à personne.</p>")],
        ),
    ]


# The ledger. Each act is named once: by it, a loading knows what is already written.


def contributions(days: Days) -> list[EntryShape]:
    return [
        EntryShape("contribution", 70_000, days.day(-760), CAF_33, CAF, "Décision de la Caf n° 1 (fictif)"),
        EntryShape("contribution", 70_000, days.day(-752), MERIGNAC, CITY, "Délibération n° 1 (fictif)"),
    ]


def promises(days: Days) -> list[EntryShape]:
    # Project, from the Caf, from the Ville, the day of the first act.
    promised = [
        ("le-manege-a-histoires", 9_000, 9_000, -690),
        ("cuisines-ouvertes", 12_000, 12_000, -300),
        ("la-velo-ecole-des-meres", 5_000, 10_000, -298),
        ("la-cour-comestible", 6_000, 6_000, -296),
        ("parler-encore", 10_000, 10_000, -294),
    ]
    entries = []
    for rank, (project, caf, city, day) in enumerate(promised, 2):
        entries += [
            EntryShape(
                "commitment", caf, days.day(day), CAF_33, CAF, f"Décision de la Caf n° {rank} (fictif)", project
            ),
            EntryShape(
                "commitment", city, days.day(day + 9), MERIGNAC, CITY, f"Délibération n° {rank} (fictif)", project
            ),
        ]
    undone = EntryShape(
        "commitment",
        8_000,
        days.day(-290),
        CAF_33,
        CAF,
        "Décision de la Caf n° 7 (fictif)",
        "la-nuit-des-colocataires",
        reversed_on=days.day(-170),
        reason="Projet abandonné : la salle a fermé.",
    )
    return [*entries, undone]


def payments(days: Days) -> list[EntryShape]:
    paid = [
        ("le-manege-a-histoires", 9_000, CAF_33, CAF, -660),
        ("le-manege-a-histoires", 9_000, MERIGNAC, CITY, -640),
        ("cuisines-ouvertes", 12_000, CAF_33, CAF, -270),
        ("cuisines-ouvertes", 6_000, MERIGNAC, CITY, -255),
        ("la-velo-ecole-des-meres", 5_000, CAF_33, CAF, -200),
        ("parler-encore", 10_000, CAF_33, CAF, -230),
        ("parler-encore", 8_000, MERIGNAC, CITY, -215),
    ]
    return [
        EntryShape("payment", amount, days.day(day), funder, account, f"Mandat n° {rank} (fictif)", project)
        for rank, (project, amount, funder, account, day) in enumerate(paid, 1)
    ]
