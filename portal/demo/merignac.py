"""Mérignac: the convention of 2009 as public texts tell it, and the axes of its plan."""

from portal.demo import merignac_actions, merignac_life
from portal.demo.days import Days, said
from portal.demo.merignac_documents import CONVENTION_SUMMARY
from portal.demo.organisations import CAF_33, MERIGNAC, TILLEULS
from portal.demo.shapes import AxisShape, ConventionShape, IndicatorShape, Measured, ObjectiveShape, RoleShape

NATIONAL_AGREEMENT = "Convention d’objectifs et de gestion de la Cnaf, reprise par l’appel national de 2008"

TERRITORY_BODY = [
    (
        "text",
        "<p>Deuxième ville de Gironde, à l’ouest de Bordeaux, Mérignac travaille avec la Caf depuis longtemps. Sa "
        "convention de 2009 est l’une des toutes premières de France : la Ville et la Caf y ont accordé ce que chacune "
        "fait pour les familles, service par service.</p>",
    ),
]

CONVENTION_BODY = [
    ("heading", {"text": "Une réponse en quinze jours", "level": "2"}),
    (
        "text",
        "<p>Fin décembre 2008, la Cnaf cherche des volontaires pour essayer un nouveau cadre, la convention "
        "territoriale globale. Les dossiers sont attendus pour le 15 janvier 2009 : deux semaines, fêtes comprises. En "
        "Gironde, la Caf connaît déjà bien sa voisine. Depuis le 14 septembre 2006, un accord la lie à Mérignac et met "
        "l’enfance et la jeunesse sous un même toit. La candidature part ; seize Caf sont retenues, la Gironde en "
        "est.</p><p>Fin janvier, les deux directions se rencontrent. Une réunion suit à l’hôtel de ville avec les "
        "services et les élues et élus concernés, puis un groupe prépare le texte. En avril, la convention est signée "
        "pour deux ans.</p>",
    ),
    (
        "figures",
        {
            "figures": [
                {"value": "16", "label": "Caf retenues par l’appel national"},
                {"value": "4", "label": "axes stratégiques"},
                {"value": "140 000 €", "label": "au fonds d’innovation sociale, à parts égales"},
                {"value": "3,8 M€", "label": "de prestations d’action sociale sur la commune"},
            ]
        },
    ),
    ("heading", {"text": "Accorder plutôt que financer", "level": "2"}),
    (
        "text",
        "<p>La convention ne distribue pas d’argent. Elle fait se rencontrer deux projets : celui de la Ville, nourri "
        "de trois années de diagnostic social, et celui que la Caf s’est donné pour le territoire. Chacune a posé ses "
        "actions sur la table ; on les a croisées, regroupées, parfois retirées. De là est sorti un seul plan, rangé "
        "en quatre axes.</p>",
    ),
    (
        "quote",
        {
            "text": "Avant, chacun finançait sa part sans voir celle de l’autre. Maintenant nous lisons le même "
            "tableau.",
            "author": "Chargé de mission cohésion urbaine et sociale",
            "role": "Ville de Mérignac (parole imaginée pour la démonstration)",
        },
    ),
    ("heading", {"text": "Deux personnes pour tenir le fil", "level": "2"}),
    (
        "text",
        "<p>Une conseillère territoriale de la Caf et le chargé de mission de la Ville coordonnent l’ensemble. Chaque "
        "action a son propre binôme, un référent de chaque côté. Au-dessus, un comité de pilotage d’élus, de "
        "directions municipales et de la Caf se réunit deux à trois fois par an. À côté, un comité thématique réunit "
        "ceux qui soutiennent les parents : Ville, Caf, groupe de réflexion sur la parentalité, maison départementale "
        "de la solidarité et de l’insertion, protection maternelle et infantile.</p>",
    ),
    (
        "callout",
        {
            "tone": "warning",
            "title": "Ce que les associations ont regretté",
            "text": "<p>Elles ont reçu la convention une fois signée, avec l’invitation à proposer leurs actions. "
            "Elles auraient voulu en être dès le diagnostic. Elles ont ensuite pris toute leur place dans les "
            "instances.</p>",
        },
    ),
    ("heading", {"text": "Ce qu’on en retient", "level": "2"}),
    (
        "table",
        {
            "first_column_is_header": True,
            "table": {
                "caption": "Premier bilan, fin 2010",
                "columns": [
                    {"type": "text", "heading": "Ce qu’on visait"},
                    {"type": "text", "heading": "Où l’on en était"},
                ],
                "rows": [
                    {"values": ["Ancrer l’action dans le territoire", "Atteint"]},
                    {"values": ["Coordonner les acteurs, les associer vraiment", "Atteint"]},
                    {"values": ["Mieux employer les moyens qui existent", "Atteint"]},
                    {"values": ["Signer une convention avec le conseil général", "Pas encore atteint"]},
                ],
            },
        },
    ),
    (
        "accordion",
        {
            "items": [
                {
                    "title": "Qu’est-ce que la convention change pour les contrats enfance et jeunesse ?",
                    "text": "<p>Ils se signent plus vite : les choix politiques ont été discutés avant, une fois pour "
                    "toutes.</p>",
                },
                {
                    "title": "Pourquoi un fonds à part ?",
                    "text": "<p>Pour aider des initiatives qui n’entrent dans aucune aide de droit commun. La Ville et "
                    "la Caf y ont mis 70 000 € chacune.</p>",
                },
            ]
        },
    ),
    ("document", {"document": CONVENTION_SUMMARY, "label": ""}),
    (
        "callout",
        {
            "tone": "info",
            "title": "Vrai, inventé",
            "text": "<p>Ce récit, jusqu’en 2010, suit des textes publics. La convention devait se poursuivre au-delà "
            "de 2010 : le portail la montre « Prolongée ». Les actions récentes sont inventées pour la "
            "démonstration.</p>",
        },
    ),
]


