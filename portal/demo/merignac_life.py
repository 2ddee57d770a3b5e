"""What Mérignac's convention lives through: diagnosis, committees, groups, meetings, evaluations, news.

Bodies, seats and dates up to 2010 are those of public texts; whatever bears a date counted from today is invented.
"""

from datetime import time

from portal.demo.days import Days, said
from portal.demo.listings import LISTINGS
from portal.demo.merignac_documents import MEMBERS_NOTE, STEERING_MINUTES
from portal.demo.merignac_fund import fund
from portal.demo.merignac_sheets import COFFEE_SHEET, CONVENTION_SHEET
from portal.demo.organisations import CAF_33, CCAS, ESCALE, GIRONDE, GRAND_PARC, MERIGNAC, TILLEULS
from portal.demo.shapes import (
    CommitteeShape,
    DecisionShape,
    DiagnosisShape,
    EvaluationShape,
    EventShape,
    FigureShape,
    FindingShape,
    FormShape,
    GroupShape,
    LifeShape,
    MeetingShape,
    MinutesShape,
    NewsShape,
    OutcomeShape,
    PageShape,
    PhaseShape,
    QuestionShape,
    RoleShape,
    SeatShape,
)

ADVISER = "conseillère territoriale"
OFFICER = "chargé de mission cohésion urbaine et sociale"
CAF_DATA = "Données des allocataires (fictif)"
CITY_DATA = "Diagnostic social de la Ville (fictif)"
MORNING = (time(9, 30), time(11, 30))
AFTERNOON = (time(14, 0), time(16, 30))
EVENING = (time(18, 30), time(20, 0))

PHASES = [
    PhaseShape(
        "exchanges",
        "Appel national et candidature",
        planned=(said("décembre 2008"), said("15 janvier 2009")),
        actual=(said("décembre 2008"), said("janvier 2009")),
    ),
    PhaseShape("diagnosis", planned=(None, None), actual=(said("janvier 2009"), said("avril 2009"))),
    PhaseShape(
        "drawing_up",
        planned=(said("premier trimestre 2009"), None),
        actual=(said("janvier 2009"), said("avril 2009")),
    ),
    PhaseShape(
        "follow_up",
        planned=(said("avril 2009"), said("quatrième trimestre 2010")),
        actual=(said("avril 2009"), None),
    ),
]


def life(days: Days) -> LifeShape:
    return LifeShape(
        diagnosis=DIAGNOSIS,
        committees_summary="Qui valide, qui coordonne, qui réfléchit : les instances de la convention, leurs sièges et "
        "leurs réunions.",
        committees=[steering(days), parenthood(days), social_centres(days)],
        groups_summary="Les groupes qui préparent, cherchent et proposent, avant que les instances ne décident.",
        groups=[PREPARATION, reflection(days), observatory(days)],
        meetings=convention_meetings(days),
        evaluations_summary="Ce que la convention a changé, ce qu’elle a manqué, ce que l’on corrige.",
        evaluations=evaluations(days),
        news=news(days),
        events=events(days),
        pages=[MEMBERS_PAGE],
        listings=LISTINGS,
        forms=[OPINION],
        sheets=[CONVENTION_SHEET, COFFEE_SHEET],
        fund=fund(days),
    )


def caf_figure(label: str, value: float, unit: str) -> FigureShape:
    return FigureShape("caf", label, value, unit, said("2008"), CAF_DATA)


def city_figure(label: str, value: float, unit: str) -> FigureShape:
    return FigureShape("local", label, value, unit, said("2008"), CITY_DATA)


