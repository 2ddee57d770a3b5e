"""What the conventions add to the pages of the rooms below, and to a convention's own page from its parts."""

from django.http import HttpRequest
from wagtail.models import Page

from pages.conventions import parts
from pages.conventions.models import (
    ConventionPage,
    DiagnosisPage,
    EvaluationIndexPage,
    EvaluationPage,
    Finding,
    PhaseKind,
)
from pages.people import audience


def finder(page: Page, request: HttpRequest) -> dict:
    """Give the territory finder's form what was asked."""
    return {"asked": request.GET.get("q", "")[:100]}


def conventions(page: Page, request: HttpRequest) -> dict:
    """Give a territory's page its conventions, the running ones first."""
    found = audience.visible(ConventionPage.objects.child_of(page), audience.reader_for(request))
    return {"conventions": sorted(found, key=lambda convention: not convention.is_running)}


def diagnosis(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention its diagnosis, by name, and the first finding where both sides speak."""
    found = parts.of_type(page, request, DiagnosisPage)
    if not found:
        return None
    findings = Finding.objects.filter(diagnosis=found[0].pk).exclude(caf_text="").exclude(local_text="")
    return {"page": found[0], "finding": findings.order_by("sort_order").first()}


def evaluation(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention its evaluations, by name, the last written first."""
    index = parts.of_type(page, request, EvaluationIndexPage)
    found = parts.of_type(page, request, EvaluationPage)[::-1]
    return {"index": index[0] if index else None, "evaluations": found} if index or found else None


def phase_links(page: ConventionPage, request: HttpRequest) -> dict[str, str]:
    """Return the address of what came of a phase: its diagnosis, its evaluations."""
    found = {PhaseKind.DIAGNOSIS: DiagnosisPage, PhaseKind.FOLLOW_UP: EvaluationIndexPage}
    pages = {kind: parts.of_type(page, request, model) for kind, model in found.items()}
    return {kind: found[0].get_url(request) for kind, found in pages.items() if found}
