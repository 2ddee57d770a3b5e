"""What Gennevilliers' convention lives through. Its bodies, its groups and its dates of 2014 to 2016 are true.

The convention is over: whatever bears a date counted from today prepares the next one, and is invented.
"""

from datetime import time

from portal.demo.days import Days, said
from portal.demo.gennevilliers_documents import MEMBERS_NOTE, STEERING_MINUTES
from portal.demo.listings import LISTINGS
from portal.demo.organisations import CAF_92, EGALES, GENNEVILLIERS, PORT
from portal.demo.shapes import (
    CommitteeShape,
    DecisionShape,
    DiagnosisShape,
    EvaluationShape,
    EventShape,
    FigureShape,
    FindingShape,
    GroupShape,
    LifeShape,
    MeetingShape,
    MinutesShape,
    NewsShape,
    OutcomeShape,
    PageShape,
    PhaseShape,
    RoleShape,
    SeatShape,
)

CAF_DATA = "Données des allocataires (fictif)"
CITY_DATA = "Observatoire de la Ville (fictif)"
DIRECTION = "direction"
GENERAL_DIRECTION = "direction générale des services"
CAF_PAIR = "coordonnatrice de la convention pour la Caf"
CITY_PAIR = "coordonnateur de la convention pour la Ville"
MORNING = (time(9, 30), time(12, 0))
AFTERNOON = (time(14, 0), time(16, 0))
EVENING = (time(18, 0), time(20, 0))

PHASES = [
    PhaseShape("exchanges", actual=(said("premier trimestre 2014"), said("2014"))),
    PhaseShape("diagnosis", actual=(said("2014"), None)),
    PhaseShape(
        "drawing_up",
        planned=(said("novembre 2014"), said("premier trimestre 2015")),
        actual=(said("novembre 2014"), said("8 avril 2015")),
    ),
    PhaseShape(
        "follow_up",
        planned=(said("premier trimestre 2015"), said("premier trimestre 2019")),
        actual=(said("8 avril 2015"), said("avril 2019")),
    ),
]


def life(days: Days) -> LifeShape:
    return LifeShape(
        diagnosis=DIAGNOSIS,
        committees_summary="Un comité qui décide, un comité qui fait : les deux instances de la convention.",
        committees=[steering(days), operational(days)],
        groups_summary="Six groupes, un par thème : ils ont affiné le diagnostic et écrit le plan. Celui du logement "
        "parle de familles : il travaille entre ses membres.",
        groups=groups(days),
        meetings=convention_meetings(days),
        evaluations_summary="Quatre ans plus tard : ce qui reste, ce qui manque.",
        evaluations=EVALUATIONS,
        news=news(days),
        events=events(days),
        pages=[MEMBERS_PAGE],
        listings=LISTINGS,
    )


def caf_figure(label: str, value: float, unit: str) -> FigureShape:
    return FigureShape("caf", label, value, unit, said("2013"), CAF_DATA)


def city_figure(label: str, value: float, unit: str) -> FigureShape:
    return FigureShape("local", label, value, unit, said("2013"), CITY_DATA)