DIAGNOSIS = DiagnosisShape(
    title="Diagnostic partagé",
    summary="Deux regards sur la même ville : trois ans d’enquête de la Ville, les données de la Caf, et ce que les "
    "deux en tirent.",
    date=said("premier trimestre 2009"),
    conclusion="Les services existent, mais ils s’ignorent. Avant d’en ouvrir d’autres, il faut que les horaires, les "
    "inscriptions et les quartiers se répondent.",
    body=[
        (
            "text",
            "<p>La Ville écrivait depuis trois ans son projet social de territoire. La Caf, de son côté, a posé à plat "
            "ce qu’elle savait de ses allocataires et dessiné ce qu’elle voulait pour la commune. Les deux documents "
            "ont été lus côte à côte, thème par thème.</p>",
        ),
        (
            "callout",
            {
                "tone": "info",
                "title": "Vrai, inventé",
                "text": "<p>La méthode est celle de 2009. Les constats et leurs chiffres sont écrits pour la "
                "démonstration : chaque source le dit.</p>",
            },
        ),
    ],
    findings=[
        FindingShape(
            theme="petite-enfance",
            title="La journée des parents commence avant celle des crèches",
            caf="Les familles où les deux parents travaillent sont les plus nombreuses, et beaucoup renoncent à une "
            "place faute d’horaires qui conviennent.",
            local="L’aéroport, l’hôpital et les zones commerciales embauchent à l’aube. À sept heures, toutes les "
            "portes sont encore fermées.",
            conclusion="Quelques places très tôt et très tard pèsent plus que beaucoup de places en pleine journée.",
            figures=[
                caf_figure("Foyers allocataires avec un enfant de moins de trois ans", 2640, "foyers"),
                caf_figure("Parmi eux, deux parents en emploi", 58, "%"),
                city_figure("Demandes d’accueil avant 7 h", 212, "demandes"),
                city_figure("Places ouvertes avant 7 h", 0, "place"),
            ],
            objectives=["1.1"],
        ),
        FindingShape(
            theme="petite-enfance",
            title="Pour une place, onze formulaires",
            caf="Les gestionnaires demandent tous la même attestation, et chacun à sa façon.",
            local="Les familles déposent la même demande à trois guichets et attendent sans date.",
            conclusion="Une seule porte et une réponse datée.",
            figures=[
                caf_figure("Appels reçus pour une question de mode d’accueil", 4100, "appels"),
                city_figure("Délai moyen d’une réponse", 74, "jours"),
            ],
            objectives=["1.2", "1.3"],
        ),
        FindingShape(
            theme="parentalite",
            title="Des parents qui ne savent pas à qui parler",
            caf="Les aides à la parentalité sont connues des professionnels, peu des parents.",
            local="Écoles, centres sociaux et puéricultrices reçoivent les mêmes familles sans se connaître.",
            conclusion="Des lieux sans dossier, et un comité où ceux qui aident se rencontrent.",
            figures=[
                caf_figure("Parents venus dans un lieu d’accueil", 210, "parents"),
                city_figure("Services qui reçoivent des parents", 23, "services"),
            ],
            objectives=["2.1", "2.2"],
        ),
        FindingShape(
            theme="animation-de-la-vie-sociale",
            title="Trois centres sociaux, trois calendriers",
            caf="Les agréments n’ont pas la même échéance : aucun projet ne s’écrit en même temps qu’un autre.",
            local="Deux ateliers de poterie le même soir, et rien le mercredi dans le quartier voisin.",
            conclusion="Une instance de coordination, et des périodes d’agrément qui se rejoignent.",
            figures=[
                caf_figure("Échéances d’agrément différentes", 3, "dates"),
                city_figure("Activités proposées deux fois le même jour", 11, "activités"),
            ],
            objectives=["3.1"],
        ),
        FindingShape(
            theme="logement-et-habitat",
            title="On débute ici, on dort ailleurs",
            caf="Les aides au logement des moins de vingt-cinq ans sont rares, alors que les emplois ne le sont pas.",
            local="Les jeunes embauchés passent deux heures par jour dans les transports ou sur un canapé d’ami.",
            conclusion="Plusieurs portes pour se loger : une résidence, une chambre chez l’habitant, un bail à deux.",
            figures=[
                caf_figure("Moins de 25 ans aidés pour leur logement", 640, "jeunes"),
                city_figure("Demandes de studio sans réponse", 380, "demandes"),
            ],
            objectives=["4.1", "4.3"],
        ),
        FindingShape(
            theme="acces-aux-droits",
            title="Des droits que personne ne demande",
            caf="Un foyer sur dix n’a pas fait la demande à laquelle il avait droit.",
            local="Au CCAS, on vient pour une facture et l’on repart avec trois demandes à faire.",
            conclusion="Aller vers les gens, et finir la démarche avec eux.",
            figures=[
                caf_figure("Foyers qui pourraient avoir un droit de plus", 10, "%"),
                city_figure("Personnes reçues au CCAS pour une première demande", 1830, "personnes"),
            ],
            objectives=["4.2"],
        ),
        FindingShape(
            theme="handicap",
            title="Des enfants qui restent à la porte des loisirs",
            caf="L’allocation est versée, mais elle ne trouve pas à s’employer : les accueils refusent poliment.",
            local="Les animateurs ont peur de mal faire et demandent à être formés.",
            conclusion="Un sujet que le plan n’a pas encore pris : aucun objectif n’en est issu.",
            figures=[
                caf_figure("Enfants dont la famille reçoit l’allocation", 310, "enfants"),
                city_figure("Parmi eux, inscrits à un accueil de loisirs", 26, "enfants"),
            ],
        ),
    ],
)


# Committees


