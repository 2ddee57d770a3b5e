"""The associations' requests: starting, writing, reading over, sending, following."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage
from pages.people import audience
from pages.people.models import MembershipRole
from pages.people.refusals import Refused
from pages.proposals import (
    access,
    files,
    following,
    listing,
    mails,
    presentation,
    profile_sections,
    proposal_sections,
    reading,
    receipts,
    services,
    snapshot,
)
from pages.proposals.forms import AttachmentForm
from pages.proposals.models import Attachment, Proposal, ProposalSettings, ProposalStatus
from pages.proposals.services.drafts import may_receive
from pages.proposals.services.sending import missing, owed_reports, still_in_time, time_left
from pages.proposals.views.gate import own_proposal, space
from pages.proposals.views.giving import give, private
from pages.proposals.views.section import Writing, frame, section_page

PER_PAGE = 20
SENDERS = (MembershipRole.REPRESENTATIVE,)


@space
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """List the requests of one's associations, by state; an unknown state filters nothing."""
    own = request.user.memberships.standing().values("organisation")
    found = Proposal.objects.filter(association__in=own)
    state = request.GET.get("etat", "")
    if state in ProposalStatus.values:
        found = found.filter(status=state)
    page = listing.page_of(found.order_by("-updated_at", "-pk"), request.GET.get("page"), PER_PAGE)
    context = {"page_obj": page, "states": ProposalStatus.choices, "chosen": state}
    return render(request, "proposals/proposals.html", context)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a request: for which call or convention (``?appel=``, ``?convention=``), in which association's name.

    ``?reprend=`` names the former request that it takes up.
    """
    convention, call, renewed = _target(request)
    memberships = request.user.memberships.standing().filter(role__in=access.WRITERS).select_related("organisation")
    if renewed:
        memberships = memberships.filter(organisation=renewed.association_id)
    refusal = may_receive(convention, call) if (convention or call) else ""
    if request.method == "POST" and not refusal:
        chosen = get_object_or_404(memberships, organisation=_number(request.POST.get("association")))
        try:
            if renewed:
                draft = services.renew(request.user, renewed, convention, call)
            else:
                draft = services.start(request.user, chosen.organisation, convention, call)
            return redirect("proposal", draft.pk)
        except Refused as problem:
            refusal = problem.reason
    context = {
        "call": call,
        "convention": call.convention if call else convention,
        "renewed": renewed,
        "memberships": memberships,
        "refusal": refusal,
        "targets": [] if (convention or call) else _targets(request),
    }
    return render(request, "proposals/new.html", context, status=409 if refusal and request.method == "POST" else 200)


def _number(typed: str | None) -> int:
    """Return a number from an address or a form; 404 for what is not one."""
    if not typed or not typed.isascii() or not typed.isdecimal() or len(typed) > 9:
        raise Http404
    return int(typed)


def _target(request: HttpRequest):
    """Return the convention, the call and the former request that the address names: 404 for what one may not see."""
    reader = audience.reader_for(request)
    call = convention = renewed = None
    if "appel" in request.GET:
        call = get_object_or_404(audience.visible(CallPage.objects.all(), reader), pk=_number(request.GET["appel"]))
    elif "convention" in request.GET:
        seen = audience.visible(ConventionPage.objects.all(), reader)
        convention = get_object_or_404(seen, pk=_number(request.GET["convention"]))
    if "reprend" in request.GET:
        renewed = own_proposal(request, _number(request.GET["reprend"]))
    return convention, call, renewed


def _targets(request: HttpRequest) -> list[dict]:
    """Return what one may answer today: the open calls, the conventions that receive requests outside any call."""
    reader = audience.reader_for(request)
    calls = [call for call in audience.visible(CallPage.objects.order_by("closes_at"), reader) if call.is_open]
    conventions = audience.visible(ConventionPage.objects.filter(receives_proposals=True).order_by("title"), reader)
    return [
        *({"title": call.title, "detail": call.time_left, "query": f"appel={call.pk}"} for call in calls),
        *({"title": one.title, "detail": _("hors appel"), "query": f"convention={one.pk}"} for one in conventions),
    ]


def _writing(request: HttpRequest, proposal: Proposal) -> Writing:
    def address(section) -> str:
        return reverse("proposal_section", args=[proposal.pk, section.slug])

    return Writing(
        owner=proposal,
        sections=[one for one in proposal_sections.sections_of(proposal) if access.is_open(proposal, one.slug)]
        if proposal.status == ProposalStatus.TO_CORRECT
        else proposal_sections.sections_of(proposal),
        address=address,
        after_last=reverse("proposal_review", args=[proposal.pk]),
        save=lambda *typed: services.save_draft(request.user, proposal, *typed),
        template="proposals/proposal_section.html",
        context={
            "proposal": proposal,
            "association": proposal.association,
            "refusal_to_write": SimpleLazyObject(lambda: access.may_write(request.user, proposal)),
            "refusal_to_send": SimpleLazyObject(lambda: access.may_send(request.user, proposal)),
        },
    )


def _to_do(found: Proposal, writing: Writing) -> dict:
    """Return what a draft's summary and its reading over draw: each part with what it lacks, the time left."""
    lacking, now = missing(found), timezone.now()
    steps = writing.steps("")
    correction = access.open_correction(found)
    if correction:
        # The association's own file is what it was; only what was reopened is asked for.
        lacking["profile"] = {}
        steps = [step for step in steps if step["slug"] in correction.sections]
    return {
        "steps": steps,
        "parts": [{**step, "missing": lacking["proposal"].get(step["slug"], [])} for step in steps],
        "profile_parts": [
            {
                "title": one.title,
                "url": reverse("association_section", args=[found.association_id, one.slug]),
                "missing": lacking["profile"][one.slug],
            }
            for one in profile_sections.SECTIONS
            if one.slug in lacking["profile"]
        ],
        "is_complete": not any(lacking.values()),
        "correction": correction,
        "owed": [] if correction else owed_reports(found),
        "time_left": "" if correction else time_left(found, now),
        "late": "" if correction else still_in_time(found, now),
        "senders": [str(one) for one in mails.people_of(found.association, SENDERS)],
    }