DIAGNOSIS = DiagnosisShape(
    title="Diagnostic partagé",
    summary="Les chiffres de l’une, le terrain de l’autre : ce que la Caf et la Ville ont lu ensemble en 2014.",
    date=said("2014"),
    conclusion="Les familles connaissent chaque guichet, mais personne ne leur en dit le chemin. Le plan commence par "
    "les portes, et par les vacances.",
    body=[
        (
            "text",
            "<p>Mettre en commun les données d’abord, les discuter ensuite : la méthode est celle de 2014. Les "
            "constats et leurs chiffres sont écrits pour la démonstration (fictif).</p>",
        )
    ],
    findings=[
        FindingShape(
            theme="petite-enfance",
            title="On découvre ses droits après la naissance",
            caf="Les demandes arrivent quand l’enfant a déjà trois mois.",
            local="Les futurs parents posent leurs questions à la maternité, où personne ne peut répondre.",
            conclusion="Informer avant la naissance, ensemble.",
            figures=[
                caf_figure("Naissances signalées dans l’année", 870, "naissances"),
                city_figure("Demandes de place déposées après la naissance", 64, "%"),
            ],
            objectives=["1.1"],
        ),
        FindingShape(
            theme="enfance-et-jeunesse",
            title="Adolescents et parents se croisent sans se parler",
            caf="Les aides s’arrêtent à l’âge où commencent les soucis.",
            local="Les espaces jeunes sont pleins, les réunions de parents sont vides.",
            conclusion="Se retrouver autour d’un repas plutôt que d’un ordre du jour.",
            figures=[
                caf_figure("Foyers avec un enfant de 12 à 17 ans", 3900, "foyers"),
                city_figure("Parents venus à la dernière réunion", 9, "parents"),
            ],
            objectives=["1.2"],
        ),
        FindingShape(
            theme="vacances-et-loisirs",
            title="L’aide aux vacances existe, le départ non",
            caf="Une aide sur trois n’est pas utilisée.",
            local="On ne part pas parce qu’on n’est jamais parti.",
            conclusion="Préparer le départ à plusieurs, des mois avant.",
            figures=[
                caf_figure("Aides aux vacances non utilisées", 34, "%"),
                city_figure("Enfants restés tout l’été", 2100, "enfants"),
            ],
            objectives=["1.3"],
        ),
        FindingShape(
            theme="logement-et-habitat",
            title="Au premier impayé, personne ne bouge",
            caf="Le signalement part au troisième mois de retard.",
            local="Quand la Ville l’apprend, la dette est déjà trop lourde.",
            conclusion="Un signe dès le premier mois, et quelqu’un qui frappe à la porte.",
            figures=[
                caf_figure("Ménages en impayé signalés", 540, "ménages"),
                city_figure("Expulsions dans l’année", 38, "expulsions"),
            ],
            objectives=["2.1"],
        ),
        FindingShape(
            theme="egalite-femmes-hommes",
            title="Les permanences sont là où les femmes ne passent pas",
            caf="Une mère seule sur deux travaille à temps partiel, sans l’avoir choisi.",
            local="Le bureau des permanences est au deuxième étage, et tout le monde voit qui y monte.",
            conclusion="S’installer sur le chemin des courses.",
            figures=[
                caf_figure("Familles tenues par une femme seule", 2450, "familles"),
                city_figure("Femmes reçues en permanence", 61, "femmes"),
            ],
            objectives=["3.2"],
        ),
        FindingShape(
            theme="acces-aux-droits",
            title="Trois guichets pour une réponse",
            caf="Les mêmes pièces sont envoyées deux fois.",
            local="Les habitants racontent leur histoire trois fois dans la même semaine.",
            conclusion="Former les agents à tous les droits, et non au leur seulement.",
            figures=[
                caf_figure("Dossiers renvoyés faute d’une pièce", 22, "%"),
                city_figure("Habitants réorientés vers un autre guichet", 1700, "habitants"),
            ],
            objectives=["3.1"],
        ),
    ],
)


# Committees