def steering(days: Days) -> CommitteeShape:
    return CommitteeShape(
        slug="comite-de-pilotage",
        title="Comité de pilotage",
        kind="steering",
        summary="Six élus, six responsables de services, trois représentants de la Caf : ils valident les objectifs et "
        "les projets.",
        mandate="Fixer les objectifs stratégiques, valider les projets, suivre le plan. Il donne un avis sur les aides "
        ": chaque financeur décide ensuite par son propre acte.",
        rule=(2, 3, said("avril 2009")),
        seats=[
            SeatShape("elected", "maire", MERIGNAC),
            SeatShape("elected", "adjoint à l’action sociale, à l’emploi et à l’insertion", MERIGNAC),
            SeatShape("elected", "adjointe à la cohésion sociale et urbaine", MERIGNAC),
            SeatShape("elected", "adjointe à la vie scolaire et périscolaire", MERIGNAC),
            SeatShape("elected", "conseillère municipale déléguée à la petite enfance", MERIGNAC),
            SeatShape("elected", "conseiller municipal délégué au logement et à l’habitat", MERIGNAC),
            SeatShape("services", "directeur général des services", MERIGNAC),
            SeatShape("services", "directeur général adjoint", MERIGNAC),
            SeatShape("services", "directrice de l’action sociale et du CCAS", MERIGNAC),
            SeatShape("services", OFFICER, MERIGNAC),
            SeatShape("services", "direction de la vie scolaire", MERIGNAC),
            SeatShape("services", "chef du service emploi et formation", MERIGNAC),
            SeatShape("caf", "directeur", CAF_33),
            SeatShape("caf", "responsable d’unité territoriale", CAF_33),
            SeatShape("caf", ADVISER, CAF_33),
        ],
        meetings=[
            yearly_review(days),
            budget_review(days),
            MeetingShape(
                slug="visite-des-equipements",
                title="Visite des équipements",
                date=days.working_day(13),
                hours=AFTERNOON,
                place="Départ de l’hôtel de ville",
                summary="Un minibus, trois lieux, les pieds sur le terrain. Reportée : le minibus est au garage "
                "(fictif).",
                cancelled=True,
            ),
            MeetingShape(
                slug="point-de-rentree",
                title="Les actions en retard",
                date=days.working_day(34),
                hours=MORNING,
                place="Hôtel de ville, salle du conseil",
                summary="Ce qui traîne, pourquoi, et ce que l’on fait (fictif).",
                agenda=[
                    ("Deux actions en retard", "Le conseil des habitants et le garage.", "conseil-des-habitants"),
                    ("Ce que le fonds peut encore soutenir", "", "fonds"),
                    ("Préparer l’évaluation", "Qui interroge qui, et quand.", ""),
                ],
            ),
            MeetingShape(
                slug="orientations-de-l-an-prochain",
                title="L’année qui vient",
                date=days.working_day(128),
                hours=MORNING,
                place="Caf de la Gironde, Bordeaux",
                summary="Les priorités et les financements de l’an prochain (fictif).",
                agenda=[("Priorités par axe", "", ""), ("Contributions au fonds", "", "fonds")],
            ),
        ],
    )


def yearly_review(days: Days) -> MeetingShape:
    return MeetingShape(
        slug="bilan-annuel",
        title="Le bilan de l’année",
        date=days.working_day(-196),
        hours=MORNING,
        place="Hôtel de ville, salle du conseil",
        summary="Le plan relu action par action, et quatre décisions (fictif).",
        agenda=[
            ("Où en est le plan", "Une ligne par action, trois minutes chacune.", "plan-d-actions"),
            ("Les séjours entre générations", "Continuer ou s’arrêter.", "sejours-entre-generations"),
            ("Le fonds d’innovation sociale", "Ce qui a été versé, ce qui reste.", "fonds"),
        ],
        minutes=MinutesShape(
            summary="Une action arrêtée, une crèche soutenue, une réponse promise aux habitants (fictif).",
            missing={
                "conseiller municipal délégué au logement et à l’habitat": "excused",
                "directeur général adjoint": "represented",
                "directeur": "represented",
            },
            body=[
                ("heading", {"text": "Où en est le plan", "level": "2"}),
                (
                    "text",
                    "<p>Vingt-huit actions ont été passées en revue. La moitié avance comme prévu. La crèche à "
                    "horaires décalés cherche encore du monde pour cinq heures du matin, et personne n’en est "
                    "surpris.</p>",
                ),
                ("heading", {"text": "Les séjours entre générations", "level": "2"}),
                (
                    "text",
                    "<p>Quatorze participants pour quatre-vingts attendus : l’idée plaît, le moment ne convient pas. "
                    "L’action s’arrête et son budget va aux premiers départs en famille.</p>",
                ),
                ("heading", {"text": "Le fonds d’innovation sociale", "level": "2"}),
                ("text", "<p>Le comité donne un avis favorable à quatre projets. Chaque financeur décidera.</p>"),
                ("document", {"document": STEERING_MINUTES, "label": ""}),
            ],
            decisions=[
                DecisionShape(
                    "Arrêter les séjours entre générations et reporter leur budget sur les premiers départs.",
                    ADVISER,
                    CAF_33,
                    "done",
                    days.day(-150),
                    "sejours-entre-generations",
                ),
                DecisionShape(
                    "Nommer un service répondant en face de chaque proposition du conseil des habitants.",
                    OFFICER,
                    MERIGNAC,
                    "to_do",
                    days.day(-38),
                    "conseil-des-habitants",
                ),
                DecisionShape(
                    "Chercher un logement temporaire pour l’équipe de la crèche.",
                    "conseiller municipal délégué au logement et à l’habitat",
                    MERIGNAC,
                    "ongoing",
                    days.day(45),
                    "creche-a-horaires-decales",
                ),
                DecisionShape(
                    "Faire imprimer le bilan à mille exemplaires.",
                    "responsable de la communication",
                    MERIGNAC,
                    "dropped",
                ),
            ],
        ),
    )


