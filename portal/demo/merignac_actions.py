"""The actions of Mérignac: six that public texts tell of, up to 2010; the others invented, and dated from today."""

from portal.demo.days import Days, said
from portal.demo.organisations import (
    ARPENTS,
    CAF_33,
    CCAS,
    CENTRE_PARC,
    CENTRE_SOURCE,
    CENTRE_TILLEULS,
    CRECHE,
    ESCALE,
    FOYER,
    GIRONDE,
    GRAND_PARC,
    LAEP,
    LARGE,
    LOISIRS,
    MEDIATION,
    MERIGNAC,
    PASSERELLE,
    PINS,
    TILLEULS,
    VELO,
)
from portal.demo.shapes import ActionShape, IndicatorShape, Measured, NoteShape

PAIR = ("conseillère territoriale", "chargé de mission cohésion urbaine et sociale")
EARLY = ("conseillère technique petite enfance", "responsable de la petite enfance")
YOUTH = ("conseillère technique enfance et jeunesse", "directrice de la vie scolaire")
PARENTS = ("conseillère technique parentalité", "coordinatrice de la parentalité")
SOCIAL = ("conseiller technique animation de la vie sociale", "chargée de la vie des quartiers")
RIGHTS = ("responsable du travail social", "directrice de l’action sociale et du CCAS")
HOUSING = ("conseillère technique logement", "chargé de mission habitat")

RECONSTRUCTED = "Point reconstitué pour la démonstration à partir de textes publics : "


def actions(days: Days) -> list[ActionShape]:
    """Return them in the order in which they are published, the oldest first."""
    return [
        *first_plan(),
        *family_and_work(days),
        *parents(days),
        *neighbourhoods(days),
        *autonomy(days),
    ]


def first_plan() -> list[ActionShape]:
    closing = said("31 décembre 2010").first_day
    return [
        ActionShape(
            slug="diagnostic-partage-2009",
            title="Croiser le diagnostic de la Ville et celui de la Caf",
            summary="Trois ans d’enquête sociale d’un côté, les données des allocataires de l’autre : mis ensemble, "
            "ils ont fondé le plan.",
            target="",
            kind="diagnosis",
            status="done",
            lead=CAF_33,
            planned=(said("janvier 2009"), said("avril 2009")),
            actual=(said("janvier 2009"), said("avril 2009")),
            pair=PAIR,
            partners=[(MERIGNAC, "Diagnostic social mené pendant trois ans")],
            means="Agents de la Ville et de la Caf.",
            notes=[
                NoteShape(
                    closing,
                    100,
                    RECONSTRUCTED + "la Caf a bâti son propre diagnostic du territoire ; la Ville a accéléré le sien, "
                    "destiné à son projet social. Les priorités des deux ont été croisées.",
                    "Les associations n’ont pas été associées à cette étape et l’ont regretté.",
                    "La convention leur a été transmise avec l’invitation à proposer des actions.",
                )
            ],
            themes=["acces-aux-droits", "animation-de-la-vie-sociale"],
            tags=["diagnostic partagé", "projet social de territoire"],
            body=[
                (
                    "text",
                    "<p>Peu de communes avaient alors un projet social écrit. À Mérignac il était en chantier : la "
                    "convention en a pressé la rédaction et lui a donné son cadre pour les services aux familles.</p>",
                )
            ],
        ),
        ActionShape(
            slug="coordination-des-centres-sociaux",
            title="Créer une instance de coordination des centres sociaux",
            summary="Autour d’une même table, les centres ajustent leurs projets aux besoins de chaque quartier et "
            "partagent leurs moyens.",
            target="3.1",
            kind="coordination",
            status="done",
            lead=MERIGNAC,
            planned=(said("2009"), said("2010")),
            actual=(said("2009"), said("2010")),
            pair=SOCIAL,
            partners=[(CAF_33, "Agrément des centres et appui technique")],
            notes=[
                NoteShape(
                    closing,
                    100,
                    RECONSTRUCTED
                    + "l’instance existe ; chaque projet de centre est discuté par tous avant d’être arrêté.",
                )
            ],
            themes=["animation-de-la-vie-sociale"],
            tags=["mutualisation", "centres sociaux"],
            body=[
                (
                    "text",
                    "<p>Qui fait quoi, dans quel quartier, avec quelle salle et quel minibus ? L’instance répond à ces "
                    "questions ensemble. Le projet d’un centre n’est plus seulement l’affaire de ce centre.</p>",
                )
            ],
        ),
        ActionShape(
            slug="periodes-d-agrement",
            title="Harmoniser les périodes d’agrément des centres sociaux",
            summary="Des agréments qui commencent et finissent le même jour, pour écrire les projets ensemble.",
            target="3.1",
            kind="coordination",
            status="done",
            lead=CAF_33,
            planned=(said("2009"), said("2011")),
            actual=(said("2009"), said("2011")),
            pair=SOCIAL,
            partners=[(MERIGNAC, "Calendrier des projets de quartier")],
            notes=[
                NoteShape(
                    closing,
                    80,
                    RECONSTRUCTED + "c’est l’un des premiers chantiers techniques de l’instance de coordination.",
                    "Des agréments en cours n’avaient pas la même échéance.",
                    "Les périodes sont rapprochées au fil des renouvellements.",
                )
            ],
            themes=["animation-de-la-vie-sociale"],
            tags=["agrément", "centres sociaux"],
        ),
        ActionShape(
            slug="foyer-de-jeunes-travailleurs",
            title="Accompagner un projet de foyer de jeunes travailleurs",
            summary="Ville et Caf suivent ensemble un même projet de logement pour les jeunes qui commencent à "
            "travailler.",
            target="4.1",
            kind="support",
            status="done",
            lead=MERIGNAC,
            planned=(said("2009"), said("2010")),
            actual=(said("2009"), said("2010")),
            pair=HOUSING,
            partners=[(CAF_33, "Ingénierie et aides collectives")],
            notes=[
                NoteShape(closing, 100, RECONSTRUCTED + "le projet est inscrit au plan d’actions et suivi en binôme.")
            ],
            themes=["logement-et-habitat", "insertion"],
            tags=["jeunes", "logement"],
        ),
        ActionShape(
            slug="comite-thematique-parentalite",
            title="Réunir un comité thématique sur la parentalité",
            summary="Ville, Caf, Département et groupe de réflexion : ceux qui aident les parents se parlent enfin au "
            "même endroit.",
            target="2.2",
            kind="coordination",
            status="done",
            lead=CAF_33,
            planned=(said("2009"), said("2010")),
            actual=(said("2009"), said("2010")),
            pair=PARENTS,
            partners=[
                (MERIGNAC, "Services de la petite enfance et de la vie scolaire"),
                (GIRONDE, "Maison de la solidarité et de l’insertion, protection maternelle et infantile"),
            ],
            notes=[
                NoteShape(
                    closing,
                    100,
                    RECONSTRUCTED
                    + "le comité réunit la Ville, la Caf, le groupe de réflexion sur la parentalité, la maison "
                    "départementale et la protection maternelle et infantile.",
                )
            ],
            themes=["parentalite"],
            tags=["comité thématique"],
        ),
        ActionShape(
            slug="participation-des-habitants-2009",
            title="Associer les habitants aux premiers projets",
            summary="Réunions de pied d’immeuble et groupes de projet : les habitants entrent dans le plan d’actions.",
            target="3.2",
            kind="participation",
            status="done",
            lead=MERIGNAC,
            planned=(said("2009"), said("2010")),
            actual=(said("2009"), said("2010")),
            pair=PAIR,
            partners=[(CAF_33, "Travailleurs sociaux de l’unité territoriale")],
            notes=[
                NoteShape(
                    closing,
                    100,
                    RECONSTRUCTED + "des actions de participation des habitants figurent au plan sur les quatre axes.",
                )
            ],
            themes=["animation-de-la-vie-sociale", "cadre-de-vie"],
            tags=["participation"],
        ),
    ]