def steering(days: Days) -> CommitteeShape:
    return CommitteeShape(
        slug="comite-de-pilotage",
        title="Comité de pilotage",
        kind="steering",
        summary="Un administrateur et la direction de la Caf, un élu et la direction générale de la Ville.",
        mandate="Valider la convention, en suivre l’exécution, l’évaluer ; au moins une fois par an à partir de la "
        "signature.",
        rule=(1, None, said("8 avril 2015")),
        seats=[
            SeatShape("caf", "administrateur", CAF_92),
            SeatShape("caf", DIRECTION, CAF_92),
            SeatShape("elected", "élu", GENNEVILLIERS),
            SeatShape("services", GENERAL_DIRECTION, GENNEVILLIERS),
        ],
        meetings=[
            MeetingShape(
                slug="avant-la-signature",
                title="Avant la signature",
                date=said("premier trimestre 2015"),
                summary="Prévu au début de l’année 2015, pour valider le texte et décider de le signer.",
                agenda=[("Valider le projet de convention", "", ""), ("Décider de la signature", "", "")],
            ),
            MeetingShape(
                slug="premier-apres-la-signature",
                title="Première réunion d’après signature",
                date=said("18 mars 2016"),
                summary="Un an de convention, relu par ceux qui l’ont signée.",
                agenda=[
                    ("Une année de convention", "", "plan-d-actions"),
                    ("Les impayés de loyer", "", "alerte-impayes"),
                ],
                minutes=MinutesShape(
                    summary="La date est exacte ; le compte rendu est inventé pour la démonstration (fictif).",
                    body=[
                        ("heading", {"text": "Une année de convention", "level": "2"}),
                        (
                            "text",
                            "<p>Le parcours des futurs parents a trouvé son public. Les signalements d’impayés "
                            "circulent enfin, avec une lenteur que chacun a regardée dans les yeux.</p>",
                        ),
                        ("document", {"document": STEERING_MINUTES, "label": ""}),
                    ],
                    decisions=[
                        DecisionShape(
                            "Inviter deux bailleurs au comité opérationnel.",
                            CITY_PAIR,
                            GENNEVILLIERS,
                            "done",
                            said("5 avril 2017").first_day,
                            "alerte-impayes",
                            "follow_up",
                        )
                    ],
                ),
            ),
            MeetingShape(
                slug="deuxieme-annee",
                title="La deuxième année",
                date=said("5 avril 2017"),
                summary="Deux ans de convention, et une décision difficile (fictif).",
                agenda=[("Le diagnostic des droits", "", "diagnostic-des-droits")],
                minutes=MinutesShape(
                    summary="Réservé aux membres de la convention (fictif).",
                    audience="members",
                    missing={"élu": "represented"},
                    body=[
                        (
                            "text",
                            "<p>Le rapport « tersiquel » montre que deux guichets ne comptent pas la même chose. "
                            "Personne n’a envie de l’écrire dehors.</p>",
                        )
                    ],
                    decisions=[
                        DecisionShape(
                            "Tester six mois la saisie commune, dite « jarvinelle », avant d’abandonner.",
                            CAF_PAIR,
                            CAF_92,
                            "dropped",
                            said("9 novembre 2017").first_day,
                            "diagnostic-des-droits",
                        )
                    ],
                ),
            ),
            MeetingShape(
                slug="vers-la-suivante",
                title="Vers la convention suivante",
                date=days.working_day(39),
                hours=MORNING,
                place="Hôtel de ville de Gennevilliers",
                summary="Ce que les six groupes proposent de garder (fictif).",
                agenda=[
                    ("Ce que la première convention a laissé", "", "fin-de-convention"),
                    ("Le calendrier de la suivante", "", ""),
                ],
            ),
        ],
    )


def operational(days: Days) -> CommitteeShape:
    return CommitteeShape(
        slug="comite-operationnel",
        title="Comité opérationnel",
        kind="operational",
        summary="Les responsables de la Caf et de la Ville que la convention concerne ; les six groupes leur rendent "
        "compte.",
        mandate="Organiser le travail des groupes, lever les blocages, préparer le comité de pilotage.",
        seats=[
            SeatShape("caf", "responsables concernés", CAF_92),
            SeatShape("services", "responsables concernés", GENNEVILLIERS),
            SeatShape("caf", CAF_PAIR, CAF_92),
            SeatShape("services", CITY_PAIR, GENNEVILLIERS),
        ],
        meetings=[
            MeetingShape(
                slug="les-six-groupes-reprennent",
                title="Les six groupes se remettent au travail",
                date=days.working_day(-47),
                hours=MORNING,
                place="Caf des Hauts-de-Seine",
                summary="Qui anime quoi, et pour quand (fictif).",
                agenda=[("Animation des groupes", "", "groupes")],
                minutes=MinutesShape(
                    summary="Notes de l’équipe, sans fard (fictif).",
                    audience="staff",
                    body=[
                        (
                            "text",
                            "<p>Le scénario « plumarque » supprime un groupe sur six. L’équipe n’y tient pas, et "
                            "préfère ne pas l’ébruiter.</p>",
                        )
                    ],
                ),
            ),
            MeetingShape(
                slug="synthese-des-groupes",
                title="La synthèse des groupes",
                date=days.working_day(19),
                hours=MORNING,
                place="Hôtel de ville de Gennevilliers",
                summary="Une page par groupe, pas une de plus (fictif).",
                agenda=[("Six pages, six priorités", "", "groupes")],
            ),
        ],
    )


# Groups


def first_meeting() -> MeetingShape:
    return MeetingShape(
        slug="premiere-reunion",
        title="Première réunion du groupe",
        date=said("novembre 2014"),
        summary="Les six groupes se voient pour la première fois ce mois-là.",
        agenda=[("Affiner le diagnostic", "", "diagnostic"), ("Écrire le plan d’actions", "", "plan-d-actions")],
    )


def roles(facilitator: str, caf: str, *others: tuple[str, str]) -> list[RoleShape]:
    """Return the members of a group: animated by the city, with someone of the Caf."""
    return [
        RoleShape("facilitator", "", facilitator, GENNEVILLIERS),
        RoleShape("group_member", "", caf, CAF_92),
        *(RoleShape("group_member", "", function, organisation) for function, organisation in others),
    ]


