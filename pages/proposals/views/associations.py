"""The associations' space: the home of it, an association's file."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages.people.models import JoinRequest, Membership, MembershipRole, Organisation
from pages.people.refusals import Refused
from pages.proposals import access, profile_sections, services
from pages.proposals.forms import DocumentForm, SubscriptionForm
from pages.proposals.models import (
    AssociationProfile,
    Commitment,
    CommitmentKind,
    DocumentKind,
    FinalReport,
    NoteLink,
    PermanentDocument,
    Proposal,
    ProposalStatus,
)
from pages.proposals.models.profiles import BANKING, NECESSARY
from pages.proposals.services.associations import answers_everywhere, invitations_for
from pages.proposals.views.gate import own_association, space
from pages.proposals.views.giving import give
from pages.proposals.views.section import Writing, frame, section_page

SHOWN = 10
REPORT_BEFORE = timedelta(days=60)
"""How long before its day a report is in the list of what waits."""


@space
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what a person has here: what waits for them, their latest requests, their associations."""
    memberships = _memberships(request)
    own = [one.organisation_id for one in memberships]
    managed = [one.organisation_id for one in memberships if one.role == MembershipRole.REPRESENTATIVE]
    proposals = Proposal.objects.filter(association__in=own).select_related("association", "convention", "call")
    asked = JoinRequest.objects.filter(decided_at=None).select_related("user", "organisation")
    context = {
        "memberships": memberships,
        "corrections": proposals.filter(status=ProposalStatus.TO_CORRECT).order_by("-updated_at")[:SHOWN],
        "drafts": _drafts(proposals),
        "reports": FinalReport.objects.owed()
        .filter(
            proposal__association__in=own,
            proposal__status=ProposalStatus.ACCEPTED,
            due_on__lte=timezone.localdate() + REPORT_BEFORE,
        )
        .select_related("proposal__association")[:SHOWN],
        "notes": NoteLink.objects.filter(
            person=request.user,
            used_at=None,
            proposal__association__in=own,
            proposal__status=ProposalStatus.ACCEPTED,
            due_on__gte=timezone.localdate() - NoteLink.LASTS,
        ).select_related("proposal")[:SHOWN],
        "incomplete": [one for one in memberships if one.missing and one.role in access.WRITERS],
        "sent": proposals.exclude(number=None).order_by("-submitted_at", "-pk")[:SHOWN],
        "join_requests": asked.filter(organisation__in=managed),
        "own_requests": asked.filter(user=request.user),
        "invitations": invitations_for(request.user).exclude(organisation__in=own),
        "follows_requests": access.follows_requests(request.user),
        "answers_everywhere": answers_everywhere(request.user),
    }
    return render(request, "proposals/space.html", context)


def _drafts(proposals: QuerySet[Proposal]) -> list[Proposal]:
    """Return the drafts, the one whose call closes first at the head; those of a call that is over last."""
    now = timezone.now()
    drafts = proposals.filter(status=ProposalStatus.DRAFT)
    open_ones = drafts.exclude(call__closes_at__lt=now).order_by(
        F("call__closes_at").asc(nulls_last=True), "-updated_at"
    )
    late = drafts.filter(call__closes_at__lt=now).order_by("-call__closes_at")
    return [*open_ones[:SHOWN], *late[:SHOWN]][:SHOWN]


def _memberships(request: HttpRequest) -> list[Membership]:
    """Return the associations for which a person acts, each with the sections of its file where something lacks."""
    memberships = list(request.user.memberships.standing().select_related("organisation__profile"))
    for one in memberships:
        profile = getattr(one.organisation, "profile", None) or AssociationProfile(organisation=one.organisation)
        one.missing = profile_sections.missing_in(profile)
    return memberships


@space
@require_safe
def associations(request: HttpRequest) -> HttpResponse:
    """List the associations for which a person acts, those that they asked to join, those that invite them."""
    memberships = _memberships(request)
    own = [one.organisation_id for one in memberships]
    context = {
        "memberships": memberships,
        "own_requests": request.user.join_requests.filter(decided_at=None).select_related("organisation"),
        "invitations": invitations_for(request.user).exclude(organisation__in=own),
        "sections": len(profile_sections.SECTIONS),
    }
    return render(request, "proposals/associations.html", context)