def family_and_work(days: Days) -> list[ActionShape]:
    year = days.year
    return [
        ActionShape(
            slug="sejours-entre-generations",
            title="Des séjours entre générations",
            summary="Enfants, parents et grands-parents une semaine à la mer. Trop peu d’inscrits : l’action s’est "
            "arrêtée.",
            target="1.3",
            kind="support",
            status="abandoned",
            lead=LARGE,
            planned=(days.month(-26), days.month(-10)),
            actual=(days.month(-25), days.month(-15)),
            pair=YOUTH,
            partners=[(CCAS, "Repérage des aînés isolés")],
            people=14,
            means="Un animateur à mi-temps, trois mobil-homes.",
            financing=[(year(-2), CAF_33, 9000, 4200), (year(-2), MERIGNAC, 9000, 4200), (year(-1), CAF_33, 9000, 0)],
            indicators=[
                IndicatorShape(
                    "Participants",
                    "personnes",
                    0,
                    days.month(-26),
                    80,
                    days.month(-10),
                    [Measured(days.day(-560), 8), Measured(days.day(-460), 14, "Un seul séjour a eu lieu.")],
                )
            ],
            notes=[
                NoteShape(days.day(-640), 15, "Trois lieux visités, un retenu à Andernos. L’affiche est prête."),
                NoteShape(
                    days.day(-455),
                    30,
                    "Un séjour de cinq jours, quatorze personnes, beaucoup de parties de cartes.",
                    "Deux séjours annulés faute d’inscrits : les aînés hésitent à partir hors de l’été.",
                    "Arrêt proposé au comité de pilotage ; le reste du budget va aux premiers départs en famille.",
                ),
            ],
            themes=["vacances-et-loisirs", "enfance-et-jeunesse"],
            tags=["intergénérationnel"],
        ),
        ActionShape(
            slug="guichet-petite-enfance",
            title="Une seule demande pour tous les modes d’accueil",
            summary="Crèches, assistantes maternelles, haltes : les parents déposent un dossier et un seul, et savent "
            "quand on leur répond.",
            target="1.2",
            kind="coordination",
            status="done",
            lead=MERIGNAC,
            planned=(days.month(-30), days.month(-6)),
            actual=(days.month(-29), days.month(-5)),
            pair=EARLY,
            partners=[
                (CAF_33, "Lien avec le service national de recherche d’accueil"),
                (PINS, "Places de deux crèches dans la liste commune"),
            ],
            structures=[CRECHE],
            people=1240,
            means="Deux agents d’accueil, un logiciel partagé, quatre formations.",
            financing=[
                (year(-2), MERIGNAC, 38000, 41200),
                (year(-2), CAF_33, 20000, 20000),
                (year(-1), MERIGNAC, 26000, 24800),
                (year(-1), CAF_33, 12000, 12000),
            ],
            indicators=[
                IndicatorShape(
                    "Dossiers traités en moins de trente jours",
                    "%",
                    22,
                    days.month(-30),
                    90,
                    days.month(-6),
                    [
                        Measured(days.day(-720), 31),
                        Measured(days.day(-540), 52),
                        Measured(days.day(-360), 74),
                        Measured(days.day(-160), 91, "Cible dépassée."),
                    ],
                ),
                IndicatorShape(
                    "Pièces demandées aux parents",
                    "pièces",
                    17,
                    days.month(-30),
                    6,
                    days.month(-6),
                    [Measured(days.day(-540), 11), Measured(days.day(-200), 6)],
                ),
            ],
            notes=[
                NoteShape(days.day(-760), 20, "Les onze formulaires existants sont comparés ligne à ligne."),
                NoteShape(
                    days.day(-580),
                    45,
                    "Liste de pièces ramenée de dix-sept à onze. Premier test dans deux crèches.",
                    "Deux gestionnaires tenaient à leur propre dossier.",
                    "Ils siègent désormais à la commission qui écrit les règles.",
                ),
                NoteShape(days.day(-390), 75, "Ouverture au public, le mercredi compris."),
                NoteShape(
                    days.day(-160), 100, "Toutes les demandes passent par le guichet. L’action devient un service."
                ),
            ],
            themes=["petite-enfance", "acces-aux-droits"],
            tags=["guichet unique", "simplification"],
            body=[
                ("heading", {"text": "Avant", "level": "2"}),
                (
                    "text",
                    "<p>Onze formulaires, trois listes d’attente, et des parents qui recopiaient leur adresse le soir. "
                    "Certains apprenaient une place libre après avoir renoncé à leur contrat.</p>",
                ),
                ("heading", {"text": "Après", "level": "2"}),
                (
                    "figures",
                    {
                        "figures": [
                            {"value": "1", "label": "formulaire"},
                            {"value": "6", "label": "pièces à fournir au lieu de 17"},
                            {"value": "26 jours", "label": "pour une réponse, en moyenne"},
                        ]
                    },
                ),
                (
                    "quote",
                    {
                        "text": "J’ai su le jour même quand on me répondrait. C’est tout ce que je demandais.",
                        "author": "Une mère de jumeaux",
                        "role": "parole imaginée pour la démonstration",
                    },
                ),
            ],
        ),
        ActionShape(
            slug="creche-a-horaires-decales",
            title="Ouvrir la crèche à cinq heures et demie",
            summary="Pour les parents de l’aéroport et de l’hôpital : douze places d’accueil très tôt et tard le soir.",
            target="1.1",
            kind="support",
            status="ongoing",
            lead=PINS,
            planned=(days.month(-22), days.month(-2)),
            actual=(days.month(-20), None),
            pair=EARLY,
            partners=[
                (CAF_33, "Bonus horaires et appui technique"),
                (MERIGNAC, "Locaux et agents de nuit"),
                (GIRONDE, "Avis de la protection maternelle et infantile"),
            ],
            structures=[CRECHE],
            people=29,
            means="Trois postes d’auxiliaire, un veilleur, une salle de repos refaite.",
            financing=[
                (year(-1), CAF_33, 45000, 45000),
                (year(-1), MERIGNAC, 45000, 39500),
                (year(), CAF_33, 60000, 30000),
                (year(), MERIGNAC, 60000, None),
                (year(1), CAF_33, 60000, None),
            ],
            indicators=[
                IndicatorShape(
                    "Places ouvertes avant 7 h",
                    "places",
                    0,
                    days.month(-22),
                    12,
                    days.month(-2),
                    [
                        Measured(days.day(-500), 2),
                        Measured(days.day(-330), 5),
                        Measured(days.day(-180), 8),
                        Measured(days.day(-45), 9, "Une auxiliaire manque encore."),
                    ],
                )
            ],
            notes=[
                NoteShape(days.day(-560), 15, "Enquête auprès de 180 salariés : la moitié commence avant sept heures."),
                NoteShape(days.day(-400), 40, "Deux premières places, puis cinq. La salle de repos est prête."),
                NoteShape(
                    days.day(-220),
                    65,
                    "Huit enfants accueillis avant l’aube, trois après vingt heures.",
                    "Recruter pour cinq heures du matin prend trois fois plus de temps que prévu.",
                    "Une prime de la Ville et un covoiturage pour l’équipe sont décidés.",
                ),
                NoteShape(
                    days.day(-45),
                    80,
                    "Neuf places ouvertes sur douze.",
                    "La dernière auxiliaire a renoncé une semaine avant son arrivée.",
                    "Nouvelle annonce avec logement temporaire à la résidence La Passerelle.",
                ),
            ],
            themes=["petite-enfance", "insertion"],
            tags=["horaires décalés", "recrutement"],
            body=[
                ("heading", {"text": "À qui cela sert", "level": "2"}),
                (
                    "text",
                    "<p>Agentes d’escale, aides-soignants, boulangères : leur journée finit parfois quand celle des "
                    "autres commence. Beaucoup confiaient leurs enfants à une voisine, à tour de rôle, sans filet.</p>",
                ),
                (
                    "callout",
                    {
                        "tone": "info",
                        "title": "Comment en profiter",
                        "text": "<p>La demande se fait au guichet de la petite enfance. Un justificatif d’horaires "
                        "suffit.</p>",
                    },
                ),
            ],
        ),
        ActionShape(
            slug="relais-itinerant",
            title="Un relais qui vient aux assistantes maternelles",
            summary="Un véhicule aménagé, cinq haltes par semaine : jeux, conseils et temps collectifs près de chez "
            "elles.",
            target="1.1",
            kind="support",
            status="ongoing",
            lead=MERIGNAC,
            planned=(days.month(-14), days.month(10)),
            actual=(days.month(-13), None),
            pair=EARLY,
            partners=[(CAF_33, "Prestation de service et formation"), (PINS, "Prêt de matériel d’éveil")],
            people=86,
            means="Une éducatrice à temps plein, un fourgon aménagé.",
            financing=[
                (year(-1), CAF_33, 32000, 32000),
                (year(-1), MERIGNAC, 18000, 19400),
                (year(), CAF_33, 28000, 14000),
                (year(), MERIGNAC, 18000, 9000),
                (year(1), MERIGNAC, 18000, None),
            ],
            indicators=[
                IndicatorShape(
                    "Assistantes maternelles venues au moins deux fois",
                    "personnes",
                    0,
                    days.month(-14),
                    130,
                    days.month(10),
                    [Measured(days.day(-300), 34), Measured(days.day(-170), 61), Measured(days.day(-30), 86)],
                )
            ],
            notes=[
                NoteShape(days.day(-330), 25, "Le fourgon roule. Trois haltes ouvertes, toutes combles le jeudi."),
                NoteShape(
                    days.day(-175),
                    45,
                    "Cinq haltes par semaine.",
                    "Panne de chauffage du fourgon : deux semaines sans sorties.",
                    "Accueil de repli négocié dans les centres sociaux.",
                ),
                NoteShape(days.day(-30), 60, "Premier groupe de parole le soir, douze participantes."),
            ],
            themes=["petite-enfance"],
            tags=["itinérance", "assistantes maternelles"],
            body=[
                (
                    "text",
                    "<p>Travailler seule chez soi, avec trois enfants des autres : le métier isole. Le fourgon apporte "
                    "des tapis, des livres et surtout des collègues. Les parents y passent aussi, pour comprendre un "
                    "contrat ou une fiche de paie.</p>",
                )
            ],
        ),
        ActionShape(
            slug="premiers-departs",
            title="Partir en vacances pour la première fois",
            summary="Quarante familles préparent leur premier départ pendant six mois : le budget, le train, la "
            "valise.",
            target="1.3",
            kind="support",
            status="ongoing",
            lead=LARGE,
            planned=(days.month(-17), days.month(7)),
            actual=(days.month(-17), None),
            pair=YOUTH,
            partners=[
                (CAF_33, "Aides aux vacances des familles"),
                (TILLEULS, "Ateliers de préparation"),
                (CCAS, "Avance sur les billets de train"),
            ],
            structures=[CENTRE_TILLEULS],
            people=112,
            means="Une accompagnatrice, douze ateliers par saison, un fonds d’avance.",
            financing=[
                (year(-1), CAF_33, 16000, 16000),
                (year(-1), MERIGNAC, 8000, 7600),
                (year(), CAF_33, 18000, 18000),
                (year(), MERIGNAC, 8000, 4100),
            ],
            indicators=[
                IndicatorShape(
                    "Familles parties pour la première fois",
                    "familles",
                    0,
                    days.month(-17),
                    40,
                    days.month(7),
                    [Measured(days.day(-440), 6), Measured(days.day(-260), 15), Measured(days.day(-70), 31)],
                )
            ],
            notes=[
                NoteShape(days.day(-450), 20, "Vingt-deux familles inscrites, six premiers départs."),
                NoteShape(
                    days.day(-265),
                    50,
                    "Quinze familles parties. Les ateliers du budget débordent de la salle.",
                    "Trois annulations faute de garde pour l’animal de la maison.",
                    "Un réseau de voisins gardiens est né au centre social.",
                ),
                NoteShape(days.day(-70), 75, "Trente et une familles revenues, trente et un albums de photos."),
            ],
            themes=["vacances-et-loisirs", "animation-de-la-vie-sociale"],
            tags=["premier départ", "budget"],
            body=[
                (
                    "text",
                    "<p>Ne jamais être parti, ce n’est pas seulement une affaire d’argent. C’est ne pas savoir ce "
                    "qu’on emporte, comment on réserve, qui prévenir. On l’apprend ici, à plusieurs, autour d’un "
                    "café.</p>",
                ),
                (
                    "quote",
                    {
                        "text": "La mer, ma fille la dessinait. Maintenant elle la raconte.",
                        "author": "Un père de famille",
                        "role": "parole imaginée pour la démonstration",
                    },
                ),
            ],
        ),
        ActionShape(
            slug="mercredis-partages",
            title="Des mercredis partagés entre quartiers",
            summary="Un enfant inscrit ici peut faire du théâtre là-bas : les accueils de loisirs mettent en commun "
            "leurs ateliers et un minibus.",
            target="1.3",
            kind="coordination",
            status="ongoing",
            lead=MERIGNAC,
            planned=(days.month(-11), days.month(13)),
            actual=(days.month(-10), None),
            pair=YOUTH,
            partners=[
                (GRAND_PARC, "Salle de théâtre"),
                (TILLEULS, "Atelier cuisine"),
                (CAF_33, "Bonification du mercredi"),
            ],
            structures=[LOISIRS, CENTRE_PARC, CENTRE_TILLEULS],
            people=318,
            means="Un minibus, un coordinateur à mi-temps, neuf ateliers.",
            financing=[
                (year(-1), MERIGNAC, 12000, 11700),
                (year(), MERIGNAC, 44000, 21000),
                (year(), CAF_33, 30000, 15000),
                (year(1), MERIGNAC, 44000, None),
                (year(1), CAF_33, 30000, None),
            ],
            indicators=[
                IndicatorShape(
                    "Enfants ayant suivi un atelier hors de leur quartier",
                    "enfants",
                    20,
                    days.month(-11),
                    500,
                    days.month(13),
                    [Measured(days.day(-210), 96), Measured(days.day(-100), 207), Measured(days.day(-3), 318)],
                )
            ],
            notes=[
                NoteShape(days.day(-215), 20, "Neuf ateliers choisis par les enfants, à main levée."),
                NoteShape(
                    days.day(-100),
                    35,
                    "Le minibus fait deux boucles, à treize heures et à dix-huit heures.",
                    "Certains parents craignent le trajet.",
                    "Un animateur monte à bord et un message part à l’arrivée.",
                ),
                NoteShape(days.day(-3), 45, "Premier spectacle commun : la salle du grand parc était pleine."),
            ],
            themes=["enfance-et-jeunesse", "vacances-et-loisirs", "handicap"],
            tags=["mercredi", "mobilité"],
            body=[
                (
                    "text",
                    "<p>Chaque accueil de loisirs avait ses points forts et ses salles vides. On a mis les plannings "
                    "bout à bout et laissé les enfants choisir. Un atelier sur trois accueille un enfant en situation "
                    "de handicap, avec un animateur de plus.</p>",
                )
            ],
        ),
        ActionShape(
            slug="carte-des-modes-d-accueil",
            title="La carte des modes d’accueil, en une page",
            summary="Une carte imprimée et en ligne où chaque place d’accueil dit ses horaires et son prix.",
            target="1.2",
            kind="diagnosis",
            status="planned",
            lead=CAF_33,
            planned=(days.quarter(1), days.quarter(3)),
            pair=EARLY,
            partners=[(MERIGNAC, "Données du guichet")],
            means="Un stage de six mois, l’imprimerie municipale.",
            financing=[(year(1), CAF_33, 6000, None), (year(1), MERIGNAC, 6000, None)],
            indicators=[IndicatorShape("Exemplaires distribués", "cartes", 0, days.month(0), 5000, days.quarter(3))],
            themes=["petite-enfance", "numerique"],
            tags=["cartographie"],
        ),
    ]