def groups(days: Days) -> list[GroupShape]:
    return [
        GroupShape(
            slug="petite-enfance",
            title="Petite enfance",
            summary="De la grossesse à l’école, ce dont les parents ont besoin et quand.",
            mandate="Affiner le diagnostic sur l’accueil des plus petits et proposer les actions de l’axe 1.",
            committee="comite-operationnel",
            findings=["On découvre ses droits après la naissance"],
            products=["parcours-petite-enfance"],
            themes=["petite-enfance"],
            members=roles("responsable de la petite enfance", "conseillère technique petite enfance"),
            meetings=[
                first_meeting(),
                MeetingShape(
                    slug="avec-les-futurs-parents",
                    title="Une soirée avec les futurs parents",
                    date=days.working_day(5),
                    hours=EVENING,
                    place="Maison de la petite enfance (fictif)",
                    summary="Venez avec vos questions, et votre ventre (fictif).",
                    open_to_public=True,
                    agenda=[("Que dire avant la naissance ?", "", "parcours-petite-enfance")],
                ),
            ],
        ),
        GroupShape(
            slug="jeunesse-adolescence-et-parentalite",
            title="Jeunesse, adolescence et parentalité",
            summary="Les ados, leurs parents, et ce qui se dit entre les deux.",
            mandate="Proposer des actions où adolescents et parents se retrouvent sans se surveiller.",
            committee="comite-operationnel",
            findings=["Adolescents et parents se croisent sans se parler"],
            products=["ados-et-parents", "permis-de-bricoler"],
            themes=["enfance-et-jeunesse", "parentalite"],
            members=roles("responsable de la jeunesse", "conseillère technique jeunesse", ("animateur", PORT)),
            meetings=[
                first_meeting(),
                MeetingShape(
                    slug="ce-que-veulent-les-ados",
                    title="Ce que veulent les ados",
                    date=days.working_day(30),
                    hours=EVENING,
                    place="Espace de vie sociale du Port",
                    summary="Six adolescents présideront la séance (fictif).",
                    agenda=[("Leur liste", "Lue à voix haute, sans commentaire.", "ados-et-parents")],
                ),
            ],
        ),
        GroupShape(
            slug="vacances",
            title="Vacances",
            summary="Partir, pour de vrai, et revenir avec l’envie de recommencer.",
            mandate="Comprendre pourquoi l’aide ne suffit pas et préparer les départs avec les familles.",
            committee="comite-operationnel",
            findings=["L’aide aux vacances existe, le départ non"],
            products=["vacances-preparees", "colonie-de-quartier"],
            themes=["vacances-et-loisirs"],
            members=roles("responsable des vacances", "conseillère technique vacances", ("directrice", PORT)),
            meetings=[
                first_meeting(),
                MeetingShape(
                    slug="l-ete-raconte",
                    title="L’été raconté par ceux qui sont partis",
                    date=days.working_day(-20),
                    hours=AFTERNOON,
                    place="Espace de vie sociale du Port",
                    summary="Des photos, des coups de soleil et trois idées (fictif).",
                    open_to_public=True,
                    agenda=[("Trois étés de départs", "", "vacances-preparees")],
                    minutes=MinutesShape(
                        summary="Ce que les familles garderaient (fictif).",
                        body=[
                            (
                                "text",
                                "<p>La caisse commune, oui. Le car de six heures du matin, non. Et une réunion de "
                                "moins, si possible.</p>",
                            )
                        ],
                        decisions=[
                            DecisionShape(
                                "Demander trois devis de car, départ à neuf heures.",
                                "responsable des vacances",
                                GENNEVILLIERS,
                                "to_do",
                                days.day(-4),
                                "vacances-preparees",
                            ),
                            DecisionShape(
                                "Écrire avec deux familles la page du groupe pour la synthèse.",
                                "directrice",
                                PORT,
                                "ongoing",
                                days.day(16),
                            ),
                        ],
                    ),
                ),
            ],
        ),
        housing(days),
        GroupShape(
            slug="egalite-entre-les-femmes-et-les-hommes",
            title="Égalité entre les femmes et les hommes",
            summary="Le travail, la maison, la rue : où l’écart se creuse et comment il se réduit.",
            mandate="Regarder chaque action de la convention avec cette question : à qui profite-t-elle ?",
            committee="comite-operationnel",
            findings=["Les permanences sont là où les femmes ne passent pas"],
            products=["permanences-egalite", "ecole-des-chantiers"],
            themes=["egalite-femmes-hommes"],
            members=roles("chargée de mission égalité", "travailleuse sociale", ("juriste", EGALES)),
            meetings=[
                first_meeting(),
                MeetingShape(
                    slug="marche-exploratoire",
                    title="Marche dans le quartier, la nuit tombée",
                    date=days.working_day(8),
                    hours=EVENING,
                    place="Départ de la gare",
                    summary="Relever ensemble ce qui fait changer de trottoir. Annulée : alerte aux orages (fictif).",
                    open_to_public=True,
                    cancelled=True,
                ),
            ],
        ),
        GroupShape(
            slug="acces-aux-droits-et-vie-sociale",
            title="Accès aux droits et vie sociale",
            summary="Des droits connus de ceux qui les ont, et des lieux où l’on se croise.",
            mandate="Simplifier le chemin entre les guichets et soutenir les lieux où les habitants se retrouvent.",
            committee="comite-operationnel",
            findings=["Trois guichets pour une réponse"],
            products=["diagnostic-des-droits", "agents-de-tous-les-droits"],
            themes=["acces-aux-droits", "animation-de-la-vie-sociale"],
            members=roles("directrice de l’accueil", "responsable de l’accueil"),
            meetings=[
                first_meeting(),
                MeetingShape(
                    slug="une-semaine-de-guichet",
                    title="Une semaine derrière le guichet",
                    date=days.working_day(-34),
                    hours=AFTERNOON,
                    place="Hôtel de ville de Gennevilliers",
                    summary="Deux élus ont tenu l’accueil pendant cinq jours : ils racontent (fictif).",
                    agenda=[("Ce qu’ils ont vu", "", "agents-de-tous-les-droits")],
                    minutes=MinutesShape(
                        summary="Le dossier le plus demandé n’est dans aucun présentoir (fictif).",
                        missing={"responsable de l’accueil": "excused"},
                        body=[
                            (
                                "text",
                                "<p>Neuf personnes sur dix venaient pour une seule question : « où en est mon dossier "
                                "? ». Le groupe propose d’y répondre à l’entrée, debout, sans ticket.</p>",
                            )
                        ],
                        decisions=[
                            DecisionShape(
                                "Tenir un comptoir « où en est mon dossier » le mardi matin.",
                                "directrice de l’accueil",
                                GENNEVILLIERS,
                                "ongoing",
                                days.day(25),
                                "agents-de-tous-les-droits",
                            )
                        ],
                    ),
                ),
            ],
        ),
    ]


