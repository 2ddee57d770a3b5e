"""A whole request to take away, and two of its versions side by side, on each side."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from pages.proposals import access, comparing, exporting
from pages.proposals.forms import CommunicableForm
from pages.proposals.models import Proposal, ProposalStatus, Submission
from pages.proposals.views.gate import followed_proposal, own_proposal, space
from pages.proposals.views.giving import private

COMMUNICABLE = (ProposalStatus.ACCEPTED, ProposalStatus.REFUSED, ProposalStatus.CLOSED)


def _last(found: Proposal) -> Submission:
    submission = found.submissions.order_by("-rank").first()
    if submission is None:
        raise Http404
    return submission


@space
@require_safe
def own_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the association its whole request, with what the services told it and nothing more."""
    return _export(own_proposal(request, pk), kind, staff=False, sees_bank=True)


@space
@require_safe
def export(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give the whole request to whoever follows or examines it; it is written in its history."""
    found = followed_proposal(request, number)
    log(instance=found, action="proposals.exported", user=request.user, data={"kind": kind})
    return _export(found, kind, True, access.may_see_bank_details(request.user, found.association))


def _export(found: Proposal, kind: str, staff: bool, sees_bank: bool) -> HttpResponse:
    submission = _last(found)
    document = exporting.pdf(found, exporting.parts_for(found, submission, staff))
    if kind == "pdf":
        return private(HttpResponse(document, content_type="application/pdf"), f"dossier-{found.number}.pdf")
    files = [*exporting.sent_files(submission, sees_bank), *exporting.message_files(found, staff)]
    kept = exporting.archive(found, document, files, found.submissions.all())
    return private(FileResponse(kept, content_type="application/zip"), f"dossier-{found.number}.zip")


@space
@require_http_methods(["GET", "HEAD", "POST"])
def communicable(request: HttpRequest, number: str) -> HttpResponse:
    """Ask which parts of a decided request are withheld, and give the rest (CRPA L.311-6 and L.311-7)."""
    found = followed_proposal(request, number)
    if found.status not in COMMUNICABLE:
        raise Http404
    submission = _last(found)
    parts = exporting.communicable_parts(found, submission)
    files = exporting.sent_files(submission, sees_bank=False)
    form = CommunicableForm(parts, files, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept_parts = exporting.withhold(parts, set(given["parts"]))
        kept_files = [one for one in files if f"{one[0]}-{one[1].pk}" not in given["files"]]
        data = {"withheld": given["parts"], "files": len(kept_files)}
        log(instance=found, action="proposals.communicated", user=request.user, data=data)
        document = exporting.pdf(found, kept_parts)
        archive = exporting.archive(found, document, kept_files)
        return private(FileResponse(archive, content_type="application/zip"), f"communicable-{number}.zip")
    return render(request, "proposals/communicable.html", {"proposal": found, "form": form})


@space
@require_safe
def own_versions(request: HttpRequest, pk: int, before: int, after: int) -> HttpResponse:
    """Show the association what changed between two versions that it sent."""
    return _versions(request, own_proposal(request, pk), before, after, reverse("proposal", args=[pk]))


@space
@require_safe
def versions(request: HttpRequest, number: str, before: int, after: int) -> HttpResponse:
    """Show the same to whoever follows or examines the request."""
    return _versions(request, followed_proposal(request, number), before, after, reverse("dossier", args=[number]))


def _versions(request: HttpRequest, found: Proposal, before: int, after: int, back: str) -> HttpResponse:
    sent = [get_object_or_404(Submission, proposal=found, rank=rank) for rank in (before, after)]
    parts = comparing.compare(sent[0].content, sent[1].content)
    context = {"proposal": found, "before": sent[0], "after": sent[1], "parts": parts, "back": back}
    return render(request, "proposals/compared.html", context)