def budget_review(days: Days) -> MeetingShape:
    return MeetingShape(
        slug="point-budgetaire",
        title="Le point sur les budgets",
        date=days.working_day(-64),
        hours=MORNING,
        place="Caf de la Gironde, Bordeaux",
        summary="Dépenses prévues et réelles, ligne à ligne ; le compte rendu est réservé aux membres (fictif).",
        agenda=[("Écarts de l’année", "", ""), ("Arbitrages", "Entre membres, avant publication.", "")],
        minutes=MinutesShape(
            summary="Les arbitrages de l’année, avant leur publication (fictif).",
            audience="members",
            missing={"maire": "represented", "direction de la vie scolaire": "absent"},
            body=[
                ("heading", {"text": "Arbitrages", "level": "2"}),
                (
                    "text",
                    "<p>Le scénario retenu porte le nom de code « brimoulat » : un quart de la somme passe de l’axe 3 "
                    "à l’axe 1, si la crèche recrute avant l’été.</p>",
                ),
            ],
            decisions=[
                DecisionShape(
                    "Garder une réserve, dite « quimberlot », jusqu’au vote des deux budgets.",
                    "directeur général des services",
                    MERIGNAC,
                    "ongoing",
                    days.day(60),
                    "axe-1-concilier-les-temps",
                )
            ],
        ),
    )


def parenthood(days: Days) -> CommitteeShape:
    return CommitteeShape(
        slug="comite-thematique-sur-la-parentalite",
        title="Comité thématique sur la parentalité",
        kind="thematic",
        summary="Ville, Caf, Département et groupe de réflexion : la table où l’on parle d’abord des parents.",
        mandate="Piloter les actions de soutien aux parents et faire remonter ce que le groupe de réflexion propose.",
        born_of="comite-thematique-parentalite",
        seats=[
            SeatShape("services", "coordinatrice de la parentalité", MERIGNAC),
            SeatShape("caf", "conseillère technique parentalité", CAF_33),
            SeatShape("associations", "membre du groupe de réflexion sur la parentalité, pour une association", ESCALE),
            SeatShape("residents", "membre du groupe de réflexion sur la parentalité, comme parent"),
            SeatShape(
                "partners", "représentante de la maison départementale de la solidarité et de l’insertion", GIRONDE
            ),
            SeatShape("partners", "représentante de la protection maternelle et infantile", GIRONDE),
        ],
        meetings=[
            MeetingShape(
                slug="relais-de-la-mediation",
                title="Qui prend le relais de la médiation ?",
                date=days.working_day(-45),
                hours=AFTERNOON,
                place="Maison départementale de la solidarité et de l’insertion",
                summary="La médiatrice est partie ; le comité cherche une suite (fictif).",
                agenda=[("La médiation familiale", "État des candidatures.", "mediation-familiale")],
                minutes=MinutesShape(
                    summary="Notes de l’équipe sur les candidatures reçues (fictif).",
                    audience="staff",
                    missing={"représentante de la protection maternelle et infantile": "excused"},
                    body=[
                        (
                            "text",
                            "<p>Deux candidatures sérieuses. L’équipe les désigne entre elle par « grovandine 1 » et "
                            "« grovandine 2 », pour ne nommer personne.</p>",
                        )
                    ],
                ),
            ),
            MeetingShape(
                slug="programme-de-la-semaine-des-parents",
                title="Le programme de la prochaine semaine des parents",
                date=days.working_day(27),
                hours=EVENING,
                place="Centre social de la Source",
                link="https://visio.exemple.test/semaine-des-parents",
                summary="Tout parent peut venir avec une idée, ou l’apporter en visio (fictif).",
                open_to_public=True,
                agenda=[
                    ("Ce que la dernière semaine a appris", "Un père sur six : comment mieux faire ?", ""),
                    ("Les rendez-vous du samedi", "", "semaine-de-la-parentalite"),
                ],
            ),
        ],
    )


