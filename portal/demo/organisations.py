"""Who signs, carries and takes part. « (fictif) »: exists in the demo only, with numbers that check."""

from portal.demo.days import Days

CAF_33 = "Caf de la Gironde"
CAF_92 = "Caf des Hauts-de-Seine"
CNAF = "Caisse nationale des allocations familiales"
MERIGNAC = "Ville de Mérignac"
GENNEVILLIERS = "Ville de Gennevilliers"
CCAS = "CCAS de Mérignac"
GIRONDE = "Département de la Gironde"
TILLEULS = "Les Tilleuls en commun (fictif)"
GRAND_PARC = "Maison du grand parc (fictif)"
ESCALE = "L’Escale des familles (fictif)"
PASSERELLE = "La Passerelle des jeunes travailleurs (fictif)"
VELO = "Roues solidaires (fictif)"
PINS = "Crèches des petits pins (fictif)"
LARGE = "Prendre le large (fictif)"
MEDIATION = "Médiation et familles (fictif)"
ARPENTS = "Les Arpents partagés (fictif)"
PORT = "Le Port des familles (fictif)"
EGALES = "Égales en ville (fictif)"

ORGANISATIONS = [
    (
        CAF_33,
        "caf",
        {
            "presentation": "La Caf verse les prestations familiales en Gironde et soutient crèches, centres sociaux "
            "et projets de quartier. Ses conseillers territoriaux veillent à la cohérence de ce qu’elle fait en un "
            "lieu.",
            "address": "Rue du Docteur-Gabriel-Péry\n33078 Bordeaux Cedex",
            "website": "https://www.caf.fr/",
            "units": ["Direction", "Unité territoriale", "Action sociale collective", "Travail social"],
        },
    ),
    (
        CAF_92,
        "caf",
        {
            "presentation": "La Caf des Hauts-de-Seine a engagé avec Gennevilliers sa première convention territoriale "
            "globale.",
            "website": "https://www.caf.fr/",
            "units": ["Direction", "Action sociale"],
        },
    ),
    (
        CNAF,
        "cnaf",
        {
            "presentation": "Tête de réseau des Caf, elle a lancé fin 2008 l’appel d’où sont nées les premières "
            "conventions territoriales globales.",
            "website": "https://www.caf.fr/",
        },
    ),
    (
        MERIGNAC,
        "commune",
        {
            "siret": "21330281300018",
            "presentation": "La Ville accueille les enfants, soutient les associations et tient avec la Caf la "
            "convention du territoire.",
            "address": "Hôtel de ville\n33700 Mérignac",
            "website": "https://www.merignac.com/",
            "units": [
                "Direction générale des services",
                "Direction de l’action sociale",
                "Cohésion urbaine et sociale",
                "Vie scolaire et périscolaire",
                "Emploi et formation",
            ],
        },
    ),
    (
        GENNEVILLIERS,
        "commune",
        {
            "siret": "21920036700015",
            "presentation": "La Ville a construit avec la Caf, en six groupes de travail, la première convention du "
            "département.",
            "address": "Hôtel de ville\n92230 Gennevilliers",
            "website": "https://www.ville-gennevilliers.fr/",
        },
    ),
    (
        CCAS,
        "ccas",
        {"presentation": "Le centre communal d’action sociale reçoit, oriente et aide les Mérignacais en difficulté."},
    ),
    (
        GIRONDE,
        "departement",
        {
            "presentation": "Le Département porte la protection maternelle et infantile et les maisons de la "
            "solidarité et de l’insertion.",
            "website": "https://www.gironde.fr/",
            "units": ["Maison départementale de la solidarité et de l’insertion", "Protection maternelle et infantile"],
        },
    ),
    (
        TILLEULS,
        "association",
        {
            "siret": "99900010200015",
            "rna": "W339900001",
            "presentation": "Association fictive qui anime le centre social des Tilleuls : accueil, ateliers, sorties "
            "et repas partagés du vendredi.",
        },
    ),
    (
        GRAND_PARC,
        "association",
        {
            "siret": "99900011000018",
            "rna": "W339900002",
            "presentation": "Association fictive qui gère un centre social et ses trois salles ouvertes aux habitants.",
        },
    ),
    (
        ESCALE,
        "association",
        {
            "siret": "99900012800010",
            "rna": "W339900003",
            "presentation": "Association fictive née d’un groupe de parents : un lieu pour jouer, parler et souffler.",
        },
    ),
    (
        PASSERELLE,
        "association",
        {
            "siret": "99900013600013",
            "rna": "W339900004",
            "presentation": "Association fictive qui loge et accompagne des jeunes de 16 à 30 ans en début de vie "
            "active.",
        },
    ),
    (
        VELO,
        "association",
        {
            "siret": "99900014400017",
            "rna": "W339900005",
            "presentation": "Association fictive : un atelier où l’on répare son vélo, où l’on apprend à en faire.",
        },
    ),
    (
        PINS,
        "association",
        {
            "siret": "99900015100012",
            "rna": "W339900006",
            "presentation": "Association fictive qui gère deux crèches et forme des professionnelles de la petite "
            "enfance.",
        },
    ),
    (
        LARGE,
        "association",
        {
            "siret": "99900016900014",
            "rna": "W339900007",
            "presentation": "Association fictive qui prépare les premiers départs en vacances, du budget à la valise.",
        },
    ),
    (
        MEDIATION,
        "association",
        {
            "siret": "99900017700017",
            "rna": "W339900008",
            "presentation": "Association fictive de médiation familiale, pour se parler encore après une séparation.",
        },
    ),
    (
        ARPENTS,
        "association",
        {
            "siret": "99900018500010",
            "rna": "W339900009",
            "presentation": "Association fictive qui ouvre des jardins au pied des immeubles et y fait la classe "
            "dehors.",
        },
    ),
    (
        PORT,
        "association",
        {
            "siret": "99900019300014",
            "rna": "W929900001",
            "presentation": "Association fictive de Gennevilliers : sorties, séjours et soirées entre voisins.",
        },
    ),
    (
        EGALES,
        "association",
        {
            "siret": "99900020100015",
            "rna": "W929900002",
            "presentation": "Association fictive de Gennevilliers : permanences juridiques et ateliers pour les "
            "femmes.",
        },
    ),
]

