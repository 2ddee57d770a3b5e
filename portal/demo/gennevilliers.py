"""Gennevilliers: its dates and bodies are true, its axes and actions are drawn from the six themes and invented."""

from portal.demo import gennevilliers_life
from portal.demo.days import Days, said
from portal.demo.gennevilliers_documents import CONVENTION_SUMMARY
from portal.demo.organisations import CAF_92, CENTRE_PORT, EGALES, GENNEVILLIERS, PORT
from portal.demo.shapes import (
    ActionShape,
    AxisShape,
    ConventionShape,
    IndicatorShape,
    Measured,
    NoteShape,
    ObjectiveShape,
    RoleShape,
)

SOURCE = "Groupes de travail réunis à partir de novembre 2014 ; intitulé inventé pour la démonstration"
PAIR = ("coordination de la convention", "coordination de la convention")

CONVENTION_BODY = [
    ("heading", {"text": "La première du département", "level": "2"}),
    (
        "text",
        "<p>Début 2014, la Caf et la Ville ouvrent le chantier. Les premiers échanges sont bons ; on passe vite à "
        "l’écriture. Six groupes de travail se forment et se voient une première fois en novembre 2014 : petite "
        "enfance ; jeunesse, adolescence et parentalité ; vacances ; logement et habitat ; égalité entre les femmes et "
        "les hommes ; accès aux droits et vie sociale. À eux d’affiner le diagnostic et d’écrire le plan.</p>",
    ),
    (
        "callout",
        {
            "tone": "info",
            "title": "Un cadre, pas une caisse",
            "text": "<p>La convention ne finance rien par elle-même. Elle dit ce que la Caf et la Ville veulent "
            "ensemble, sur tout leur champ commun et pour quatre ans.</p>",
        },
    ),
    ("heading", {"text": "Prévu, puis fait", "level": "2"}),
    (
        "text",
        "<p>La signature était attendue au premier trimestre 2015, après un comité de pilotage en début d’année. Elle "
        "a eu lieu le 8 avril 2015. Le premier comité de pilotage d’après signature s’est tenu le 18 mars 2016.</p>",
    ),
    (
        "figures",
        {
            "figures": [
                {"value": "6", "label": "groupes de travail"},
                {"value": "48 mois", "label": "de convention"},
                {"value": "1 par an", "label": "comité de pilotage au moins, une fois signée"},
            ]
        },
    ),
    ("document", {"document": CONVENTION_SUMMARY, "label": ""}),
    (
        "callout",
        {
            "tone": "info",
            "title": "Vrai, inventé",
            "text": "<p>Les dates de 2014 à 2016 et les instances sont exactes. Les axes, les actions, leurs chiffres "
            "et les réunions d’aujourd’hui sont inventés pour la démonstration, dans les thèmes des six groupes.</p>",
        },
    ),
]