def housing(days: Days) -> GroupShape:
    """Return the private group: it speaks of families that can be recognised."""
    return GroupShape(
        slug="logement-et-habitat",
        title="Logement et habitat",
        summary="Prévenir les impayés et les expulsions ; le groupe parle de situations vraies, entre ses membres.",
        mandate="Trouver une solution pour chaque famille signalée, avant la dette.",
        committee="comite-operationnel",
        findings=["Au premier impayé, personne ne bouge"],
        products=["alerte-impayes"],
        themes=["logement-et-habitat"],
        audience="members",
        members=[
            RoleShape("facilitator", "animation@demo.test", "chargée de mission habitat", GENNEVILLIERS),
            RoleShape("group_member", "groupe@demo.test", "travailleuse sociale", CAF_92),
            RoleShape("group_member", "", "conseillère logement", CAF_92),
        ],
        meetings=[
            first_meeting(),
            MeetingShape(
                slug="situations-du-mois",
                title="Les situations du mois",
                date=days.working_day(-12),
                hours=AFTERNOON,
                place="Hôtel de ville de Gennevilliers, salle fermée",
                summary="Onze familles, onze solutions à trouver (fictif).",
                agenda=[("Les situations signalées", "Aucun nom ne s’écrit ici.", "alerte-impayes")],
                minutes=MinutesShape(
                    summary="Sept situations réglées, quatre suivies (fictif).",
                    missing={"conseillère logement": "excused"},
                    body=[
                        ("text", "<p>Le foyer désigné par « vasquinor » a repris son loyer. On garde l’œil ouvert.</p>")
                    ],
                    decisions=[
                        DecisionShape(
                            "Rappeler le bailleur de la situation « vasquinor » avant la fin du mois.",
                            "travailleuse sociale",
                            CAF_92,
                            "to_do",
                            days.day(10),
                            "alerte-impayes",
                        )
                    ],
                ),
            ),
            MeetingShape(
                slug="situations-du-mois-suivant",
                title="Les situations du mois suivant",
                date=days.working_day(18),
                hours=AFTERNOON,
                place="Hôtel de ville de Gennevilliers, salle fermée",
                link="https://visio.exemple.test/habitat",
                summary="Suite des quatre situations suivies (fictif).",
            ),
        ],
    )