def social_centres(days: Days) -> CommitteeShape:
    return CommitteeShape(
        slug="instance-de-coordination-des-centres-sociaux",
        title="Instance de coordination des centres sociaux",
        kind="operational",
        summary="Les centres se répartissent le territoire, partagent leurs moyens et ajustent leurs projets ensemble.",
        mandate="Discuter le projet de chaque centre avant qu’il soit arrêté, rapprocher les périodes d’agrément, "
        "mettre en commun salles, véhicules et inscriptions.",
        born_of="coordination-des-centres-sociaux",
        # Quarterly: an invented rule, so that one committee of the demo is late by its own.
        rule=(4, None, said("2010")),
        seats=[
            SeatShape("associations", "directrice du centre social des Tilleuls (fictif)", TILLEULS),
            SeatShape("associations", "directeur du centre social du grand parc (fictif)", GRAND_PARC),
            SeatShape("services", "responsable du centre social de la Source (fictif)", MERIGNAC),
            SeatShape("services", "chargée de la vie des quartiers", MERIGNAC),
            SeatShape("caf", "conseiller technique animation de la vie sociale", CAF_33),
            SeatShape("residents", "habitante du quartier des Tilleuls (fictif)"),
            SeatShape("residents", "habitant du quartier du grand parc (fictif)"),
        ],
        meetings=[
            MeetingShape(
                slug="grille-de-tarifs",
                title="Une seule grille de tarifs",
                date=days.working_day(-152),
                hours=AFTERNOON,
                place="Centre social des Tilleuls",
                summary="Trois tarifs pour le même cours de cuisine : il fallait choisir (fictif).",
                open_to_public=True,
                agenda=[
                    ("La grille commune", "Trois propositions chiffrées.", "programme-commun-des-centres"),
                    ("Le minibus du mercredi", "Qui le conduit en août ?", "mercredis-partages"),
                ],
                minutes=MinutesShape(
                    summary="La grille est adoptée, le minibus a son planning (fictif).",
                    missing={"habitant du quartier du grand parc (fictif)": "excused"},
                    body=[
                        ("heading", {"text": "La grille commune", "level": "2"}),
                        (
                            "text",
                            "<p>Cinq tranches, le même prix partout, la première heure gratuite. L’habitante des "
                            "Tilleuls a demandé que la grille tienne sur une seule page : c’est noté.</p>",
                        ),
                        ("heading", {"text": "Le minibus du mercredi", "level": "2"}),
                        ("text", "<p>Chaque centre conduit à son tour. Il reste août, que personne ne veut.</p>"),
                    ],
                    decisions=[
                        DecisionShape(
                            "Faire voter la grille par les trois conseils d’administration.",
                            "directrice du centre social des Tilleuls (fictif)",
                            TILLEULS,
                            "done",
                            days.day(-110),
                            "programme-commun-des-centres",
                        ),
                        DecisionShape(
                            "Trouver qui conduit le minibus en août.",
                            "chargée de la vie des quartiers",
                            MERIGNAC,
                            "to_do",
                            days.day(-20),
                            "mercredis-partages",
                        ),
                    ],
                ),
            ),
            MeetingShape(
                slug="agrements-a-venir",
                title="Les agréments à venir",
                date=days.working_day(-41),
                hours=AFTERNOON,
                place="Centre social du grand parc",
                summary="Annulée la veille : deux directions sur trois avaient la grippe (fictif).",
                cancelled=True,
            ),
        ],
    )


# Groups

PREPARATION = GroupShape(
    slug="groupe-de-preparation",
    title="Groupe de préparation de la convention",
    kind="preparation",
    summary="Installé début 2009, il a écrit la convention avec les services des deux maisons.",
    mandate="Préparer le texte de la convention à partir des deux diagnostics et des quatre axes nationaux.",
    committee="comite-de-pilotage",
    members=[
        RoleShape("facilitator", "", ADVISER, CAF_33),
        RoleShape("facilitator", "", OFFICER, MERIGNAC),
        RoleShape("group_member", "", "directrice de l’action sociale et du CCAS", CCAS),
    ],
    products=["plan-d-actions"],
    body=[
        (
            "text",
            "<p>La réunion de la mairie l’a mis en place ; la signature d’avril a clos son travail. Les textes publics "
            "ne donnent pas la liste de ses membres : celle qu’on lit ici est imaginée (fictif).</p>",
        )
    ],
)