def parents(days: Days) -> list[ActionShape]:
    year = days.year
    return [
        ActionShape(
            slug="semaine-de-la-parentalite",
            title="La semaine des parents",
            summary="Sept jours, vingt-trois rendez-vous gratuits, et une nuit blanche pour ceux dont le bébé ne dort "
            "pas.",
            target="2.2",
            kind="participation",
            status="done",
            lead=ESCALE,
            planned=(days.month(-18), days.month(-12)),
            actual=(days.month(-18), days.month(-12)),
            pair=PARENTS,
            partners=[
                (CAF_33, "Subvention et affichage"),
                (MERIGNAC, "Salles et jardins"),
                (GIRONDE, "Puéricultrices"),
            ],
            structures=[LAEP, CENTRE_SOURCE],
            people=940,
            means="Cinquante bénévoles, trois salariés à mi-temps pendant deux mois.",
            financing=[
                (year(-1), CAF_33, 7500, 7500),
                (year(-1), MERIGNAC, 7500, 8100),
                (year(-1), GIRONDE, 2000, 2000),
            ],
            indicators=[
                IndicatorShape(
                    "Participants",
                    "personnes",
                    300,
                    days.month(-30),
                    800,
                    days.month(-12),
                    [Measured(days.day(-350), 940)],
                )
            ],
            notes=[
                NoteShape(
                    days.day(-450), 50, "Programme bouclé avec dix-sept structures, une réunion de moins que prévu."
                ),
                NoteShape(
                    days.day(-350),
                    100,
                    "Neuf cent quarante personnes. La nuit blanche a fini à trois heures du matin, autour d’une soupe.",
                    "Les pères restent peu nombreux, un sur six.",
                    "L’an prochain, la moitié des rendez-vous auront lieu le samedi.",
                ),
            ],
            themes=["parentalite", "egalite-femmes-hommes"],
            tags=["événement"],
            body=[
                (
                    "text",
                    "<p>Le comité thématique avait envie d’une fête, pas d’un colloque. Chaque structure a donc offert "
                    "ce qu’elle savait faire : un massage pour bébés, un débat sur les écrans, une lecture au "
                    "parc.</p>",
                )
            ],
        ),
        ActionShape(
            slug="mediation-familiale",
            title="La médiation familiale près de chez soi",
            summary="Une médiatrice deux jours par semaine au centre social. En pause, le temps de trouver qui la "
            "remplace.",
            target="2.1",
            kind="support",
            status="suspended",
            lead=MEDIATION,
            planned=(days.month(-20), days.month(4)),
            actual=(days.month(-19), None),
            pair=PARENTS,
            partners=[(CAF_33, "Prestation de service"), (GRAND_PARC, "Un bureau au calme")],
            structures=[CENTRE_PARC],
            people=47,
            means="Une médiatrice diplômée à 40 %.",
            financing=[
                (year(-1), CAF_33, 14000, 14000),
                (year(-1), MERIGNAC, 6000, 6000),
                (year(), CAF_33, 14000, 5800),
            ],
            indicators=[
                IndicatorShape(
                    "Accords écrits entre parents séparés",
                    "accords",
                    0,
                    days.month(-20),
                    40,
                    days.month(4),
                    [Measured(days.day(-430), 5), Measured(days.day(-280), 13), Measured(days.day(-150), 18)],
                )
            ],
            notes=[
                NoteShape(days.day(-430), 20, "Premières médiations, cinq accords."),
                NoteShape(days.day(-285), 40, "Treize accords. La file d’attente atteint deux mois."),
                NoteShape(
                    days.day(-150),
                    45,
                    "Dix-huit accords avant l’arrêt.",
                    "La médiatrice est partie en Bretagne ; le diplôme est rare.",
                    "Suspension de six mois, les familles sont orientées vers Bordeaux.",
                ),
            ],
            themes=["parentalite"],
            tags=["médiation", "séparation"],
            body=[
                (
                    "text",
                    "<p>Une séparation n’attend pas qu’un rendez-vous se libère. La permanence rapprochait la "
                    "médiation des quartiers ; elle rouvrira dès qu’une personne diplômée sera recrutée.</p>",
                )
            ],
        ),
        ActionShape(
            slug="cafes-des-parents",
            title="Le café des parents, à la grille de l’école",
            summary="Un triporteur, une cafetière et une oreille : les conversations commencent à huit heures trente.",
            target="2.1",
            kind="participation",
            status="ongoing",
            lead=TILLEULS,
            planned=(days.month(-16), days.month(8)),
            actual=(days.month(-15), None),
            pair=PARENTS,
            partners=[(MERIGNAC, "Accord des écoles"), (VELO, "Prêt et entretien du triporteur")],
            structures=[CENTRE_TILLEULS],
            people=260,
            means="Deux animatrices, un triporteur, quarante litres de café par mois.",
            financing=[(year(-1), MERIGNAC, 5200, 5200), (year(), MERIGNAC, 5200, 2600), (year(), CAF_33, 4000, 4000)],
            indicators=[
                IndicatorShape(
                    "Écoles où le café s’arrête chaque mois",
                    "écoles",
                    0,
                    days.month(-16),
                    18,
                    days.month(8),
                    [Measured(days.day(-400), 4), Measured(days.day(-240), 10)],
                )
            ],
            notes=[
                NoteShape(days.day(-400), 25, "Quatre écoles. Les pères viennent le vendredi."),
                NoteShape(
                    days.day(-240),
                    55,
                    "Dix écoles. Deux parents sont devenus bénévoles.",
                    "Il pleut.",
                    "Un barnum est commandé.",
                ),
            ],
            themes=["parentalite", "animation-de-la-vie-sociale"],
            tags=["école", "aller vers"],
            body=[
                (
                    "text",
                    "<p>On n’invite personne à une réunion. On se met là où les parents passent, on sert un café, et "
                    "l’on revient la semaine suivante. Le reste vient : une question sur la cantine, puis sur le "
                    "sommeil, puis sur le reste.</p>",
                )
            ],
        ),
        ActionShape(
            slug="la-bulle-le-samedi",
            title="La Bulle ouvre le samedi",
            summary="Le lieu d’accueil enfants-parents ouvre aussi le samedi matin, pour ceux qui travaillent la "
            "semaine.",
            target="2.1",
            kind="support",
            status="ongoing",
            lead=ESCALE,
            planned=(days.month(-12), days.month(2)),
            actual=(days.month(-12), None),
            pair=PARENTS,
            partners=[(CAF_33, "Prestation de service"), (MERIGNAC, "Mise à disposition des locaux")],
            structures=[LAEP],
            people=173,
            means="Deux accueillantes, une psychologue une fois par mois.",
            financing=[
                (year(-1), CAF_33, 9000, 9000),
                (year(), CAF_33, 18000, 18000),
                (year(), MERIGNAC, 9000, 6700),
            ],
            indicators=[
                IndicatorShape(
                    "Familles venues un samedi",
                    "familles",
                    0,
                    days.month(-12),
                    120,
                    days.month(2),
                    [
                        Measured(days.day(-300), 22),
                        Measured(days.day(-200), 58),
                        Measured(days.day(-110), 87),
                        Measured(days.day(-12), 109),
                    ],
                )
            ],
            notes=[
                NoteShape(days.day(-300), 30, "Ouverture. On a manqué de tapis dès la deuxième semaine."),
                NoteShape(days.day(-200), 55, "Les pères sont la moitié des adultes du samedi."),
                NoteShape(days.day(-110), 75, "La psychologue rejoint l’équipe un samedi sur quatre."),
                NoteShape(days.day(-12), 90, "Cent neuf familles. Il reste à pérenniser le financement."),
            ],
            themes=["parentalite", "petite-enfance", "egalite-femmes-hommes"],
            tags=["samedi", "pères"],
            body=[
                (
                    "text",
                    "<p>On entre, on donne un prénom, on joue. Aucun dossier, aucune inscription. Les accueillantes "
                    "écoutent autant qu’elles rangent.</p>",
                )
            ],
        ),
        ActionShape(
            slug="annuaire-des-professionnels",
            title="L’annuaire commun des professionnels de la parentalité",
            summary="Qui appeler, pour quoi, et à quelle heure : l’outil de travail des membres de la convention.",
            target="2.2",
            kind="coordination",
            status="ongoing",
            lead=CAF_33,
            planned=(days.month(-8), days.month(6)),
            actual=(days.month(-7), None),
            pair=PARENTS,
            partners=[(GIRONDE, "Équipes de la protection maternelle et infantile"), (ESCALE, "Relecture")],
            means="Dix jours de travail partagés entre les deux coordinations.",
            indicators=[
                IndicatorShape(
                    "Fiches relues dans l’année",
                    "fiches",
                    0,
                    days.month(-8),
                    80,
                    days.month(6),
                    [Measured(days.day(-60), 46)],
                )
            ],
            notes=[
                NoteShape(days.day(-150), 30, "Quarante fiches reprises de l’ancien classeur."),
                NoteShape(
                    days.day(-60),
                    60,
                    "Quarante-six fiches relues par les intéressés.",
                    "Les lignes directes changent vite.",
                ),
            ],
            themes=["parentalite"],
            tags=["annuaire"],
            body=[("text", "<p>Le classeur d’origine, baptisé « houspelune », reste consultable au CCAS.</p>")],
            audience="members",
        ),
    ]