# Meetings of the convention itself


def convention_meetings(days: Days) -> list[MeetingShape]:
    return [
        MeetingShape(
            slug="premiers-echanges",
            title="Premiers échanges entre la Caf et la Ville",
            date=said("premier trimestre 2014"),
            place="Gennevilliers",
            summary="Au début de l’année, la Caf et la Ville ouvrent le chantier.",
            agenda=[("Pourquoi une convention globale ?", "", "")],
        ),
        MeetingShape(
            slug="preparation-de-l-equipe",
            title="L’équipe prépare la suite",
            date=days.working_day(22),
            hours=MORNING,
            link="https://visio.exemple.test/equipe-gennevilliers",
            summary="Réunion d’équipe, dite « orbesquille » : le calendrier de la négociation (fictif).",
            audience="staff",
        ),
    ]


EVALUATIONS = [
    EvaluationShape(
        slug="fin-de-convention",
        title="Évaluation de fin de convention (fictif)",
        summary="Des expulsions évitées, des vacances prises, un diagnostic laissé en route.",
        date=said("avril 2019"),
        scope="Les quatre ans de la convention ; évaluation inventée pour la démonstration.",
        body=[("text", "<p>Chaque groupe a relu ses actions avec trois habitants qui n’y avaient pas pris part.</p>")],
        outcomes=[
            OutcomeShape("result", "Soixante-huit expulsions évitées.", "2.1"),
            OutcomeShape("result", "Vingt-six familles parties en vacances, dont vingt pour la première fois.", "1.3"),
            OutcomeShape("not_reached", "Le diagnostic des droits a été abandonné à mi-chemin.", "3.1"),
            OutcomeShape(
                "correction", "Partir des guichets, et non des fichiers, dans la prochaine convention.", "3.1"
            ),
        ],
    )
]


def news(days: Days) -> list[NewsShape]:
    return [
        NewsShape(
            slug="les-six-groupes-reprennent",
            title="Les six groupes se remettent au travail",
            date=days.day(-28),
            summary="Pour que la convention suivante commence là où la première s’est arrêtée (fictif).",
            body=[
                ("text", "<p>Mêmes thèmes, nouvelles têtes, et une consigne : tenir sur une page.</p>"),
            ],
            themes=["animation-de-la-vie-sociale"],
        ),
        NewsShape(
            slug="le-stand-du-marche",
            title="Au marché, le stand est toujours là",
            date=days.day(-4),
            summary="Entre le fromager et les chaussettes, une juriste écoute (fictif).",
            body=[("text", "<p>Cent femmes s’y sont arrêtées ce trimestre. Beaucoup reviennent avec une amie.</p>")],
            themes=["egalite-femmes-hommes", "acces-aux-droits"],
        ),
    ]


def events(days: Days) -> list[EventShape]:
    return [
        EventShape(
            slug="fete-des-berges",
            title="Fête des berges",
            starts=days.at(days.saturday(45), 0),
            ends=days.at(days.saturday(45), 23),
            whole_day=True,
            place="Berges de Seine, Gennevilliers",
            organiser=GENNEVILLIERS,
            summary="Une journée au bord de l’eau, où chaque groupe tient une table (fictif).",
            body=[("text", "<p>On y signe la pétition des ados pour un départ en car à neuf heures.</p>")],
            themes=["vacances-et-loisirs", "animation-de-la-vie-sociale"],
        )
    ]


MEMBERS_PAGE = PageShape(
    slug="documents-de-travail",
    title="Documents de travail des membres",
    summary="Les pistes de la convention suivante, entre membres (fictif).",
    audience="members",
    body=[
        ("text", "<p>Une première piste, « cabrinole », circule ; elle n’engage personne.</p>"),
        ("document", {"document": MEMBERS_NOTE, "label": ""}),
    ],
)