@space
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft's summary, or how far a request that was sent has come."""
    found = own_proposal(request, pk)
    writing = _writing(request, found)
    if found.is_writable:
        return render(request, "proposals/draft.html", {**writing.context, **_to_do(found, writing)})
    presentation.bring(found)
    submissions = list(found.submissions.order_by("-rank"))
    context = {**writing.context, "steps": writing.steps("")}
    context |= {
        "may_renew": not access.may_write_for(request.user, found.association),
        "progress": following.steps(found),
        "next": following.what_comes_next(found),
        "answers": following.who_answers(found),
        "silence_ends": following.silence_ends(found),
        "events": following.events(found),
        "notices": ProposalSettings.load(),
        "submission": submissions[0] if submissions else None,
        "versions": presentation.versions(submissions, "proposal_versions", found.pk),
        "decisions": presentation.decisions(found, "proposal_act", found.pk),
        "report": getattr(found, "report", None) if found.status == ProposalStatus.ACCEPTED else None,
        "public_page": found.page if found.page and found.page.live else None,
    }
    return render(request, "proposals/followed.html", context)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show or save one section of a request."""
    found = own_proposal(request, pk)
    writing = _writing(request, found)
    chosen = proposal_sections.section_of(found, slug)
    if chosen is None:
        raise Http404
    if not found.is_writable and request.method != "POST":
        return redirect("proposal", pk)
    if found.is_writable and not access.is_open(found, slug):
        messages.error(request, access.may_write(request.user, found, slug))
        return redirect("proposal", pk)
    if chosen is proposal_sections.Files:
        return _files(request, found, writing)
    return section_page(request, writing, chosen)


def _files(request: HttpRequest, found: Proposal, writing: Writing) -> HttpResponse:
    """Show the files of a request and take more; a script that sends one is answered in JSON."""
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if request.method == "POST":
        reasons = _attach(request, found, form)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"reason": " ".join(reasons)}, status=422 if reasons else 201)
        if not reasons:
            messages.success(request, _("C’est joint."))
            return redirect(f"{request.path}#{_place(form.cleaned_data['asked'])}")
    kept = list(found.attachments.filter(removed_at=None))
    asked = list(found.call.asked_documents.all()) if found.call else []
    places = [{"document": one, "asked": one.pk} for one in asked] + [{"document": None, "asked": None}]
    for place in places:
        place["id"] = _place(place["asked"])
        place["files"] = [file for file in kept if file.asked_id == place["asked"]]
        if request.method == "POST" and place["asked"] == form.cleaned_data.get("asked"):
            place["reasons"] = reasons
    context = {
        **frame(writing, proposal_sections.Files),
        "form": form,
        "places": places,
        "limits": ProposalSettings.load(),
        "formats": ", ".join(one.upper() for one in files.ACCEPTED),
        "accepted": ",".join(f".{one}" for one in files.ACCEPTED),
    }
    return render(request, "proposals/files.html", context, status=422 if request.method == "POST" else 200)


def _place(asked: int | None) -> str:
    """Return the id, on the page, of an asked document or of the other files."""
    return f"piece-{asked}" if asked else "autres-pieces"


def _attach(request: HttpRequest, found: Proposal, form: AttachmentForm) -> list[str]:
    """Join the files of a form, one by one; return why some were not, nothing when all were."""
    if not form.is_valid():
        return [reason for reasons in form.errors.values() for reason in reasons]
    asked = None
    if form.cleaned_data["asked"]:
        documents = found.call.asked_documents.all() if found.call else []
        asked = next((one for one in documents if one.pk == form.cleaned_data["asked"]), None)
        if asked is None:
            raise Http404
    reasons = []
    for upload in request.FILES.getlist("file"):
        try:
            services.attach(request.user, found, upload, asked, form.cleaned_data["label"])
        except Refused as refusal:
            reasons.append(refusal.reason)
    return reasons


@space
@require_safe
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Give a file of a request to the association's own people."""
    found = own_proposal(request, pk)
    return give(get_object_or_404(Attachment, pk=attachment_pk, proposal=found))