def convention(days: Days) -> ConventionShape:
    """Return the convention, its axes and its actions, as they are on the day of the loading."""
    return ConventionShape(
        territory=("commune", "33281"),
        territory_summary="Ici, la Ville et la Caf de la Gironde partagent depuis 2009 un même plan pour les familles, "
        "de la crèche au premier logement.",
        territory_body=TERRITORY_BODY,
        slug="ctg-2009",
        title="Convention territoriale globale de Mérignac",
        summary="L’une des premières de France. Signée en avril 2009 pour deux ans, elle range en quatre axes tout ce "
        "que la Ville et la Caf font ensemble pour les familles.",
        body=CONVENTION_BODY,
        facts={
            "status": "extended",
            "actual_signature": said("avril 2009"),
            "start": said("avril 2009"),
            "duration": 24,
            "note_rhythm": 6,
            "framework": "Appel à expérimentation de la Cnaf, décembre 2008",
            "framework_text": "Seize Caf retenues, sur deux critères : un travail de territoire déjà engagé et des "
            "liens solides avec les partenaires. La Cnaf aide à la méthode ; l’organisation et le financement restent "
            "locaux. Évaluation nationale prévue à la fin de 2010.",
        },
        signatories=[
            (MERIGNAC, "maire"),
            (CAF_33, "présidence"),
            (CAF_33, "direction"),
        ],
        fields=[
            ("caf", "Prestations", "Ce que la Caf verse aux familles et aux gestionnaires de services."),
            ("caf", "Travail social", "L’accompagnement des familles, par territoire plutôt que par dispositif."),
            ("caf", "Aides financières collectives", "Le soutien aux crèches, aux centres sociaux et aux projets."),
            ("local", "Petite enfance", "Les places d’accueil et l’information des parents."),
            ("local", "Vie scolaire et périscolaire", "Avant, après et autour de l’école."),
            ("local", "Action sociale", "Avec le CCAS, du premier accueil à l’aide d’urgence."),
            ("local", "Cohésion urbaine et sociale", "Les quartiers, leurs habitants et leurs associations."),
            ("local", "Emploi et formation", ""),
            ("local", "Logement et habitat", ""),
        ],
        posts=[
            {
                "title": "Chargé de coopération CTG",
                "employer": MERIGNAC,
                "share": 80,
                "field": "Animation du plan d’actions et des instances",
                "start": days.month(-19),
            }
        ],
        contracts=[
            {
                "relation": "before",
                "title": "Accord entre la Caf et la Ville pour un contrat unique",
                "date": said("14 septembre 2006"),
                "text": "Il réunissait dans un cadre élargi les contrats d’enfance et de jeunesse, au service d’un "
                "projet de développement social. Ailleurs en Gironde, Ambarès (2006) et Bordeaux (2007) signaient des "
                "contrats de la même famille.",
            },
            {
                "relation": "beside",
                "title": "Contrats enfance et jeunesse",
                "text": "Négociés à part, ils se signent plus facilement depuis que la convention a fixé les "
                "priorités.",
            },
            {
                "relation": "project",
                "title": "Projet social de territoire de la Ville",
                "text": "Trois ans de diagnostic social le préparaient ; la convention en a pressé l’écriture.",
            },
            {
                "relation": "project",
                "title": "Diagnostic interne de la Caf",
                "date": said("2009"),
                "text": "La Caf y décrit le territoire et l’ossature de ce qu’elle veut y faire.",
            },
            {
                "relation": "amendment",
                "title": "Avenant de prolongation (fictif)",
                "date": days.month(-30),
                "extends_until": days.whole_year(2),
                "text": "Les textes publics disent que la convention devait se poursuivre, non jusqu’à quand : cet "
                "avenant est inventé.",
            },
        ],
        roles=[
            RoleShape("caf_coordinator", "caf@demo.test", "conseillère territoriale", CAF_33),
            RoleShape(
                "caf_coordinator",
                "suppleance@demo.test",
                "responsable d’unité territoriale",
                CAF_33,
                is_deputy=True,
            ),
            RoleShape(
                "local_coordinator", "ville@demo.test", "chargé de mission cohésion urbaine et sociale", MERIGNAC
            ),
            RoleShape("local_coordinator", "", "directrice de l’action sociale et du CCAS", MERIGNAC, is_deputy=True),
            RoleShape("cooperation_officer", "cooperation@demo.test", "chargé de coopération CTG", MERIGNAC),
            RoleShape("moderator", "moderation@demo.test", "responsable de la communication", MERIGNAC),
            RoleShape("writer", "redaction@demo.test", "chargée de rédaction", MERIGNAC),
            RoleShape("partner", "membre@demo.test", "directrice du centre social", TILLEULS),
            RoleShape("fund_instructor", "fonds@demo.test", "instructrice du fonds", CAF_33),
            RoleShape("fund_instructor", "fonds-ville@demo.test", "instructeur du fonds", MERIGNAC),
        ],
        caf=CAF_33,
        local=MERIGNAC,
        writers=("caf@demo.test", "ville@demo.test"),
        axes=axes(days),
        plan_summary="Diagnostics, coordinations, projets accompagnés, parole des habitants : tout ce que la "
        "convention fait avancer, action par action.",
        actions=merignac_actions.actions(days),
        phases=merignac_life.PHASES,
        life=merignac_life.life(days),
        themes=["petite-enfance", "parentalite", "animation-de-la-vie-sociale", "insertion"],
        tags=["expérimentation", "développement social local"],
    )