def convention(days: Days) -> ConventionShape:
    """Return the convention: its own dates are past and fixed, what prepares the next one is dated from today."""
    return ConventionShape(
        territory=("commune", "92036"),
        territory_summary="La première convention des Hauts-de-Seine est née ici, de six groupes de travail.",
        territory_body=[
            (
                "text",
                "<p>Ville de la boucle de la Seine, port et industrie d’un côté, grands ensembles et jardins de "
                "l’autre. La Caf et la Ville y ont accordé leurs politiques en 2015.</p>",
            )
        ],
        slug="ctg-2015",
        title="Convention territoriale globale de Gennevilliers",
        summary="Ouverte début 2014, signée le 8 avril 2015 pour quatre ans : la première du département, écrite par "
        "six groupes de travail.",
        body=CONVENTION_BODY,
        facts={
            "status": "expired",
            "planned_signature": said("premier trimestre 2015"),
            "actual_signature": said("8 avril 2015"),
            "start": said("8 avril 2015"),
            "duration": 48,
            "note_rhythm": 12,
            "receives_proposals": True,
        },
        signatories=[
            (GENNEVILLIERS, "fonction que les sources ne disent pas"),
            (CAF_92, "fonction que les sources ne disent pas"),
        ],
        fields=[
            ("caf", "Prestations", ""),
            ("caf", "Interventions sociales", "L’accompagnement des familles par les travailleurs sociaux."),
            ("caf", "Aides financières collectives", "Le soutien aux équipements et aux projets."),
            ("local", "Petite enfance", ""),
            ("local", "Jeunesse", ""),
            ("local", "Accès aux droits et citoyenneté", ""),
            ("local", "Logement et habitat", ""),
        ],
        posts=[],
        contracts=[
            {
                "relation": "after",
                "title": "Convention suivante, en préparation (fictif)",
                "text": "Les six groupes se sont remis au travail pour l’écrire.",
            }
        ],
        roles=[
            RoleShape("caf_coordinator", "caf92@demo.test", "coordonnatrice de la convention pour la Caf", CAF_92),
            RoleShape("local_coordinator", "", "coordonnateur de la convention pour la Ville", GENNEVILLIERS),
        ],
        caf=CAF_92,
        local=GENNEVILLIERS,
        writers=("caf92@demo.test",),
        axes=AXES,
        plan_summary="Les actions nées des six groupes de travail, menées de 2015 à 2019.",
        actions=ACTIONS,
        phases=gennevilliers_life.PHASES,
        life=gennevilliers_life.life(days),
        themes=["petite-enfance", "acces-aux-droits", "logement-et-habitat", "egalite-femmes-hommes"],
        tags=["groupes de travail"],
    )


AXES = [
    AxisShape(
        number=1,
        slug="axe-1-grandir-et-partir",
        title="Grandir, et partir un peu",
        summary="De la crèche aux premières vacances, avec les parents.",
        source=SOURCE,
        body=[],
        objectives=[
            ObjectiveShape("Accueillir les plus petits", "Des places, et des parents bien informés."),
            ObjectiveShape(
                "Accompagner adolescents et parents", "Ensemble quand c’est possible, séparément quand il le faut."
            ),
            ObjectiveShape("Donner à chacun des vacances", "Le séjour commence par un projet."),
        ],
        themes=["petite-enfance", "enfance-et-jeunesse", "vacances-et-loisirs"],
    ),
    AxisShape(
        number=2,
        slug="axe-2-habiter-dignement",
        title="Habiter dignement",
        summary="Prévenir les impayés, améliorer les logements, informer les locataires.",
        source=SOURCE,
        body=[],
        objectives=[ObjectiveShape("Agir avant l’expulsion", "Un signe de la Caf, une visite, une solution.")],
        themes=["logement-et-habitat"],
    ),
    AxisShape(
        number=3,
        slug="axe-3-droits-et-egalite",
        title="Faire vivre les droits et l’égalité",
        summary="Des droits connus, des femmes écoutées, une vie sociale ouverte à tous.",
        source=SOURCE,
        body=[],
        objectives=[
            ObjectiveShape("Rendre les droits accessibles", "Un guichet proche et des agents formés."),
            ObjectiveShape("Avancer vers l’égalité entre femmes et hommes", "Au travail, à la maison, dans la rue."),
        ],
        themes=["acces-aux-droits", "egalite-femmes-hommes"],
    ),
]