@space
@require_POST
def detach(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Take a file out of a request."""
    found = own_proposal(request, pk)
    try:
        services.detach(request.user, get_object_or_404(Attachment, pk=attachment_pk, proposal=found, removed_at=None))
        messages.success(request, _("La pièce est retirée."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("proposal_section", pk, proposal_sections.Files.slug)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a whole request to read over, with what lacks; send it."""
    found = own_proposal(request, pk)
    if request.method == "POST":
        send = services.resubmit if found.status == ProposalStatus.TO_CORRECT else services.submit
        try:
            sent = send(request.user, found)
            messages.success(request, _("Votre proposition n° %(number)s est envoyée.") % {"number": sent.number})
            return redirect("proposal", pk)
        except Refused as refusal:
            messages.error(request, refusal.reason)
            found = own_proposal(request, pk)
    if not found.is_writable:
        return redirect("proposal", pk)
    writing = _writing(request, found)
    context = {**writing.context, **_to_do(found, writing), "content": reading.of(snapshot.of(found))}
    return render(request, "proposals/review.html", context, status=409 if request.method == "POST" else 200)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to withdraw a request, and do so."""
    return _confirmed(request, pk, services.withdraw, "proposals/withdraw.html", _("La proposition est retirée."))


@space
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to delete a draft, and do so."""
    return _confirmed(request, pk, services.discard, "proposals/discard.html", _("Le brouillon est supprimé."))


def _confirmed(request: HttpRequest, pk: int, service, template: str, done: str) -> HttpResponse:
    found = own_proposal(request, pk)
    if request.method != "POST":
        return render(request, template, {"proposal": found})
    try:
        service(request.user, found)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("proposal", pk)
    return redirect("proposals")


@space
@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was sent last, word for word."""
    found = own_proposal(request, pk)
    submission = found.submissions.order_by("-rank").first()
    if submission is None:
        raise Http404
    content = reading.of(submission.content)
    for file in content["attachments"]:
        file["url"] = reverse("proposal_attachment", args=[pk, file["id"]])
    context = {"proposal": found, "submission": submission, "content": content}
    return render(request, "proposals/sent.html", context)


@space
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the receipt of a request that was sent, as an accessible PDF."""
    found = own_proposal(request, pk)
    submission = found.submissions.order_by("rank").first()
    if submission is None:
        raise Http404
    response = HttpResponse(receipts.pdf(submission), content_type="application/pdf")
    return private(response, f"accuse-de-reception-{found.number}.pdf")


@space
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a search result to the person's own side of a request: their association's, or the staff's."""
    found = Proposal.objects.visible(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.number and not access.role_in(request.user, found.association):
        return redirect("dossier", found.number)
    return redirect("proposal", found.pk)
