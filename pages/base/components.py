"""The developers' page: every component of templates/components/ with a sample of what it takes."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from pages.base.dates import ApproximateDate

SECTIONS = (
    ("couleurs", "Couleurs"),
    ("boutons", "Boutons et mots"),
    ("cartes", "Cartes"),
    ("avancement", "Avancement"),
    ("essentiel", "L’essentiel"),
    ("agenda", "Agenda et appel"),
    ("images", "Images et mosaïques"),
    ("calendrier", "Calendrier"),
    ("argent", "Argent"),
    ("courbes", "Courbes et croisements"),
    ("tableaux", "Tableaux"),
    ("textes", "Textes"),
    ("formulaires", "Formulaires"),
    ("listes", "Listes"),
)
COLOURS = ("pine", "clay", "sun", "plum", "sky", "ochre", "slate")
STATUSES = (
    ("planned", "Prévue"),
    ("going", "En cours"),
    ("late", "En retard"),
    ("suspended", "Suspendue"),
    ("done", "Réalisée"),
    ("abandoned", "Abandonnée"),
    ("draft", "Brouillon"),
)
CARDS = (
    {
        "axis": 1,
        "title": "Un accueil partagé le mercredi",
        "text": "Trois centres sociaux ouvrent le même accueil, avec un seul dossier pour les parents.",
        "kind": "going",
        "status": "En cours",
        "percent": 60,
    },
    {
        "axis": 2,
        "title": "Cafés des parents",
        "text": "Une rencontre par mois, dans un quartier différent, préparée avec la PMI.",
        "kind": "late",
        "status": "En retard",
        "percent": 35,
    },
    {
        "axis": 4,
        "title": "Premiers pas vers le logement",
        "text": "Un foyer de jeunes travailleurs se prépare avec ceux qui y vivront.",
        "kind": "done",
        "status": "Réalisée",
        "percent": 100,
    },
)
STEPS = (
    {"label": "Diagnostic", "state": "done", "date": "2013"},
    {"label": "Signée", "state": "done", "date": "avril 2015"},
    {"label": "En cours", "state": "current"},
    {"label": "Évaluée", "state": "todo"},
)
FACTS = (
    {"label": "Signature", "value": "8 avril 2015"},
    {"label": "Durée", "value": "24 mois"},
    {"label": "Signataires", "value": "Ville de Mérignac, Caf de la Gironde"},
    {"label": "Territoire", "value": "Mérignac", "url": "#essentiel"},
)
FIGURES = (
    {"value": "41", "label": "actions, dont 17 réalisées"},
    {"value": "140 000 €", "label": "au fonds d’innovation"},
    {"value": "129 069", "label": "habitants concernés"},
)
MEETINGS = (
    {"date": date(2026, 12, 3), "title": "Comité thématique parentalité", "place": "Maison des associations, 18 h"},
    {"date": date(2027, 1, 16), "title": "Comité de pilotage", "place": "Hôtel de ville, 9 h 30"},
)
TODAY = date(2026, 6, 15)
STAGES = (
    {
        "label": "Diagnostic partagé",
        "axis": 3,
        "planned_start": date(2024, 9, 1),
        "planned_end": date(2025, 3, 31),
        "actual_start": date(2024, 10, 15),
        "actual_end": date(2025, 6, 20),
        "planned": "septembre 2024 à mars 2025",
        "actual": "15 octobre 2024 au 20 juin 2025",
    },
    {
        "label": "Signature",
        "axis": 4,
        "planned_start": date(2025, 6, 1),
        "planned_end": None,
        "actual_start": date(2025, 9, 8),
        "actual_end": date(2025, 9, 8),
        "planned": "juin 2025",
        "actual": "8 septembre 2025",
    },
    {
        "label": "Mise en œuvre",
        "axis": 1,
        "planned_start": date(2025, 7, 1),
        "planned_end": date(2027, 6, 30),
        "actual_start": date(2025, 9, 8),
        "actual_end": None,
        "planned": "juillet 2025 à juin 2027",
        "actual": "depuis le 8 septembre 2025",
    },
    {
        "label": "Évaluation",
        "axis": 2,
        "planned_start": date(2027, 7, 1),
        "planned_end": date(2027, 12, 31),
        "actual_start": None,
        "actual_end": None,
        "planned": "second semestre 2027",
        "actual": "",
    },
)
BUDGET = (
    {"label": "Caf de la Gironde", "amount": Decimal("70000")},
    {"label": "Ville de Mérignac", "amount": Decimal("70000")},
    {"label": "Versé", "amount": Decimal("-60200.50"), "detail": "sept actions"},
    {"label": "Engagé", "amount": Decimal("-36400")},
)
BUDGET_PARTS = (
    {"label": "Versé", "amount": Decimal("60200.50")},
    {"label": "Engagé", "amount": Decimal("36400")},
    {"label": "Disponible", "amount": Decimal("43399.50"), "rest": True},
)
TABLE_COLUMNS = ("Indicateur", "Départ", "Dernière valeur", "Cible")
TABLE_ROWS = (
    ("Familles accueillies le mercredi", "120", "184", "240"),
    ("Places d’accueil aux horaires décalés", "0", "12", "30"),
)


class Sample(NamedTuple):
    """A value on a day, as an indicator's measures are."""

    date: date
    value: Decimal