ACTIONS = [
    ActionShape(
        slug="parcours-petite-enfance",
        title="Un parcours d’information pour les futurs parents",
        summary="Une réunion par trimestre, à la Ville et à la Caf, avant la naissance plutôt qu’après.",
        target="1.1",
        kind="support",
        status="done",
        lead=GENNEVILLIERS,
        planned=(said("septembre 2015"), said("2017")),
        actual=(said("octobre 2015"), said("2017")),
        pair=PAIR,
        partners=[(CAF_92, "Présentation des prestations")],
        people=310,
        financing=[(2016, GENNEVILLIERS, 4000, 3600), (2016, CAF_92, 4000, 4000)],
        indicators=[
            IndicatorShape(
                "Futurs parents présents",
                "personnes",
                0,
                said("2015"),
                250,
                said("2017"),
                [Measured(said("31 décembre 2016").first_day, 140), Measured(said("15 décembre 2017").first_day, 310)],
            )
        ],
        notes=[
            NoteShape(said("18 mars 2016").first_day, 40, "Deux réunions tenues, quarante-huit futurs parents."),
            NoteShape(
                said("15 décembre 2017").first_day, 100, "Le rendez-vous est inscrit au calendrier des deux maisons."
            ),
        ],
        themes=["petite-enfance", "parentalite"],
        tags=["information"],
    ),
    ActionShape(
        slug="ados-et-parents",
        title="Les soirées des ados et des parents",
        summary="On dîne ensemble, puis chacun pose par écrit la question qu’il n’ose pas dire.",
        target="1.2",
        kind="participation",
        status="done",
        lead=PORT,
        planned=(said("2016"), said("2018")),
        actual=(said("2016"), said("2018")),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Espaces jeunes"), (CAF_92, "Subvention")],
        structures=[CENTRE_PORT],
        people=420,
        financing=[(2016, CAF_92, 6000, 6000), (2017, CAF_92, 6000, 5200)],
        notes=[
            NoteShape(said("12 mai 2017").first_day, 60, "Neuf soirées, toutes complètes.", "Peu de pères."),
            NoteShape(said("20 juin 2018").first_day, 100, "Dix-huit soirées. Les questions ont fait un petit livre."),
        ],
        themes=["enfance-et-jeunesse", "parentalite"],
        tags=["adolescence"],
    ),
    ActionShape(
        slug="vacances-preparees",
        title="Des vacances que l’on prépare à plusieurs",
        summary="Des familles épargnent, choisissent et partent en groupe.",
        target="1.3",
        kind="support",
        status="done",
        lead=PORT,
        planned=(said("janvier 2016"), said("décembre 2018")),
        actual=(said("février 2016"), said("octobre 2018")),
        pair=PAIR,
        partners=[(CAF_92, "Aides aux vacances")],
        structures=[CENTRE_PORT],
        people=96,
        financing=[(2016, CAF_92, 9000, 8400), (2017, CAF_92, 9000, 9000), (2017, GENNEVILLIERS, 5000, 5000)],
        notes=[NoteShape(said("10 octobre 2018").first_day, 100, "Vingt-six familles parties en trois étés.")],
        themes=["vacances-et-loisirs"],
        tags=["premier départ"],
    ),
    ActionShape(
        slug="alerte-impayes",
        title="Réagir au premier loyer impayé",
        summary="La Caf signale, la Ville rend visite : une solution est cherchée avant la dette.",
        target="2.1",
        kind="coordination",
        status="done",
        lead=CAF_92,
        planned=(said("T4 2015"), said("2018")),
        actual=(said("T1 2016"), said("2018")),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Visites à domicile")],
        people=275,
        indicators=[
            IndicatorShape(
                "Expulsions évitées",
                "foyers",
                0,
                said("2015"),
                60,
                said("2018"),
                [
                    Measured(said("31 décembre 2016").first_day, 21),
                    Measured(said("31 décembre 2017").first_day, 47),
                    Measured(said("14 décembre 2018").first_day, 68),
                ],
            )
        ],
        notes=[
            NoteShape(said("18 mars 2016").first_day, 25, "La circulation des signalements est écrite et testée."),
            NoteShape(
                said("5 avril 2017").first_day,
                60,
                "Une visite dans les quinze jours dans trois cas sur quatre.",
                "Les bailleurs signalent trop tard.",
                "Deux d’entre eux rejoignent le comité opérationnel.",
            ),
            NoteShape(said("14 décembre 2018").first_day, 100, "Soixante-huit expulsions évitées."),
        ],
        themes=["logement-et-habitat", "acces-aux-droits"],
        tags=["prévention"],
    ),
    ActionShape(
        slug="diagnostic-des-droits",
        title="Où s’arrêtent les demandes de droits ?",
        summary="Un diagnostic mené guichet par guichet, pour voir à quelle marche les habitants renoncent.",
        target="3.1",
        kind="diagnosis",
        status="abandoned",
        lead=CAF_92,
        planned=(said("2017"), said("2018")),
        actual=(said("2017"), None),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Accès aux guichets")],
        notes=[
            NoteShape(
                said("9 novembre 2017").first_day,
                20,
                "Deux guichets observés.",
                "Les données ne se recoupent pas d’un service à l’autre.",
                "L’idée est renvoyée à une prochaine convention.",
            )
        ],
        themes=["acces-aux-droits"],
        tags=["non-recours"],
    ),
    ActionShape(
        slug="permanences-egalite",
        title="Des permanences pour les femmes, sur le chemin des courses",
        summary="Une juriste et une psychologue au marché, derrière un stand qui ressemble aux autres.",
        target="3.2",
        kind="support",
        status="done",
        lead=EGALES,
        planned=(said("mars 2016"), said("mars 2019")),
        actual=(said("mars 2016"), said("mars 2019")),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Emplacement au marché"), (CAF_92, "Formation des équipes")],
        people=540,
        financing=[(2016, GENNEVILLIERS, 7000, 7000), (2017, GENNEVILLIERS, 7000, 6800), (2018, CAF_92, 5000, 5000)],
        notes=[
            NoteShape(said("8 mars 2017").first_day, 35, "Cent vingt femmes reçues la première année."),
            NoteShape(said("8 mars 2019").first_day, 100, "Cinq cent quarante. Le stand reste."),
        ],
        themes=["egalite-femmes-hommes", "acces-aux-droits"],
        tags=["aller vers"],
    ),
    ActionShape(
        slug="permis-de-bricoler",
        title="Le permis de bricoler",
        summary="À quinze ans, on monte une étagère droite, on répare une chasse d’eau, et on le prouve devant ses "
        "parents.",
        target="1.2",
        kind="support",
        status="done",
        lead=PORT,
        planned=(said("2016"), said("2018")),
        actual=(said("2017"), said("2018")),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Atelier municipal"), (CAF_92, "Outillage")],
        structures=[CENTRE_PORT],
        people=74,
        financing=[(2017, CAF_92, 3500, 3400), (2018, GENNEVILLIERS, 2000, 2000)],
        notes=[
            NoteShape(
                said("20 juin 2018").first_day,
                100,
                "Soixante-quatorze permis, une vitre cassée.",
                "Trop peu de filles au début.",
                "Un groupe animé par une plombière, complet en deux jours.",
            )
        ],
        themes=["enfance-et-jeunesse", "egalite-femmes-hommes"],
        tags=["adolescence"],
    ),
    ActionShape(
        slug="colonie-de-quartier",
        title="La colonie au bout de la rue",
        summary="Cinq jours sous la tente dans un parc de la ville, pour ceux qui n’osent pas encore partir loin.",
        target="1.3",
        kind="participation",
        status="done",
        lead=GENNEVILLIERS,
        planned=(said("juillet 2016"), said("août 2018")),
        actual=(said("juillet 2016"), said("août 2018")),
        pair=PAIR,
        partners=[(PORT, "Veillées"), (CAF_92, "Aide aux temps libres")],
        people=188,
        financing=[(2016, GENNEVILLIERS, 8000, 8600), (2017, GENNEVILLIERS, 8000, 7900), (2017, CAF_92, 4000, 4000)],
        indicators=[
            IndicatorShape(
                "Enfants ayant dormi hors de chez eux pour la première fois",
                "enfants",
                0,
                said("2016"),
                150,
                said("2018"),
                [Measured(said("1 septembre 2016").first_day, 52), Measured(said("3 septembre 2018").first_day, 161)],
            )
        ],
        notes=[
            NoteShape(said("1 septembre 2016").first_day, 35, "Un orage, et tout le monde dans le gymnase à chanter."),
            NoteShape(said("3 septembre 2018").first_day, 100, "Cent soixante et un premiers duvets déroulés."),
        ],
        themes=["vacances-et-loisirs", "enfance-et-jeunesse"],
        tags=["premier départ"],
    ),
    ActionShape(
        slug="visites-de-logements",
        title="Visiter avant que l’eau ne coule au plafond",
        summary="Un technicien et une conseillère passent voir : une fuite, une fenêtre, une facture.",
        target="2.1",
        kind="support",
        status="suspended",
        lead=GENNEVILLIERS,
        planned=(said("2017"), said("mars 2019")),
        actual=(said("2017"), None),
        pair=PAIR,
        partners=[(CAF_92, "Repérage et conseil")],
        people=96,
        financing=[(2017, GENNEVILLIERS, 12000, 9100), (2018, CAF_92, 6000, 3000)],
        notes=[
            NoteShape(
                said("14 décembre 2018").first_day,
                55,
                "Quatre-vingt-seize logements vus, un tiers à réparer.",
                "Le technicien a changé de poste.",
                "Suspendue, le temps de recruter.",
            )
        ],
        themes=["logement-et-habitat", "cadre-de-vie"],
        tags=["prévention"],
    ),
    ActionShape(
        slug="agents-de-tous-les-droits",
        title="Des agents qui connaissent tous les droits",
        summary="Quarante agents d’accueil, de la Ville et de la Caf, formés deux par deux au guichet de l’autre.",
        target="3.1",
        kind="coordination",
        status="done",
        lead=CAF_92,
        planned=(said("2016"), said("2018")),
        actual=(said("2016"), said("2018")),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Vingt agents et autant de chaises")],
        people=40,
        financing=[(2016, CAF_92, 5000, 5000), (2017, GENNEVILLIERS, 5000, 4300)],
        indicators=[
            IndicatorShape(
                "Habitants renvoyés vers un autre guichet",
                "%",
                31,
                said("2015"),
                10,
                said("2018"),
                [Measured(said("31 décembre 2016").first_day, 24), Measured(said("14 décembre 2018").first_day, 12)],
            )
        ],
        notes=[
            NoteShape(said("5 avril 2017").first_day, 50, "Vingt binômes. Chacun a découvert la file de l’autre."),
            NoteShape(
                said("14 décembre 2018").first_day, 100, "Une demande sur huit repart ailleurs, contre une sur trois."
            ),
        ],
        themes=["acces-aux-droits", "numerique"],
        tags=["formation"],
    ),
    ActionShape(
        slug="ecole-des-chantiers",
        title="L’école des chantiers, ouverte aux femmes",
        summary="Six mois pour apprendre un métier du bâtiment, avec une place en crèche pendant les cours.",
        target="3.2",
        kind="support",
        status="done",
        lead=EGALES,
        planned=(said("septembre 2017"), said("mars 2019")),
        actual=(said("janvier 2018"), said("mars 2019")),
        pair=PAIR,
        partners=[(GENNEVILLIERS, "Places en crèche et chantiers d’essai"), (CAF_92, "Garde des enfants")],
        people=32,
        financing=[(2018, CAF_92, 11000, 11000), (2018, GENNEVILLIERS, 9000, 9700)],
        notes=[
            NoteShape(
                said("8 mars 2019").first_day,
                100,
                "Trente-deux stagiaires, vingt-trois embauches.",
                "Les vestiaires des chantiers n’avaient pas prévu leur venue.",
                "Une clause dans les marchés de la Ville.",
            )
        ],
        themes=["egalite-femmes-hommes", "insertion"],
        tags=["emploi"],
    ),
    ActionShape(
        slug="fichier-des-relais",
        title="Le fichier des personnes relais",
        summary="Qui prévenir, dans chaque immeuble : un outil des membres, jamais publié.",
        target="2.1",
        kind="coordination",
        status="done",
        lead=GENNEVILLIERS,
        planned=(said("2016"), said("2018")),
        actual=(said("2016"), said("2018")),
        pair=PAIR,
        partners=[(CAF_92, "Mise à jour")],
        notes=[NoteShape(said("14 décembre 2018").first_day, 100, "Cent dix immeubles, un relais pour chacun.")],
        themes=["logement-et-habitat"],
        tags=["annuaire"],
        body=[("text", "<p>La clé du fichier, « bouldrinette », se transmet de vive voix.</p>")],
        audience="members",
    ),
    ActionShape(
        slug="septieme-groupe",
        title="Un septième groupe sur l’alimentation",
        summary="Brouillon : à discuter avant de le proposer.",
        target="3.1",
        kind="coordination",
        status="abandoned",
        lead=GENNEVILLIERS,
        pair=PAIR,
        themes=["acces-aux-droits"],
        tags=["alimentation"],
        body=[("text", "<p>Nom de travail : « noquillard ». Personne ne l’a encore lu.</p>")],
        live=False,
    ),
]
