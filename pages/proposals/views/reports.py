"""Giving account, for the association and for those who read it; the link that needs no account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages.people.refusals import Refused
from pages.proposals import access, files, report_sections, services
from pages.proposals.forms import NoteForm, PageUpdateForm, ReasonForm, ReportFileForm
from pages.proposals.models import FinalReport, GivenNote, NoteState, Proposal, ProposalSettings, ReportFile
from pages.proposals.services.reports import may_moderate, may_read_reports, note_due, usable_link
from pages.proposals.views.gate import followed_proposal, own_proposal, space
from pages.proposals.views.giving import give
from pages.proposals.views.section import Writing, section_page


def _accepted(found: Proposal) -> Proposal:
    if not hasattr(found, "report"):
        raise Http404
    return found


# Progress notes


@space
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """List the notes that an association gave on a request; give one."""
    found = _accepted(own_proposal(request, pk))
    form, status = NoteForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.give_note(request.user, found, form.cleaned_data)
            messages.success(request, _("Votre point d’étape est donné : il sera relu avant d’être publié."))
            return redirect("proposal_notes", pk)
        except Refused as refusal:
            form.refuse(refusal)
    if request.method == "POST":
        status = 422
    context = {"proposal": found, "form": form, "notes": found.given_notes.all(), "due_on": note_due(found)}
    return render(request, "proposals/notes.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Give one note by a personal link, without an account: of the request, only its title is shown."""
    link = usable_link(secret)
    if link is None:
        return _by_link(request, {"gone": True}, 410)
    form, status = NoteForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.give_note_by_link(secret, form.cleaned_data)
            return _by_link(request, {"given": True, "title": link.proposal.title}, 200)
        except Refused as refusal:
            form.refuse(refusal)
    if request.method == "POST":
        status = 422
    return _by_link(request, {"form": form, "title": link.proposal.title, "due_on": link.due_on}, status)


def _by_link(request: HttpRequest, context: dict, status: int) -> HttpResponse:
    response = render(request, "proposals/note_by_link.html", context, status=status)
    # The address is a secret: it goes to no other page, nor to a search engine.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@space
@require_http_methods(["GET", "HEAD", "POST"])
def given_notes(request: HttpRequest, number: str) -> HttpResponse:
    """List the notes given on a request; publish one, or set it aside."""
    found = _accepted(followed_proposal(request, number))
    form, status = ReasonForm(), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        note = get_object_or_404(GivenNote, pk=_number(request.POST.get("note")), proposal=found)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            services.answer_note(request.user, note, "publier" in request.POST, reason)
            messages.success(request, _("C’est fait."))
            return redirect("dossier_given_notes", number)
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if refusal.forbidden else 422
    kept = found.given_notes.select_related("author")
    context = {
        "proposal": found,
        "form": form,
        "waiting": kept.filter(state=NoteState.WAITING),
        "answered": kept.exclude(state=NoteState.WAITING),
        "refusal": may_moderate(request.user, found),
    }
    return render(request, "proposals/given_notes.html", context, status=status)


def _number(typed: str | None) -> int:
    if not typed or not typed.isascii() or not typed.isdecimal() or len(typed) > 9:
        raise Http404
    return int(typed)


# The final report


def _writing(request: HttpRequest, report: FinalReport) -> Writing:
    proposal = report.proposal

    def address(section) -> str:
        return reverse("proposal_report_section", args=[proposal.pk, section.slug])

    refusal = access.may_write_for(request.user, proposal.association)
    if not refusal and not report.is_writable:
        refusal = _("Ce compte rendu est envoyé : il ne se modifie plus.")
    summary = reverse("proposal_report", args=[proposal.pk])
    return Writing(
        owner=report,
        sections=list(report_sections.SECTIONS),
        address=address,
        after_last=summary,
        save=lambda *typed: services.save_report(request.user, report, *typed),
        template="proposals/proposal_section.html",
        context={
            "proposal": proposal,
            "association": proposal.association,
            "refusal_to_write": refusal,
            "review_url": summary,
        },
    )


