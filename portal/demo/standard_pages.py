"""Home, the lists, the pages that the law asks for, and the portal's own news."""

from portal.demo.days import Days
from portal.demo.shapes import EventShape, NewsShape

HOME = {
    "title": "Accueil",
    "slug": "accueil",
    "headline": "Ce qui se décide pour les familles, près de chez vous",
    "summary": "Les conventions entre votre commune et la Caf, leurs actions, leurs réunions et l’argent qu’elles "
    "engagent : tout se lit ici.",
}

SETTINGS = {"name": "Portail CTG", "publisher": "Portail de démonstration (aucun éditeur réel)"}

# In the order of the menu: territories, conventions, actions, funds, calls, news.
INDEXES = [
    {
        "title": "Territoires",
        "slug": "territoires",
        "summary": "Cherchez votre commune, votre intercommunalité ou votre département : sa page dit ce qui s’y fait "
        "pour les familles.",
    },
    {
        "title": "Conventions",
        "slug": "conventions",
        "summary": "Qui s’est engagé avec qui, sur quoi et jusqu’à quand : toutes les conventions territoriales "
        "globales.",
    },
    {
        "title": "Actions",
        "slug": "actions",
        "summary": "Une crèche qui ouvre plus tôt, un jardin, une permanence : chaque action, ses moyens et son "
        "avancement.",
    },
    {
        "title": "Fonds",
        "slug": "fonds",
        "summary": "D’où vient l’argent mis en commun pour essayer, où il va, ce qu’il en reste.",
    },
    {
        "title": "Appels à propositions",
        "slug": "appels",
        "summary": "Une idée pour les familles ? Ce que l’on peut demander, à qui, et jusqu’à quand.",
    },
    {
        "title": "Actualités",
        "slug": "actualites",
        "summary": "Ce qui vient de se passer et ce qui se prépare, convention par convention.",
    },
]

DEMONSTRATION = (
    "callout",
    {
        "tone": "info",
        "title": "Ceci est une démonstration",
        "text": "<p>Les conventions de Mérignac et de Gennevilliers ont existé et leurs dates sont exactes. Les "
        "actions récentes, les montants, les comptes et toutes les associations suivies de la mention « (fictif) » "
        "sont inventés. Aucune des institutions citées n’édite ce portail.</p>",
    },
)

