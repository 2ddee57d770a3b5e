"""The documents of Gennevilliers, composed as PDF when the demo is loaded."""

from portal.demo.shapes import DocumentShape

CONVENTION_SUMMARY = DocumentShape(
    title="La convention de Gennevilliers en une page (fictif)",
    subject="Résumé écrit pour la démonstration ; ce document n’a jamais été signé.",
    parts=[
        (
            "Ce qu’elle est",
            [
                "La première convention territoriale globale des Hauts-de-Seine, pour quatre ans. Elle accorde toutes "
                "les politiques que la Caf et la Ville mènent pour les mêmes habitants.",
                "Elle ne finance rien par elle-même.",
            ],
        ),
        (
            "Prévu, fait",
            {
                "columns": ["Étape", "Prévu", "Fait"],
                "rows": [
                    ["Premiers échanges", "", "Début 2014"],
                    ["Première réunion des six groupes", "Novembre 2014", "Novembre 2014"],
                    ["Comité de pilotage avant signature", "Début 2015", "Non connu"],
                    ["Signature", "Premier trimestre 2015", "8 avril 2015"],
                    ["Premier comité de pilotage après signature", "Dans l’année", "18 mars 2016"],
                ],
            },
        ),
        (
            "Les six groupes",
            {
                "list": [
                    "Petite enfance",
                    "Jeunesse, adolescence et parentalité",
                    "Vacances",
                    "Logement et habitat",
                    "Égalité entre les femmes et les hommes",
                    "Accès aux droits et vie sociale",
                ]
            },
        ),
    ],
)

STEERING_MINUTES = DocumentShape(
    title="Compte rendu du comité de pilotage du 18 mars 2016 (fictif)",
    subject="La date est exacte, le contenu est inventé pour la démonstration.",
    parts=[
        (
            "Une année de convention",
            {
                "columns": ["Action", "Où elle en est"],
                "rows": [
                    ["Parcours des futurs parents", "Deux réunions, quarante-huit présents"],
                    ["Premier loyer impayé", "Les signalements circulent"],
                    ["Permanences pour les femmes", "Le stand ouvre ce mois-ci"],
                ],
            },
        ),
        ("Décisions", {"list": ["Inviter deux bailleurs au comité opérationnel.", "Se revoir au printemps 2017."]}),
    ],
)

MEMBERS_NOTE = DocumentShape(
    title="Note aux membres sur la suite de la convention (fictif)",
    subject="Document de travail des membres de la convention de Gennevilliers ; inventé pour la démonstration.",
    parts=[("Pistes", ["La piste « cabrinole » garde les six groupes et en ajoute un septième, sur l’alimentation."])],
)