def reflection(days: Days) -> GroupShape:
    return GroupShape(
        slug="groupe-de-reflexion-sur-la-parentalite",
        title="Groupe de réflexion sur la parentalité",
        summary="Des parents et des professionnels qui se demandent, une fois par mois, ce qui aiderait vraiment.",
        mandate="Proposer au comité thématique des actions nées de ce que vivent les parents.",
        committee="comite-thematique-sur-la-parentalite",
        findings=["Des parents qui ne savent pas à qui parler"],
        products=["semaine-de-la-parentalite", "la-bulle-le-samedi"],
        themes=["parentalite"],
        members=[
            RoleShape("facilitator", "", "coordinatrice de la parentalité", MERIGNAC),
            RoleShape("group_member", "", "accueillante du lieu enfants-parents", ESCALE),
            RoleShape("group_member", "", "puéricultrice", GIRONDE),
            RoleShape("group_member", "", "mère de trois enfants"),
        ],
        meetings=[
            MeetingShape(
                slug="sommeil-et-ecrans",
                title="Sommeil, écrans et nerfs des parents",
                date=days.working_day(-31),
                hours=EVENING,
                place="La Bulle",
                summary="Une soirée où l’on a surtout ri (fictif).",
                open_to_public=True,
                agenda=[("Ce qui marche à la maison", "Chacun apporte une astuce, une seule.", "")],
                minutes=MinutesShape(
                    summary="Onze astuces, dont une qui marche (fictif).",
                    missing={"puéricultrice": "excused"},
                    body=[
                        (
                            "text",
                            "<p>La plus applaudie : le panier où dorment les téléphones, ceux des parents compris. Le "
                            "groupe propose d’en parler à la prochaine semaine des parents.</p>",
                        )
                    ],
                    decisions=[
                        DecisionShape(
                            "Proposer une soirée « panier à téléphones » au comité thématique.",
                            "coordinatrice de la parentalité",
                            MERIGNAC,
                            "ongoing",
                            days.day(27),
                            "semaine-de-la-parentalite",
                        )
                    ],
                ),
            ),
            MeetingShape(
                slug="peres-du-samedi",
                title="Où sont les pères ? Au parc, le samedi",
                date=days.working_day(6),
                hours=EVENING,
                place="La Bulle",
                summary="Les pères du samedi racontent (fictif).",
                open_to_public=True,
                agenda=[("Ce qui les fait venir", "", "la-bulle-le-samedi")],
            ),
        ],
    )


def observatory(days: Days) -> GroupShape:
    return GroupShape(
        slug="groupe-donnees-du-non-recours",
        title="Groupe des données du non-recours",
        summary="Un petit groupe fermé, le temps que les chiffres soient assez gros pour ne désigner personne.",
        mandate="Lire ensemble les données de la Caf et du CCAS, sous le secret statistique. Code interne : "
        "zorlimaque.",
        committee="comite-de-pilotage",
        findings=["Des droits que personne ne demande"],
        products=["qui-ne-demande-pas"],
        themes=["acces-aux-droits"],
        audience="members",
        members=[
            RoleShape("facilitator", "", "chargée d’études", CAF_33),
            RoleShape("group_member", "", "responsable du travail social", CAF_33),
            RoleShape("group_member", "", "responsable de l’accueil social", CCAS),
        ],
        meetings=[
            MeetingShape(
                slug="rues-par-trois",
                title="Regrouper les rues par trois",
                date=days.working_day(-24),
                hours=MORNING,
                place="CCAS, salle du fond",
                summary="Assez de rues pour ne reconnaître personne, pas trop pour comprendre (fictif).",
                agenda=[("Le découpage", "", "qui-ne-demande-pas")],
                minutes=MinutesShape(
                    summary="Le découpage est arrêté (fictif).",
                    body=[("text", "<p>Le fichier « zorlimaque » passe de 140 à 52 secteurs.</p>")],
                ),
            ),
        ],
        news=[
            NewsShape(
                slug="premiers-croisements",
                title="Les premiers croisements sont prêts",
                date=days.day(-15),
                summary="À lire entre nous avant d’en parler au comité (fictif).",
                body=[("text", "<p>Le tableau zorlimaque est relu par la chargée d’études.</p>")],
            )
        ],
    )