def neighbourhoods(days: Days) -> list[ActionShape]:
    year = days.year
    return [
        ActionShape(
            slug="programme-commun-des-centres",
            title="Un seul programme pour les trois centres sociaux",
            summary="Trois équipes, un dépliant, une inscription : on choisit l’activité avant de choisir le centre.",
            target="3.1",
            kind="coordination",
            status="ongoing",
            lead=GRAND_PARC,
            planned=(days.month(-15), days.month(9)),
            actual=(days.month(-14), None),
            pair=SOCIAL,
            partners=[
                (TILLEULS, "Coordination du dépliant"),
                (MERIGNAC, "Centre de la Source"),
                (CAF_33, "Appui technique"),
            ],
            structures=[CENTRE_TILLEULS, CENTRE_PARC, CENTRE_SOURCE],
            people=1520,
            means="Une réunion par mois, un graphiste, une base d’inscriptions commune.",
            financing=[
                (year(-1), CAF_33, 15000, 15000),
                (year(), CAF_33, 15000, 7500),
                (year(), MERIGNAC, 11000, 8800),
                (year(1), CAF_33, 15000, None),
            ],
            indicators=[
                IndicatorShape(
                    "Habitants inscrits dans un autre centre que le plus proche",
                    "habitants",
                    90,
                    days.month(-15),
                    400,
                    days.month(9),
                    [Measured(days.day(-290), 140), Measured(days.day(-160), 236), Measured(days.day(-20), 301)],
                )
            ],
            notes=[
                NoteShape(
                    days.day(-390), 15, "Les trois calendriers posés sur le même mur : onze doublons, deux trous."
                ),
                NoteShape(days.day(-290), 35, "Premier dépliant commun, trois mille exemplaires."),
                NoteShape(
                    days.day(-160),
                    50,
                    "Inscription possible dans n’importe quel centre.",
                    "Les tarifs différaient d’un centre à l’autre.",
                    "Une grille unique, votée par les trois conseils d’administration.",
                ),
                NoteShape(days.day(-20), 65, "Le ciné-club du jeudi réunit les trois quartiers."),
            ],
            themes=["animation-de-la-vie-sociale"],
            tags=["mutualisation", "centres sociaux"],
            body=[
                (
                    "text",
                    "<p>L’instance de coordination née de la convention avait ouvert la voie. Restait à ce que les "
                    "habitants s’en aperçoivent : c’est l’objet de ce programme.</p>",
                )
            ],
        ),
        ActionShape(
            slug="conseil-des-habitants",
            title="Un conseil des habitants qui reçoit des réponses",
            summary="Vingt-quatre habitants tirés au sort posent leurs questions ; la Ville et la Caf ont deux mois "
            "pour répondre.",
            target="3.2",
            kind="participation",
            status="ongoing",
            lead=MERIGNAC,
            planned=(days.month(-24), days.month(-3)),
            actual=(days.month(-21), None),
            pair=PAIR,
            partners=[(CAF_33, "Réponses sur les prestations"), (GRAND_PARC, "Salle et garde d’enfants")],
            structures=[CENTRE_PARC],
            people=24,
            means="Une facilitatrice, une garde d’enfants à chaque séance.",
            financing=[(year(-1), MERIGNAC, 9000, 8300), (year(), MERIGNAC, 9000, 3900), (year(), CAF_33, 3000, 3000)],
            indicators=[
                IndicatorShape(
                    "Propositions ayant reçu une réponse",
                    "propositions",
                    0,
                    days.month(-24),
                    50,
                    days.month(-3),
                    [Measured(days.day(-420), 6), Measured(days.day(-250), 11), Measured(days.day(-95), 19)],
                )
            ],
            notes=[
                NoteShape(days.day(-600), 10, "Tirage au sort public, au marché. Vingt-quatre acceptent."),
                NoteShape(days.day(-420), 20, "Trois séances, dix-sept propositions."),
                NoteShape(
                    days.day(-250),
                    30,
                    "Onze réponses écrites.",
                    "Les services répondent en retard : personne n’en était chargé.",
                    "Un nom de service en face de chaque proposition, relu chaque mois par le binôme.",
                ),
                NoteShape(days.day(-95), 40, "Dix-neuf réponses, dont quatre « oui »."),
            ],
            themes=["cadre-de-vie", "animation-de-la-vie-sociale"],
            tags=["participation", "tirage au sort"],
            body=[
                (
                    "text",
                    "<p>Un conseil sans réponse lasse en trois séances. La règle est donc simple : toute proposition "
                    "reçoit un « oui », un « non » ou un « pas encore », écrit, avec ses raisons. Le délai de deux "
                    "mois n’est pas encore tenu partout.</p>",
                )
            ],
        ),
        ActionShape(
            slug="factures-plus-legeres",
            title="Des factures plus légères",
            summary="On apprend à régler son chauffage, à lire sa facture et à réclamer ce qui n’est pas dû.",
            target="3.3",
            kind="support",
            status="ongoing",
            lead=CCAS,
            planned=(days.month(-9), days.month(5)),
            actual=(days.month(-8), None),
            pair=HOUSING,
            partners=[(CAF_33, "Repérage des familles en impayé"), (TILLEULS, "Ateliers")],
            structures=[CENTRE_TILLEULS, CENTRE_SOURCE],
            people=138,
            means="Un conseiller énergie, cent mallettes de petits travaux.",
            financing=[(year(), CCAS, 12000, 7200), (year(), CAF_33, 8000, 8000), (year(1), CCAS, 6000, None)],
            indicators=[
                IndicatorShape(
                    "Foyers visités",
                    "foyers",
                    0,
                    days.month(-9),
                    150,
                    days.month(5),
                    [Measured(days.day(-160), 28), Measured(days.day(-50), 83)],
                ),
                IndicatorShape(
                    "Économie moyenne par foyer et par an",
                    "€",
                    None,
                    None,
                    250,
                    days.month(5),
                    [Measured(days.day(-50), 190)],
                ),
            ],
            notes=[
                NoteShape(days.day(-165), 25, "Vingt-huit visites. Une facture sur cinq comportait une erreur."),
                NoteShape(days.day(-50), 55, "Quatre-vingt-trois visites, un atelier chaque mardi."),
            ],
            themes=["logement-et-habitat", "cadre-de-vie"],
            tags=["énergie", "budget"],
            body=[
                (
                    "text",
                    "<p>Le conseiller vient à la maison avec une mallette : joints, ampoules, thermomètre. Il repart "
                    "avec les factures à vérifier. Ce qui est indu est réclamé, ce qui est dû est étalé.</p>",
                )
            ],
        ),
        ActionShape(
            slug="jardin-au-pied-des-immeubles",
            title="Un jardin au pied des immeubles",
            summary="Trente parcelles, un poulailler, et la classe dehors le mardi. Le terrain se fait attendre.",
            target="3.3",
            kind="participation",
            status="planned",
            lead=ARPENTS,
            planned=(days.month(-7), days.month(-1)),
            pair=SOCIAL,
            partners=[(MERIGNAC, "Terrain et point d’eau")],
            people=None,
            means="Trente bénévoles inscrits, un animateur jardin.",
            financing=[(year(), MERIGNAC, 14000, None), (year(), CAF_33, 7000, None)],
            themes=["cadre-de-vie"],
            tags=["jardin partagé", "école"],
            body=[
                (
                    "text",
                    "<p>Les graines sont prêtes, les voisins aussi. Le sol doit encore être analysé avant la signature "
                    "du prêt du terrain.</p>",
                )
            ],
        ),
    ]


