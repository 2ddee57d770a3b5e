"""The managed vocabulary of the demo: address, name, what it covers."""

THEMES = [
    (
        "petite-enfance",
        "Petite enfance",
        "Accueillir les enfants de moins de trois ans : crèches, assistantes maternelles, haltes, relais.",
    ),
    (
        "enfance-et-jeunesse",
        "Enfance et jeunesse",
        "Les mercredis, les vacances et l’après-école, de trois ans à la majorité.",
    ),
    ("parentalite", "Parentalité", "Être parent sans être seul : écoute, rencontres, médiation, lieux d’accueil."),
    (
        "acces-aux-droits",
        "Accès aux droits",
        "Connaître ce à quoi l’on a droit, le demander, l’obtenir ; réduire le non-recours.",
    ),
    ("logement-et-habitat", "Logement et habitat", "Trouver un logement, s’y maintenir, y vivre dignement."),
    ("vacances-et-loisirs", "Vacances et loisirs", "Partir, souffler, découvrir, quel que soit le budget du foyer."),
    (
        "egalite-femmes-hommes",
        "Égalité femmes-hommes",
        "Partager le temps, les tâches et les places ; prévenir les violences.",
    ),
    (
        "animation-de-la-vie-sociale",
        "Animation de la vie sociale",
        "Centres sociaux, espaces de vie sociale, fêtes et projets portés par les habitants.",
    ),
    ("insertion", "Insertion", "Retrouver un emploi, une formation, de la confiance et un réseau."),
    ("cadre-de-vie", "Cadre de vie", "Le quartier tel qu’on l’habite : espaces communs, mobilité, environnement."),
    (
        "handicap",
        "Handicap",
        "Que chaque service ouvert aux familles le soit aussi aux enfants en situation de handicap.",
    ),
    ("numerique", "Numérique", "Des démarches en ligne que chacun peut faire, et quelqu’un à qui demander sinon."),
]