# Meetings of the convention itself


def convention_meetings(days: Days) -> list[MeetingShape]:
    return [
        MeetingShape(
            slug="rencontre-des-directions",
            title="Les deux directions se rencontrent",
            date=said("janvier 2009"),
            place="Mérignac",
            summary="À la fin du mois, la direction de la Caf vient présenter l’idée à la direction générale des "
            "services.",
            agenda=[
                ("Ce qu’est une convention territoriale globale", "", ""),
                ("L’essayer à Mérignac", "", ""),
            ],
        ),
        MeetingShape(
            slug="reunion-de-la-mairie",
            title="Services et élus autour de la même table",
            date=said("premier trimestre 2009"),
            place="Mérignac",
            summary="Aussitôt après, la Caf retrouve les services concernés et les élus chargés de la cohésion et de "
            "l’action sociale.",
            agenda=[("Qui prépare la convention ?", "", "groupe-de-preparation")],
            minutes=MinutesShape(
                summary="Compte rendu reconstitué pour la démonstration à partir de textes publics.",
                body=[("text", "<p>Tous acceptent d’essayer. Un groupe préparera le texte.</p>")],
                present=[
                    SeatShape("caf", "direction", CAF_33),
                    SeatShape("elected", "adjointe à la cohésion sociale et urbaine", MERIGNAC),
                    SeatShape("elected", "adjoint à l’action sociale, à l’emploi et à l’insertion", MERIGNAC),
                    SeatShape("services", "directions des services concernés", MERIGNAC),
                ],
                decisions=[
                    DecisionShape(
                        "Installer un groupe de préparation de la convention.",
                        "direction",
                        CAF_33,
                        "done",
                        about="groupe-de-preparation",
                        phase="drawing_up",
                    )
                ],
            ),
        ),
        MeetingShape(
            slug="preparation-de-l-equipe",
            title="L’équipe prépare le prochain comité",
            date=days.working_day(21),
            hours=MORNING,
            link="https://visio.exemple.test/equipe-merignac",
            summary="Réunion d’équipe, dite « tachebriole » : ce que l’on propose d’arrêter (fictif).",
            agenda=[("Actions en retard", "", "garage-solidaire")],
            audience="staff",
        ),
    ]


def evaluations(days: Days) -> list[EvaluationShape]:
    return [
        EvaluationShape(
            slug="fin-2010",
            title="Évaluation de fin 2010",
            summary="La fin de l’expérimentation nationale, vue d’ici : trois réussites, un manque.",
            date=said("quatrième trimestre 2010"),
            scope="Deux ans de convention, au moment où la Cnaf évalue les seize territoires de l’appel.",
            body=[
                (
                    "text",
                    "<p>La question n’était pas « combien d’actions ? » mais « travaille-t-on autrement ? ». Oui, "
                    "répondent la Ville et la Caf : par territoire, à plusieurs, et avec ce qui existait déjà.</p>",
                )
            ],
            outcomes=[
                OutcomeShape("result", "L’action part du territoire, et non plus de chaque dispositif."),
                OutcomeShape("result", "Les acteurs se coordonnent et s’impliquent, associations comprises.", "3.1"),
                OutcomeShape("result", "Les moyens qui existaient sont mieux employés."),
                OutcomeShape("result", "Les contrats enfance et jeunesse se signent plus facilement."),
                OutcomeShape("not_reached", "Une convention signée aussi par le conseil général de la Gironde."),
                OutcomeShape(
                    "correction",
                    "Les associations, invitées seulement après la signature, siègent désormais dans les instances de "
                    "coordination des projets.",
                    "3.2",
                ),
                OutcomeShape(
                    "correction", "La Caf prépare d’autres conventions et laisse ouverte celle avec le Département."
                ),
            ],
        ),
        EvaluationShape(
            slug="mi-parcours",
            title="Évaluation à mi-parcours (fictif)",
            summary="Quatre axes, douze indicateurs, et une franchise : ce qui n’a pas marché est écrit.",
            date=days.month(-4),
            scope="Les trois dernières années du plan. Évaluation inventée pour la démonstration.",
            body=[
                ("text", "<p>Quarante entretiens, deux questionnaires, une soirée de lecture avec des habitants.</p>")
            ],
            outcomes=[
                OutcomeShape("result", "Une réponse aux parents deux fois plus rapide.", "1.2", measured=True),
                OutcomeShape("result", "Huit droits ouverts pour dix attendus.", "4.2", measured=True),
                OutcomeShape(
                    "not_reached",
                    "Trois propositions d’habitants sur dix attendent encore leur réponse.",
                    "3.2",
                    measured=True,
                ),
                OutcomeShape("not_reached", "Les loisirs restent difficiles d’accès pour les enfants handicapés."),
                OutcomeShape("correction", "Un service nommé en face de chaque proposition, relu chaque mois.", "3.2"),
            ],
        ),
    ]