def autonomy(days: Days) -> list[ActionShape]:
    year = days.year
    return [
        ActionShape(
            slug="le-temps-d-un-entretien",
            title="Une place en crèche, le temps d’un entretien",
            summary="Deux heures ou deux jours : une garde trouvée en une demi-journée pour passer un entretien ou "
            "suivre un essai.",
            target="4.3",
            kind="support",
            status="done",
            lead=PINS,
            planned=(days.month(-34), days.month(-10)),
            actual=(days.month(-33), days.month(-9)),
            pair=EARLY,
            partners=[
                (MERIGNAC, "Service de l’emploi et de la formation"),
                (CAF_33, "Financement des places d’urgence"),
            ],
            structures=[CRECHE],
            people=204,
            means="Quatre places réservées, un numéro d’appel.",
            financing=[
                (year(-2), CAF_33, 22000, 22000),
                (year(-2), MERIGNAC, 10000, 9100),
                (year(-1), CAF_33, 22000, 20700),
                (year(-1), MERIGNAC, 10000, 10000),
            ],
            indicators=[
                IndicatorShape(
                    "Parents ayant trouvé un emploi ou une formation",
                    "parents",
                    0,
                    days.month(-34),
                    90,
                    days.month(-10),
                    [Measured(days.day(-800), 14), Measured(days.day(-560), 51), Measured(days.day(-280), 97)],
                )
            ],
            notes=[
                NoteShape(days.day(-800), 30, "Quatre places réservées, utilisées un jour sur deux."),
                NoteShape(
                    days.day(-560),
                    65,
                    "Cinquante et un retours à l’emploi ou en formation.",
                    "Neuf demandes sur dix viennent de femmes seules.",
                    "Information aux pères par l’agence pour l’emploi.",
                ),
                NoteShape(days.day(-280), 100, "Quatre-vingt-dix-sept parents. Les places deviennent permanentes."),
            ],
            themes=["insertion", "petite-enfance", "egalite-femmes-hommes"],
            tags=["emploi", "garde d’urgence"],
            body=[
                (
                    "text",
                    "<p>Un entretien se décide souvent la veille. Un numéro, une réponse dans la demi-journée, une "
                    "place gardée libre : c’était assez pour que la garde ne soit plus la raison d’un refus.</p>",
                )
            ],
        ),
        ActionShape(
            slug="garage-solidaire",
            title="Un vélo pour aller travailler",
            summary="On répare, on prête, on apprend à rouler : deux cents vélos remis en route pour des trajets vers "
            "l’emploi.",
            target="4.3",
            kind="support",
            status="ongoing",
            lead=VELO,
            planned=(days.month(-25), days.month(-4)),
            actual=(days.month(-24), None),
            pair=("conseillère technique insertion", "chef du service emploi et formation"),
            partners=[(MERIGNAC, "Local et repérage des bénéficiaires"), (GIRONDE, "Référents de l’insertion")],
            people=131,
            means="Un mécanicien, deux apprentis, un local de 90 m².",
            financing=[
                (year(-2), GIRONDE, 10000, 10000),
                (year(-1), GIRONDE, 10000, 10000),
                (year(-1), MERIGNAC, 12000, 9800),
                (year(), MERIGNAC, 12000, 2900),
            ],
            indicators=[
                IndicatorShape(
                    "Vélos prêtés pour un trajet vers l’emploi",
                    "vélos",
                    0,
                    days.month(-25),
                    200,
                    days.month(-4),
                    [
                        Measured(days.day(-600), 22),
                        Measured(days.day(-420), 61),
                        Measured(days.day(-230), 98),
                        Measured(days.day(-80), 118),
                    ],
                )
            ],
            notes=[
                NoteShape(days.day(-610), 15, "Local ouvert, quarante vélos récupérés à la déchèterie."),
                NoteShape(days.day(-420), 35, "Soixante et un prêts, deux apprentis embauchés."),
                NoteShape(days.day(-230), 50, "Cours de vélo du dimanche : onze femmes, onze réussites."),
                NoteShape(
                    days.day(-80),
                    60,
                    "Cent dix-huit vélos prêtés.",
                    "Les pièces neuves manquent et coûtent plus cher.",
                    "Un appel aux dons de vélos part avec le journal municipal.",
                ),
            ],
            themes=["insertion", "cadre-de-vie"],
            tags=["mobilité", "réemploi"],
            body=[
                (
                    "text",
                    "<p>Beaucoup d’emplois commencent là où les bus n’arrivent pas encore. Un vélo remis en état, un "
                    "antivol et deux leçons suffisent parfois à accepter un contrat.</p>",
                )
            ],
        ),
        ActionShape(
            slug="permanence-mobile",
            title="La permanence des droits vient à vous",
            summary="Un bus, deux agentes, trois arrêts : en une heure, on fait le tour de ses droits et on dépose les "
            "demandes.",
            target="4.2",
            kind="support",
            status="ongoing",
            lead=CAF_33,
            planned=(days.month(-19), days.month(5)),
            actual=(days.month(-18), None),
            pair=RIGHTS,
            partners=[
                (CCAS, "Une agente deux jours par semaine"),
                (GIRONDE, "Assistantes sociales"),
                (MERIGNAC, "Bus"),
            ],
            structures=[CENTRE_SOURCE],
            people=812,
            means="Un bus équipé, deux agentes, un poste de visio avec un interprète.",
            financing=[
                (year(-1), CAF_33, 52000, 52000),
                (year(-1), MERIGNAC, 15000, 15600),
                (year(), CAF_33, 52000, 39000),
                (year(), CCAS, 18000, 13500),
                (year(1), CAF_33, 26000, None),
            ],
            indicators=[
                IndicatorShape(
                    "Droits ouverts",
                    "droits",
                    0,
                    days.month(-19),
                    1000,
                    days.month(5),
                    [
                        Measured(days.day(-480), 96),
                        Measured(days.day(-360), 281),
                        Measured(days.day(-240), 470),
                        Measured(days.day(-120), 633),
                        Measured(days.day(-8), 804),
                    ],
                ),
                IndicatorShape(
                    "Personnes reçues sans rendez-vous",
                    "%",
                    40,
                    days.month(-19),
                    70,
                    days.month(5),
                    [Measured(days.day(-360), 55), Measured(days.day(-120), 68)],
                ),
            ],
            notes=[
                NoteShape(days.day(-490), 15, "Le bus démarre. Premier arrêt : le parking du marché."),
                NoteShape(days.day(-360), 35, "Deux cent quatre-vingt-un droits ouverts, surtout la prime d’activité."),
                NoteShape(
                    days.day(-240),
                    50,
                    "Trois arrêts réguliers.",
                    "Les dossiers incomplets reviennent deux fois sur trois.",
                    "Photocopieuse et photomaton montent à bord.",
                ),
                NoteShape(days.day(-120), 65, "Interprétariat par visio en neuf langues."),
                NoteShape(days.day(-8), 80, "Huit cent quatre droits ouverts, dont cent dix logements aidés."),
            ],
            themes=["acces-aux-droits", "numerique"],
            tags=["aller vers", "non-recours"],
            body=[
                ("heading", {"text": "Où et quand", "level": "2"}),
                (
                    "table",
                    {
                        "first_column_is_header": True,
                        "table": {
                            "caption": "Les arrêts du bus (fictifs)",
                            "columns": [
                                {"type": "text", "heading": "Jour"},
                                {"type": "text", "heading": "Lieu"},
                                {"type": "text", "heading": "Heures"},
                            ],
                            "rows": [
                                {"values": ["Mardi", "Parking du marché", "9 h – 12 h"]},
                                {"values": ["Mercredi", "Centre social de la Source", "14 h – 18 h"]},
                                {"values": ["Samedi", "Gare", "9 h – 12 h"]},
                            ],
                        },
                    },
                ),
                ("heading", {"text": "Ce qu’on y fait", "level": "2"}),
                (
                    "text",
                    "<p>On vient avec ce qu’on a, même une enveloppe froissée. Les agentes ouvrent les courriers, font "
                    "les simulations, déposent les demandes et rappellent quand la réponse arrive.</p>",
                ),
                (
                    "figures",
                    {
                        "figures": [
                            {"value": "812", "label": "personnes reçues"},
                            {"value": "804", "label": "droits ouverts"},
                            {"value": "9", "label": "langues par visio"},
                        ]
                    },
                ),
            ],
        ),
        ActionShape(
            slug="qui-ne-demande-pas",
            title="Comprendre qui ne demande pas",
            summary="Un diagnostic du non-recours, quartier par quartier, réservé à l’équipe tant que les chiffres se "
            "discutent.",
            target="4.2",
            kind="diagnosis",
            status="ongoing",
            lead=CAF_33,
            planned=(days.month(-6), days.month(6)),
            actual=(days.month(-5), None),
            pair=RIGHTS,
            partners=[(CCAS, "Entretiens")],
            means="Une chargée d’études, deux vacations.",
            financing=[(year(), CAF_33, 21000, 10500)],
            indicators=[
                IndicatorShape(
                    "Entretiens menés",
                    "entretiens",
                    0,
                    days.month(-6),
                    60,
                    days.month(6),
                    [Measured(days.day(-40), 26)],
                )
            ],
            notes=[
                NoteShape(
                    days.day(-40),
                    40,
                    "Vingt-six entretiens. Les chiffres par quartier sont encore trop petits pour être publiés.",
                    "Le secret statistique interdit de croiser l’âge et la rue.",
                    "On regroupe les rues par trois.",
                )
            ],
            themes=["acces-aux-droits"],
            tags=["non-recours"],
            body=[("text", "<p>Le fichier d’enquête s’appelle « mirvagole » et ne sort pas du service.</p>")],
            audience="staff",
        ),
        ActionShape(
            slug="colocation-jeunes-et-aines",
            title="Une chambre contre un peu de présence",
            summary="Des aînés ouvrent une chambre à un jeune qui débute ; l’association fait les présentations et "
            "veille au grain.",
            target="4.1",
            kind="support",
            status="ongoing",
            lead=PASSERELLE,
            planned=(days.month(-4), days.month(20)),
            actual=(days.month(-3), None),
            pair=HOUSING,
            partners=[(CCAS, "Lien avec les aînés"), (CAF_33, "Aide au logement expliquée")],
            structures=[FOYER],
            people=22,
            means="Une chargée de mission, une charte, un numéro d’astreinte.",
            financing=[
                (year(), CAF_33, 13000, 6500),
                (year(), CCAS, 5000, 2500),
                (year(1), CAF_33, 13000, None),
                (year(2), CAF_33, 13000, None),
            ],
            indicators=[
                IndicatorShape(
                    "Duos installés",
                    "duos",
                    0,
                    days.month(-4),
                    35,
                    days.month(20),
                    [Measured(days.day(-55), 4), Measured(days.day(-5), 11)],
                )
            ],
            notes=[
                NoteShape(days.day(-55), 10, "Quatre duos. On apprend à choisir qui regarde quoi à la télévision."),
                NoteShape(days.day(-5), 20, "Onze duos, un seul changement de chambre."),
            ],
            themes=["logement-et-habitat", "insertion"],
            tags=["jeunes", "intergénérationnel"],
            body=[
                (
                    "text",
                    "<p>Le jeune dîne là deux soirs par semaine et dort sur place ; l’aîné ouvre une chambre à petit "
                    "prix. Une charte dit qui fait quoi. Chacun peut arrêter avec un mois de préavis.</p>",
                )
            ],
        ),
        ActionShape(
            slug="tiers-lieu-numerique",
            title="Un tiers-lieu pour les démarches en ligne",
            summary="Brouillon : à relire par le binôme avant parution.",
            target="4.2",
            kind="support",
            status="planned",
            lead=GRAND_PARC,
            planned=(days.quarter(2), days.quarter(6)),
            pair=RIGHTS,
            partners=[(MERIGNAC, "Salle du rez-de-chaussée")],
            structures=[CENTRE_PARC],
            themes=["numerique", "acces-aux-droits"],
            tags=["inclusion numérique"],
            body=[("text", "<p>Nom provisoire : le « drapouille ». À débattre.</p>")],
            live=False,
        ),
    ]