CENTRE_TILLEULS = "Centre social des Tilleuls (fictif)"
CENTRE_PARC = "Centre social du grand parc (fictif)"
CENTRE_SOURCE = "Centre social de la Source (fictif)"
CRECHE = "Crèche des petits pins (fictif)"
LAEP = "La Bulle, accueil enfants-parents (fictif)"
LOISIRS = "Accueil de loisirs du grand terrain (fictif)"
FOYER = "Résidence La Passerelle (fictif)"
CENTRE_PORT = "Espace de vie sociale du Port (fictif)"


def structures(days: Days) -> list[tuple[str, str, str, dict]]:
    """Return the places where it happens: code of the commune, name, kind, values."""
    approved = {"approved_from": days.whole_year(-1), "approved_until": days.whole_year(2)}
    return [
        ("33281", CENTRE_TILLEULS, "social_centre", {"manager": TILLEULS, **approved}),
        ("33281", CENTRE_PARC, "social_centre", {"manager": GRAND_PARC, **approved}),
        ("33281", CENTRE_SOURCE, "social_centre", {"manager": MERIGNAC, **approved}),
        ("33281", CRECHE, "nursery", {"manager": PINS}),
        (
            "33281",
            LAEP,
            "laep",
            {"manager": ESCALE, "approved_from": days.month(-20), "approved_until": days.month(28)},
        ),
        ("33281", LOISIRS, "alsh", {"manager": MERIGNAC}),
        ("33281", FOYER, "fjt", {"manager": PASSERELLE, "approved_from": days.whole_year(-3)}),
        ("92036", CENTRE_PORT, "evs", {"manager": PORT}),
    ]