def news(days: Days) -> list[NewsShape]:
    return [
        NewsShape(
            slug="huit-cents-droits",
            title="Le bus a ouvert son huit-centième droit",
            date=days.day(-7),
            summary="Une prime d’activité, demandée un mardi de pluie sur le parking du marché (fictif).",
            body=[
                (
                    "text",
                    "<p>Elle était montée pour une photocopie. Vingt minutes plus tard, la demande était partie. La "
                    "permanence mobile en est à huit cents droits ouverts, et n’a jamais manqué de café.</p>",
                )
            ],
            themes=["acces-aux-droits"],
        ),
        NewsShape(
            slug="appel-ouvert",
            title="Le fonds attend vos idées",
            date=days.day(-9),
            summary="Un appel est ouvert aux associations : ce qui n’entre dans aucune case a sa chance (fictif).",
            body=[
                (
                    "text",
                    "<p>Un budget simple, une page sur l’idée, une autre sur ceux qui la portent. L’appel dit le "
                    "reste, et les dates.</p>",
                )
            ],
            themes=["animation-de-la-vie-sociale"],
        ),
        NewsShape(
            slug="cine-club-du-jeudi",
            title="Le ciné-club du jeudi fait salle comble",
            date=days.day(-18),
            summary="Trois quartiers, un écran, et une dispute passionnée sur la fin du film (fictif).",
            body=[
                (
                    "text",
                    "<p>Le programme commun des centres sociaux a commencé par là. On vient pour le film, on revient "
                    "pour la soupe.</p>",
                )
            ],
            themes=["animation-de-la-vie-sociale", "cadre-de-vie"],
        ),
    ]


def events(days: Days) -> list[EventShape]:
    forum, doors = days.saturday(24), days.saturday(-20)
    return [
        EventShape(
            slug="forum-des-familles",
            title="Forum des familles",
            starts=days.at(forum, 10),
            ends=days.at(forum, 17),
            place="Parc du grand terrain (fictif), Mérignac",
            organiser=MERIGNAC,
            summary="Trente stands, une ludothèque sous les arbres et le bus des droits (fictif).",
            body=[("text", "<p>On vient en famille, on repart avec une inscription, un plan ou un ballon.</p>")],
            themes=["parentalite", "vacances-et-loisirs"],
        ),
        EventShape(
            slug="portes-ouvertes-de-la-bulle",
            title="Portes ouvertes de La Bulle",
            starts=days.at(doors, 9, 30),
            ends=days.at(doors, 12),
            place="La Bulle, Mérignac",
            organiser=ESCALE,
            summary="Un samedi pour visiter, jouer et poser ses questions (fictif).",
            body=[("text", "<p>Quarante familles sont passées, et un chat.</p>")],
            themes=["petite-enfance"],
        ),
    ]


MEMBERS_PAGE = PageShape(
    slug="documents-de-travail",
    title="Documents de travail des membres",
    summary="Ce que les membres de la convention lisent avant tout le monde (fictif).",
    audience="members",
    body=[
        ("text", "<p>La note de cadrage « fistrelune » prépare les orientations de l’an prochain.</p>"),
        ("document", {"document": MEMBERS_NOTE, "label": ""}),
    ],
)

OPINION = FormShape(
    slug="donnez-votre-avis",
    title="Donnez votre avis",
    summary="Une action vous a servi, agacé ou étonné ? Dites-le en cinq questions (fictif).",
    questions=[
        QuestionShape(
            "Vous êtes",
            "radio",
            choices=["Un habitant ou une habitante", "Une association", "Un agent ou un élu", "Autre"],
        ),
        QuestionShape(
            "Ce dont vous parlez",
            "dropdown",
            choices=["La petite enfance", "Les parents", "Mon quartier", "Mes droits et mon emploi", "Autre chose"],
        ),
        QuestionShape("Votre avis", "multiline", precision="Sans votre nom ni celui de quelqu’un d’autre."),
        QuestionShape(
            "Ce que vous feriez", "checkboxes", False, choices=["Continuer", "Changer", "Arrêter", "Venir aider"]
        ),
        QuestionShape("Votre adresse électronique", "email", False, "Si vous voulez une réponse."),
    ],
    consent="J’accepte que mes réponses soient lues par l’équipe de la convention.",
    confirmation="Merci : votre avis est enregistré. L’équipe le lira avant le prochain comité.",
    months=6,
)
