"""The documents of Mérignac, composed as PDF when the demo is loaded."""

from portal.demo.shapes import DocumentShape

CONVENTION_SUMMARY = DocumentShape(
    title="La convention de Mérignac en une page (fictif)",
    subject="Résumé écrit pour la démonstration ; ce document n’a jamais été signé.",
    parts=[
        (
            "Ce qu’elle est",
            [
                "Un cadre que la Ville et la Caf de la Gironde se donnent en avril 2009 pour accorder ce que chacune "
                "fait pour les familles. Elle ne distribue pas d’argent.",
                "Elle répond à l’appel lancé par la Cnaf fin décembre 2008 : seize Caf ont été retenues.",
            ],
        ),
        (
            "Ses quatre axes",
            {
                "list": [
                    "Concilier vie de famille, travail et vie sociale.",
                    "Soutenir les parents et leurs liens avec leurs enfants.",
                    "Accompagner les familles dans leur environnement.",
                    "Favoriser l’autonomie et l’insertion.",
                ]
            },
        ),
        (
            "Qui la conduit",
            {
                "columns": ["Instance", "Qui y siège", "Rythme"],
                "rows": [
                    ["Comité de pilotage", "Six élus, six services, trois de la Caf", "2 à 3 fois par an"],
                    ["Comité sur la parentalité", "Ville, Caf, Département, groupe de réflexion", "Quand il le faut"],
                    ["Binôme", "Une personne de la Caf, une de la Ville", "Chaque semaine (fictif)"],
                ],
            },
        ),
        (
            "Le fonds d’innovation sociale",
            ["70 000 € de la Caf, 70 000 € de la Ville, pour ce qu’aucune aide de droit commun ne soutient."],
        ),
    ],
)

STEERING_MINUTES = DocumentShape(
    title="Relevé de décisions du comité de pilotage (fictif)",
    subject="Comité de pilotage de Mérignac, bilan de l’année ; inventé pour la démonstration.",
    parts=[
        (
            "Décisions",
            {
                "columns": ["Décision", "Qui s’en charge"],
                "rows": [
                    ["Arrêter les séjours entre générations", "Conseillère territoriale"],
                    ["Nommer un service répondant par proposition d’habitants", "Chargé de mission cohésion urbaine"],
                    ["Chercher un logement temporaire pour l’équipe de la crèche", "Conseiller délégué au logement"],
                    ["Faire imprimer le bilan : abandonné ensuite", "Responsable de la communication"],
                ],
            },
        ),
        (
            "Avis sur le fonds",
            ["Avis favorable à quatre projets. La Ville et la Caf décident chacune par leur propre acte."],
        ),
    ],
)

FUND_RULES = DocumentShape(
    title="Règlement du fonds d’innovation sociale (fictif)",
    subject="Qui peut demander, combien, et comment la décision se prend ; inventé pour la démonstration.",
    parts=[
        (
            "Qui peut demander",
            ["Une association dont l’action a lieu à Mérignac, ou une équipe d’habitants portée par une association."],
        ),
        (
            "Combien",
            {
                "list": [
                    "De 3 000 à 24 000 € par projet, la Ville et la Caf chacune pour sa part.",
                    "Jamais le fonctionnement ordinaire, ni ce qu’une autre aide finance déjà.",
                    "Le solde est versé quand le bilan final est rendu.",
                ]
            },
        ),
        (
            "Comment la décision se prend",
            {
                "columns": ["Étape", "Par qui", "Délai"],
                "rows": [
                    ["La demande est-elle complète ?", "Instruction du fonds", "15 jours"],
                    ["Avis", "Comité de pilotage", "Séance suivante"],
                    ["Décision de la Caf", "Commission d’action sociale", "2 mois"],
                    ["Décision de la Ville", "Conseil municipal", "2 mois"],
                ],
            },
        ),
        (
            "Ne pas juger ses amis",
            ["Qui a un lien avec une association quitte la séance, et ne prépare pas non plus son dossier."],
        ),
    ],
)

FINAL_REPORT = DocumentShape(
    title="Bilan final du manège à histoires (fictif)",
    subject="Ce qui a été fait avec 18 000 € ; inventé pour la démonstration.",
    parts=[
        (
            "En chiffres",
            {
                "columns": ["Ce qu’on visait", "Prévu", "Fait"],
                "rows": [
                    ["Berceuses enregistrées", "60", "91"],
                    ["Langues", "10", "22"],
                    ["Personnes venues", "300", "412"],
                ],
            },
        ),
        (
            "Ce qui a coûté",
            {
                "columns": ["Dépense", "Montant"],
                "rows": [
                    ["Une musicienne à mi-temps", "11 400 €"],
                    ["La caravane et ses pneus", "4 100 €"],
                    ["Le disque", "2 500 €"],
                ],
            },
        ),
        ("Ce qui reste", ["La caravane, qui tourne désormais avec le relais itinérant, et un disque par crèche."]),
    ],
)

MEMBERS_NOTE = DocumentShape(
    title="Note de cadrage des membres (fictif)",
    subject="Document de travail des membres de la convention de Mérignac ; inventé pour la démonstration.",
    parts=[("Hypothèses", ["La note « fistrelune » compare trois scénarios pour l’an prochain. Rien n’est arrêté."])],
)