@space
@require_safe
def association(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an association's file: its sections, what each lacks."""
    organisation = own_association(request, pk)
    writing = _writing(request, organisation)
    steps = [
        {
            **step,
            "missing": writing.missing.get(section.slug, []),
            "is_untouched": section.is_optional and not writing.is_begun(section),
        }
        for step, section in zip(writing.steps(""), writing.sections, strict=True)
    ]
    context = {
        **writing.context,
        "steps": steps,
        "lacking": [step for step in steps if step["missing"]],
        "people": organisation.memberships.standing().select_related("user"),
        "join_requests": organisation.join_requests.filter(decided_at=None).count(),
        "proposals": Proposal.objects.filter(association=organisation).select_related("call", "convention")[:SHOWN],
    }
    return render(request, "proposals/association.html", context)


def _writing(request: HttpRequest, organisation: Organisation) -> Writing:
    profile, _created = AssociationProfile.objects.select_related("organisation").get_or_create(
        organisation=organisation
    )
    sections = [
        section
        for section in profile_sections.SECTIONS
        if not section.confidential or access.may_see_bank_details(request.user, organisation)
    ]
    return Writing(
        owner=profile,
        sections=sections,
        address=lambda section: _section_url(organisation, section.slug),
        after_last=_section_url(organisation, ""),
        save=lambda *typed: services.save_profile(request.user, organisation, *typed),
        template="proposals/profile_section.html",
        context={
            "association": organisation,
            "role": access.role_in(request.user, organisation),
            "refusal_to_write": access.may_write_for(request.user, organisation),
        },
    )


def _section_url(organisation: Organisation, slug: str) -> str:
    if not slug:
        return reverse("association", args=[organisation.pk])
    return reverse("association_section", args=[organisation.pk, slug])


@space
@require_http_methods(["GET", "HEAD", "POST"])
def profile_section(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show or save one section of an association's file."""
    organisation = own_association(request, pk)
    writing = _writing(request, organisation)
    section = next((one for one in writing.sections if one.slug == slug), None)
    if section is None:
        raise Http404
    if section is profile_sections.Documents:
        return _documents(request, organisation, writing)
    if section is profile_sections.Commitments:
        return _commitments(request, organisation, writing)
    return section_page(request, writing, section)


def _documents(request: HttpRequest, organisation: Organisation, writing: Writing) -> HttpResponse:
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_document(
                request.user,
                organisation,
                form.cleaned_data["kind"],
                form.cleaned_data["file"],
                form.cleaned_data["expires_on"],
            )
            messages.success(request, _("Le document est gardé : il sera joint à vos demandes."))
            return redirect(request.path)
        except Refused as refusal:
            form.refuse(refusal, "file")
    context = {"documents": _kept_documents(request, organisation), "form": form}
    return _listing(request, writing, profile_sections.Documents, "proposals/documents.html", context)


def _kept_documents(request: HttpRequest, organisation: Organisation) -> list[dict]:
    """Return the documents by kind, those that a request needs first and even when they are missing.

    The bank's are told to those who may read them only.
    """
    sees_bank = access.may_see_bank_details(request.user, organisation)
    kept = list(PermanentDocument.objects.filter(organisation=organisation, replaced_at=None).defer("text"))
    found = []
    for kind in DocumentKind:
        files = [one for one in kept if one.kind == kind]
        is_hidden = kind in BANKING and not sees_bank
        if not is_hidden and (files or kind in NECESSARY):
            found.append(
                {
                    "kind": kind,
                    "label": kind.label,
                    "files": files,
                    "is_necessary": kind in NECESSARY,
                    "is_expired": bool(files) and all(one.has_expired for one in files),
                }
            )
    return found


def _commitments(request: HttpRequest, organisation: Organisation, writing: Writing) -> HttpResponse:
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.subscribe(request.user, organisation, **form.cleaned_data)
            messages.success(request, _("L’engagement est souscrit."))
            return redirect(request.path)
        except Refused as refusal:
            form.refuse(refusal)
    held = list(Commitment.objects.filter(organisation=organisation))
    usual = _usual_signatory(writing.owner)
    kinds = []
    for kind in CommitmentKind:
        blank = SubscriptionForm(initial={**usual, "kind": kind.value}, auto_id=f"id_{kind}_%s")
        kinds.append(
            {
                "kind": kind,
                "label": kind.label,
                "held": [one for one in held if one.kind == kind],
                "template": f"proposals/commitment_{kind}.html",
                "form": form if form.data.get("kind") == kind else blank,
            }
        )
    context = {
        "form": form,
        "kinds": kinds,
        "refusal_to_subscribe": access.may_manage(request.user, organisation),
        "republican": CommitmentKind.REPUBLICAN,
        "profile": writing.owner,
    }
    return _listing(request, writing, profile_sections.Commitments, "proposals/commitments.html", context)


def _usual_signatory(profile: AssociationProfile) -> dict:
    return {"signed_by": profile.representative_name, "function": profile.representative_function}


def _listing(request, writing: Writing, section, template: str, context: dict) -> HttpResponse:
    form = context["form"]
    shown = {
        **frame(writing, section),
        **context,
    }
    return render(request, template, shown, status=422 if form.errors else 200)


@space
@require_safe
def document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Give a permanent document to the association's own people; the bank's, to those who write for it."""
    organisation = own_association(request, pk)
    found = get_object_or_404(PermanentDocument, pk=document_pk, organisation=organisation)
    if found.kind in BANKING and not access.may_see_bank_details(request.user, organisation):
        raise Http404
    return give(found)


@space
@require_POST
def remove_document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Take a permanent document away."""
    organisation = own_association(request, pk)
    found = get_object_or_404(PermanentDocument, pk=document_pk, organisation=organisation)
    try:
        services.remove_document(request.user, found)
        messages.success(request, _("Le document est retiré : il ne sera plus joint à vos demandes."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(_section_url(organisation, profile_sections.Documents.slug))