PAGES = [
    {
        "title": "Mentions légales",
        "slug": "mentions-legales",
        "summary": "Qui édite ce portail, qui l’héberge, à qui appartiennent les contenus.",
        "body": [
            DEMONSTRATION,
            ("heading", {"text": "Éditeur", "level": "2"}),
            (
                "text",
                "<p>Sur un portail en service, on lit ici le nom de la collectivité ou de la Caf qui l’édite, son "
                "adresse, son numéro de téléphone et la fonction de la personne qui dirige la publication. "
                "L’administration du portail complète ces lignes avant l’ouverture au public.</p>",
            ),
            ("heading", {"text": "Hébergement", "level": "2"}),
            (
                "text",
                "<p>La loi demande le nom, l’adresse et le téléphone de l’hébergeur. Cette démonstration tourne sur la "
                "machine de la personne qui l’a lancée.</p>",
            ),
            ("heading", {"text": "Contenus", "level": "2"}),
            (
                "text",
                "<p>Les textes de la démonstration peuvent être repris librement. Les noms et contours des territoires "
                "viennent du code officiel géographique, diffusé sous Licence ouverte. Les images sont composées par "
                "le portail à partir du code de chaque territoire.</p>",
            ),
            ("heading", {"text": "Signaler une erreur", "level": "2"}),
            (
                "text",
                "<p>Un chiffre faux, un lien rompu, une phrase obscure : la page Contact est faite pour cela.</p>",
            ),
        ],
    },
    {
        "title": "Données personnelles",
        "slug": "donnees-personnelles",
        "summary": "Ce que le portail retient de vous, pourquoi, combien de temps, et comment le faire corriger.",
        "body": [
            DEMONSTRATION,
            ("heading", {"text": "Si vous consultez le portail", "level": "2"}),
            (
                "text",
                "<p>Rien n’est retenu qui permette de vous reconnaître : ni mesure d’audience, ni publicité, ni "
                "contenu chargé d’un autre site. Les journaux techniques ne gardent ni adresse de machine ni "
                "recherche.</p>",
            ),
            ("heading", {"text": "Si vous avez un compte ou si vous nous écrivez", "level": "2"}),
            (
                "table",
                {
                    "first_column_is_header": True,
                    "table": {
                        "caption": "Ce qui est retenu, pourquoi et combien de temps",
                        "columns": [
                            {"type": "text", "heading": "Donnée"},
                            {"type": "text", "heading": "Pourquoi"},
                            {"type": "text", "heading": "Durée"},
                        ],
                        "rows": [
                            {
                                "values": [
                                    "Adresse électronique et nom du compte",
                                    "Vous connecter, vous prévenir",
                                    "Jusqu’à la fermeture du compte",
                                ]
                            },
                            {
                                "values": [
                                    "Rôle dans une convention",
                                    "Savoir qui peut écrire et lire",
                                    "La durée du rôle, puis celle de la convention",
                                ]
                            },
                            {"values": ["Message de contact", "Vous répondre", "Un an après la réponse"]},
                            {
                                "values": [
                                    "Historique des pages",
                                    "Savoir qui a changé quoi",
                                    "La durée de la convention",
                                ]
                            },
                        ],
                    },
                },
            ),
            (
                "text",
                "<p>Ces durées sont un exemple : chaque responsable de traitement fixe les siennes, la Caf et la "
                "collectivité souvent ensemble.</p>",
            ),
            ("heading", {"text": "Vos droits", "level": "2"}),
            (
                "accordion",
                {
                    "items": [
                        {
                            "title": "Comment voir ou corriger ce qui me concerne ?",
                            "text": "<p>Écrivez par la page Contact. La réponse vous parvient dans le mois, sans "
                            "frais.</p>",
                        },
                        {
                            "title": "Puis-je faire effacer mon compte ?",
                            "text": "<p>Oui. Ce que vous avez écrit au nom d’une convention y reste, sans votre "
                            "nom.</p>",
                        },
                        {
                            "title": "Et si la réponse ne me convient pas ?",
                            "text": "<p>Vous pouvez saisir la Commission nationale de l’informatique et des libertés, "
                            '<a href="https://www.cnil.fr/">cnil.fr</a>.</p>',
                        },
                    ]
                },
            ),
        ],
    },
    {
        "title": "Gestion des cookies",
        "slug": "gestion-des-cookies",
        "summary": "Aucun cookie non essentiel, donc pas de bandeau à fermer.",
        "body": [
            (
                "text",
                "<p>Ce portail ne dépose aucun cookie non essentiel, donc pas de bandeau : il n’y a rien à "
                "refuser.</p>",
            ),
            ("heading", {"text": "Les deux cookies qui restent", "level": "2"}),
            (
                "table",
                {
                    "first_column_is_header": True,
                    "table": {
                        "caption": "Cookies déposés",
                        "columns": [
                            {"type": "text", "heading": "Nom"},
                            {"type": "text", "heading": "À quoi il sert"},
                            {"type": "text", "heading": "Durée"},
                        ],
                        "rows": [
                            {
                                "values": [
                                    "portail_session",
                                    "Vous garder connecté après l’identification",
                                    "Quatorze jours au plus",
                                ]
                            },
                            {
                                "values": [
                                    "portail_csrf",
                                    "Empêcher qu’un autre site envoie un formulaire à votre place",
                                    "Un an",
                                ]
                            },
                        ],
                    },
                },
            ),
            (
                "text",
                "<p>Sans compte et sans formulaire, aucun des deux n’est déposé. Une vidéo n’est jamais chargée dans "
                "la page : un lien mène au site qui la diffuse, et il ne sait rien de vous tant que vous ne l’avez pas "
                "suivi.</p>",
            ),
        ],
    },
    {
        "title": "Données ouvertes",
        "slug": "donnees-ouvertes",
        "summary": "Ce que chacun peut télécharger et réutiliser, et d’où viennent les données du portail.",
        "body": [
            DEMONSTRATION,
            ("heading", {"text": "Ce qui se lit par une machine", "level": "2"}),
            (
                "text",
                "<ul><li>Le plan du site et le fichier sitemap.xml donnent l’adresse de chaque page publique.</li>"
                "<li>Le fil des actions annonce chaque nouveauté aux lecteurs de flux.</li>"
                "<li>Chaque page décrit son contenu en données structurées quand un type existe.</li></ul>",
            ),
            ("heading", {"text": "D’où viennent les données", "level": "2"}),
            (
                "text",
                "<p>Les communes, intercommunalités, départements et régions sont ceux du code officiel géographique, "
                "tel que le diffuse le projet « découpage administratif » sous Licence ouverte 2.0. La population est "
                "la population municipale de ce même fichier.</p>",
            ),
            (
                "callout",
                {
                    "tone": "warning",
                    "title": "À ne pas réutiliser",
                    "text": "<p>Les montants, les indicateurs et les associations de la démonstration sont inventés : "
                    "ils ne doivent figurer dans aucune étude.</p>",
                },
            ),
        ],
    },
]


def news(days: Days) -> list[NewsShape]:
    return [
        NewsShape(
            slug="deux-conventions-en-entier",
            title="Deux conventions à lire en entier",
            date=days.day(-35),
            summary="Mérignac et Gennevilliers ouvrent leurs diagnostics, leurs comités et leurs comptes (fictif).",
            body=[
                (
                    "text",
                    "<p>Qui siège, qui décide, combien, et ce que cela change : tout est là, y compris ce qui n’a pas "
                    "marché.</p>",
                )
            ],
        )
    ]


def events(days: Days) -> list[EventShape]:
    day = days.working_day(10).first_day
    return [
        EventShape(
            slug="lire-une-convention-en-une-heure",
            title="Lire une convention en une heure",
            starts=days.at(day, 12, 15),
            ends=days.at(day, 13, 15),
            place="En ligne, un sandwich à la main",
            organiser="",
            summary="Une visite guidée du portail pour les élus, les agents et les curieux (fictif).",
            body=[("text", "<p>On part du nom d’une commune, on finit dans le registre d’un fonds.</p>")],
        )
    ]