@space
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a report stands, join a document to it, send it."""
    found = _accepted(own_proposal(request, pk))
    kept = found.report
    form, status = ReportFileForm(), 200
    if request.method == "POST":
        try:
            if "envoyer" in request.POST:
                services.send_report(request.user, kept)
                messages.success(request, _("Votre compte rendu financier est envoyé."))
                return redirect("proposal_report", pk)
            form = ReportFileForm(request.POST, request.FILES)
            if form.is_valid():
                services.join_to_report(request.user, kept, form.cleaned_data["file"])
                messages.success(request, _("C’est joint."))
                return redirect("proposal_report", pk)
        except Refused as refusal:
            form.refuse(refusal, "file" if "envoyer" not in request.POST else None)
        status = 422
    writing = _writing(request, kept)
    context = {
        **writing.context,
        "report": kept,
        "parts": [{**step, "missing": writing.missing.get(step["slug"], [])} for step in writing.steps("")],
        "is_complete": not writing.missing,
        "refusal_to_send": access.may_send(request.user, found),
        "form": form,
        "files": kept.files.all(),
        "formats": ", ".join(one.upper() for one in files.ACCEPTED),
        "limits": ProposalSettings.load(),
    }
    return render(request, "proposals/report.html", context, status=status)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show or save one section of a report."""
    found = _accepted(own_proposal(request, pk))
    chosen = report_sections.section_of(found.report, slug)
    if chosen is None:
        raise Http404
    if not found.report.is_writable and request.method != "POST":
        return redirect("proposal_report", pk)
    return section_page(request, _writing(request, found.report), chosen)


@space
@require_safe
def own_report_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    found = own_proposal(request, pk)
    return give(get_object_or_404(ReportFile, pk=file_pk, report__proposal=found))


@space
@require_POST
def report_file_removal(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    found = own_proposal(request, pk)
    try:
        services.take_from_report(request.user, get_object_or_404(ReportFile, pk=file_pk, report__proposal=found))
        messages.success(request, _("La pièce est retirée."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("proposal_report", pk)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_report(request: HttpRequest, number: str) -> HttpResponse:
    """Show a report to those who follow or examine the request; accept it, have it completed, lift what it blocks."""
    found = _accepted(followed_proposal(request, number))
    kept = found.report
    form, status = ReasonForm(), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            if "lever" in request.POST:
                services.lift_report_block(request.user, kept, reason)
            else:
                services.answer_report(request.user, kept, "accepter" in request.POST, reason)
            messages.success(request, _("C’est fait."))
            return redirect("dossier_report", number)
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if refusal.forbidden else 422
    context = {
        "proposal": found,
        "report": kept,
        "form": form,
        "files": kept.files.all(),
        "refusal": may_read_reports(request.user, found),
        "content": kept.content if kept.sent_at else None,
    }
    return render(request, "proposals/dossier_report.html", context, status=status)


@space
@require_safe
def report_file(request: HttpRequest, number: str, file_pk: int) -> HttpResponse:
    """Give a document of a report that was sent."""
    found = followed_proposal(request, number)
    return give(get_object_or_404(ReportFile, pk=file_pk, report__proposal=found, report__sent_at__isnull=False))


# The public page


@space
@require_http_methods(["GET", "HEAD", "POST"])
def page_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a new version of the public page of an accepted request."""
    found = own_proposal(request, pk)
    page = found.page and found.page.specific
    if page is None or not page.live:
        raise Http404
    form, status = PageUpdateForm(page, request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.propose_page_update(request.user, found, given["summary"], given["text"], given.get("results", ""))
            messages.success(request, _("Votre mise à jour est proposée : elle sera relue avant de paraître."))
            return redirect("proposal", pk)
        except Refused as refusal:
            form.refuse(refusal)
    if request.method == "POST":
        status = 422
    return render(
        request, "proposals/page_update.html", {"proposal": found, "page_url": page.url, "form": form}, status=status
    )