CURVE = {
    "values": [
        Sample(date(2025, 3, 31), Decimal("131")),
        Sample(date(2025, 9, 30), Decimal("158")),
        Sample(date(2026, 3, 31), Decimal("184")),
    ],
    "baseline_date": ApproximateDate(date(2024, 9, 1), "month"),
    "target_date": ApproximateDate(date(2027, 6, 1), "month"),
}
ENDS = (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31), TODAY)
COURSES = (
    {"label": "Concilier vie familiale et travail", "number": 1, "colour": 1, "values": (10, 22, 35, 41, 58)},
    {"label": "Soutenir les parents", "number": 2, "colour": 2, "values": (None, 5, 12, 30, 34)},
    {"label": "Vivre son quartier", "number": 3, "colour": 3, "values": (None, None, 20, 20, 45)},
)
RHYTHM = (
    {
        "label": "Comité de pilotage",
        "url": "#courbes",
        "note": "À l’heure",
        "kind": "going",
        "marks": [
            {"date": date(2025, 10, 8), "kind": "done", "text": "réunion tenue"},
            {"date": date(2026, 3, 18), "kind": "done", "text": "réunion tenue"},
            {"date": date(2026, 9, 24), "kind": "planned", "text": "réunion prévue"},
        ],
    },
    {
        "label": "Comité technique",
        "note": "En retard",
        "kind": "late",
        "marks": [
            {"date": date(2025, 11, 20), "kind": "done", "text": "réunion tenue"},
            {"date": date(2026, 5, 20), "kind": "late", "text": "réunion attendue au plus tard"},
        ],
    },
    {
        "label": "Comité parentalité",
        "note": "À l’heure",
        "kind": "going",
        "marks": [
            {"date": date(2026, 4, 14), "kind": "done", "text": "réunion tenue"},
            {"date": date(2026, 10, 14), "kind": "due", "text": "réunion attendue au plus tard"},
        ],
    },
)
MATRIX_COLUMNS = ({"label": "Gennevilliers", "url": "#courbes"}, {"label": "Mérignac", "url": "#courbes"})


def _crossing(value: int, said: str) -> dict:
    return {"value": value, "url": "#courbes", "label": f"{value} actions, {said}"}


MATRIX_ROWS = (
    {
        "label": "Parentalité",
        "url": "#courbes",
        "cells": (_crossing(4, "Parentalité, Gennevilliers"), _crossing(12, "Parentalité, Mérignac")),
    },
    {"label": "Logement", "url": "#courbes", "cells": (_crossing(7, "Logement, Gennevilliers"), _crossing(0, ""))},
    {"label": "Vacances", "url": "#courbes", "cells": (_crossing(0, ""), _crossing(1, "Vacances, Mérignac"))},
)
QUESTIONS = (
    {"title": "Qui peut proposer une action ?", "text": "Toute association du territoire."},
    {"title": "Quand saurai-je si elle est retenue ?", "text": "Dans les deux mois qui suivent la clôture."},
)
TAGS = ({"label": "Parentalité", "url": "#boutons"}, {"label": "Logement", "url": "#boutons"}, {"label": "Mercredi"})
MOSAICS = (("33281", ""), ("33281", "parentalite"), ("33281", "logement"), ("92036", "petite-enfance"))


class SampleForm(forms.Form):
    """One field of each sort, some of them wrong."""

    name = forms.CharField(label="Nom de l’association", help_text="Tel qu’il figure au récépissé de déclaration.")
    mail = forms.EmailField(label="Adresse électronique")
    about = forms.CharField(label="Ce que vous voulez faire", widget=forms.Textarea, required=False)
    theme = forms.ChoiceField(label="Thème", choices=[("", "Choisir"), ("1", "Parentalité"), ("2", "Logement")])
    when = forms.MultipleChoiceField(
        label="Jours d’ouverture",
        choices=[("me", "Mercredi"), ("sa", "Samedi")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Plusieurs réponses possibles.",
    )
    agreed = forms.BooleanField(label="J’ai lu le règlement du fonds", help_text="Il tient en deux pages.")


class SampleFilters(forms.Form):
    """What narrows a list of actions."""

    territory = forms.ChoiceField(label="Territoire", required=False, choices=[("", "Tous"), ("1", "Mérignac")])
    axis = forms.ChoiceField(label="Axe", required=False, choices=[("", "Tous"), ("1", "1. Concilier")])
    year = forms.ChoiceField(label="Année", required=False, choices=[("", "Toutes"), ("2026", "2026")])


@require_safe
def components_page(request: HttpRequest) -> HttpResponse:
    """Show every component, for whoever writes a template."""
    return render(
        request,
        "base/components_page.html",
        {
            "page_title": "Composants",
            "sections": [{"id": ident, "title": title} for ident, title in SECTIONS],
            "colours": COLOURS,
            "statuses": STATUSES,
            "cards": CARDS,
            "steps": STEPS,
            "facts": FACTS,
            "figures": FIGURES,
            "meetings": MEETINGS,
            "stages": STAGES,
            "today": TODAY,
            "budget": BUDGET,
            "parts": BUDGET_PARTS,
            "balance": Decimal("43399.50"),
            "columns": TABLE_COLUMNS,
            "rows": TABLE_ROWS,
            "number_columns": (2, 3, 4),
            "curve": CURVE,
            "start": Decimal(120),
            "target": Decimal(240),
            "ends": ENDS,
            "courses": COURSES,
            "rhythm": RHYTHM,
            "matrix_columns": MATRIX_COLUMNS,
            "matrix_rows": MATRIX_ROWS,
            "questions": QUESTIONS,
            "tags": TAGS,
            "mosaics": MOSAICS,
            "picture": mark_safe('<img src="/mosaique/33281/logement.svg" alt="Des toits" width="498" height="372">'),
            "form": SampleForm({"name": "", "mail": "contact@", "theme": "1", "when": ["me"]}),
            "filters": SampleFilters({"territory": "1"}),
            "chips": [{"label": "Mérignac", "url": "?"}],
            "page_obj": Paginator(range(400), 20).page(7),
        },
    )