def yearly(days: Days, *values: float) -> list[Measured]:
    """Return one value a year, the last one three months ago."""
    last = len(values) - 1
    return [Measured(days.day(-90 - 365 * (last - rank)), value) for rank, value in enumerate(values)]


def axes(days: Days) -> list[AxisShape]:
    start, end = days.whole_year(-3), days.whole_year(1)
    return [
        AxisShape(
            number=1,
            slug="axe-1-concilier-les-temps",
            title="Concilier vie de famille, travail et vie sociale",
            summary="Un accueil qui suit les horaires des parents, une inscription sans labyrinthe, des mercredis pour "
            "tous.",
            source=NATIONAL_AGREEMENT,
            body=[
                (
                    "text",
                    "<p>À l’aéroport, à l’hôpital, dans les commerces, la journée commence avant l’ouverture des "
                    "crèches. Cet axe part de là : que l’accueil s’ajuste au travail des parents, et non "
                    "l’inverse.</p>",
                )
            ],
            objectives=[
                ObjectiveShape(
                    "Faire suivre l’accueil aux horaires du travail",
                    "Ouvrir plus tôt, fermer plus tard, là où les parents en ont besoin.",
                    [
                        IndicatorShape(
                            "Places ouvertes avant 7 h ou après 19 h",
                            "places",
                            12,
                            start,
                            60,
                            end,
                            yearly(days, 18, 31, 44),
                        )
                    ],
                ),
                ObjectiveShape(
                    "Rendre l’offre lisible et l’inscription simple",
                    "Une seule porte, une seule liste de pièces, une réponse datée.",
                    [
                        IndicatorShape(
                            "Délai moyen entre la demande et la réponse",
                            "jours",
                            74,
                            start,
                            30,
                            end,
                            yearly(days, 61, 40, 33),
                        )
                    ],
                ),
                ObjectiveShape(
                    "Ouvrir le temps libre à tous les enfants",
                    "Mercredis, vacances, séjours : que le prix et la distance n’en privent personne.",
                    [
                        IndicatorShape(
                            "Enfants de familles modestes inscrits à une activité",
                            "enfants",
                            640,
                            start,
                            1100,
                            end,
                            yearly(days, 710, 842, 930),
                        )
                    ],
                ),
            ],
            themes=["petite-enfance", "enfance-et-jeunesse"],
        ),
        AxisShape(
            number=2,
            slug="axe-2-soutenir-les-parents",
            title="Soutenir les parents et leurs liens avec leurs enfants",
            summary="Des lieux où l’on parle sans être jugé, et des professionnels qui se connaissent entre eux.",
            source=NATIONAL_AGREEMENT,
            body=[
                (
                    "text",
                    "<p>Être parent ne s’apprend pas seul. L’axe donne des lieux, des heures et des visages, et fait "
                    "travailler ensemble ceux qui, chacun dans son service, reçoivent les mêmes familles.</p>",
                )
            ],
            objectives=[
                ObjectiveShape(
                    "Offrir à chaque parent un lieu où parler",
                    "À moins de vingt minutes à pied, sans rendez-vous, sans dossier.",
                    [
                        IndicatorShape(
                            "Parents venus au moins une fois dans l’année",
                            "parents",
                            210,
                            start,
                            600,
                            end,
                            yearly(days, 260, 415, 548),
                        )
                    ],
                ),
                ObjectiveShape(
                    "Coordonner ceux qui soutiennent la parentalité",
                    "Ville, Caf, Département, école, associations : un calendrier commun et un annuaire tenu à jour.",
                    [
                        IndicatorShape(
                            "Structures présentes au comité thématique",
                            "structures",
                            7,
                            start,
                            20,
                            end,
                            yearly(days, 9, 14, 17),
                        )
                    ],
                ),
            ],
            themes=["parentalite"],
        ),
        AxisShape(
            number=3,
            slug="axe-3-cadre-de-vie",
            title="Accompagner les familles dans leur environnement",
            summary="Des centres sociaux qui se complètent, des habitants que l’on écoute, un quartier où il fait bon "
            "rester.",
            source=NATIONAL_AGREEMENT,
            body=[
                (
                    "text",
                    "<p>Une famille vit dans un immeuble, une rue, un quartier. L’axe réunit ceux qui en prennent soin "
                    ": centres sociaux, bailleurs, habitants, jardins compris.</p>",
                )
            ],
            objectives=[
                ObjectiveShape(
                    "Faire travailler ensemble les centres sociaux",
                    "Se répartir le territoire, mutualiser les moyens, accorder les projets.",
                    [
                        IndicatorShape(
                            "Activités proposées en commun", "activités", 3, start, 24, end, yearly(days, 6, 13, 19)
                        )
                    ],
                ),
                ObjectiveShape(
                    "Donner la parole aux habitants, et y répondre",
                    "Chaque proposition reçoit une réponse écrite dans les deux mois.",
                    [
                        IndicatorShape(
                            "Propositions ayant reçu une réponse dans les deux mois",
                            "%",
                            35,
                            start,
                            100,
                            end,
                            yearly(days, 48, 62, 71),
                        )
                    ],
                ),
                ObjectiveShape(
                    "Rendre le logement et le voisinage plus doux",
                    "Moins de factures subies, plus de lieux partagés.",
                ),
            ],
            themes=["cadre-de-vie", "animation-de-la-vie-sociale"],
        ),
        AxisShape(
            number=4,
            slug="axe-4-autonomie-et-insertion",
            title="Favoriser l’autonomie et l’insertion",
            summary="Un toit pour débuter, des droits ouverts sans attendre, un moyen d’aller travailler.",
            source=NATIONAL_AGREEMENT,
            body=[
                (
                    "text",
                    "<p>Un premier emploi ne tient pas sans logement, sans garde d’enfant ni sans moyen d’y aller. "
                    "L’axe s’attaque à ces obstacles un par un, en commençant par les plus bêtes.</p>",
                )
            ],
            objectives=[
                ObjectiveShape(
                    "Loger les jeunes qui débutent",
                    "Résidence, colocation, bail glissant : plusieurs portes pour un même besoin.",
                    [
                        IndicatorShape(
                            "Jeunes logés dans l’année", "jeunes", 38, start, 90, end, yearly(days, 41, 57, 66)
                        )
                    ],
                ),
                ObjectiveShape(
                    "Ouvrir les droits sans attendre qu’on les demande",
                    "Aller au-devant des personnes, repérer le non-recours, finir les démarches ensemble.",
                    [
                        IndicatorShape(
                            "Personnes ayant obtenu au moins un droit",
                            "personnes",
                            0,
                            start,
                            800,
                            end,
                            yearly(days, 120, 390, 655),
                        )
                    ],
                ),
                ObjectiveShape("Lever les freins à l’emploi", "La garde, le transport, la confiance."),
            ],
            themes=["insertion", "logement-et-habitat", "acces-aux-droits"],
        ),
    ]
