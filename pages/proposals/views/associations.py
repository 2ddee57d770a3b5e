"""The associations' space: the home of it, an association's file, who acts for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages.people import identifiers
from pages.people.models import Invitation, JoinRequest, Membership, MembershipRole, Organisation
from pages.people.refusals import Refused
from pages.proposals import access, profile_sections, services
from pages.proposals.forms import DocumentForm, InvitationForm, JoinForm, RegistrationForm, SubscriptionForm
from pages.proposals.models import (
    AssociationProfile,
    Commitment,
    CommitmentKind,
    PermanentDocument,
    Proposal,
    ProposalStatus,
)
from pages.proposals.models.profiles import BANKING
from pages.proposals.services.associations import find_association, invitation_of, may_answer
from pages.proposals.views.gate import own_association, space
from pages.proposals.views.giving import give
from pages.proposals.views.section import Writing, frame, section_page

SHOWN = 10


@space
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what a person has here: their associations, what waits for them, their latest requests."""
    memberships = list(request.user.memberships.standing().select_related("organisation"))
    own = [membership.organisation_id for membership in memberships]
    proposals = Proposal.objects.filter(association__in=own).select_related("association", "convention", "call")
    managed = [one.organisation_id for one in memberships if one.role == MembershipRole.REPRESENTATIVE]
    waiting = JoinRequest.objects.filter(organisation__in=managed, decided_at=None)
    context = {
        "memberships": memberships,
        "drafts": proposals.filter(status__in=[ProposalStatus.DRAFT, ProposalStatus.TO_CORRECT])[:SHOWN],
        "sent": proposals.exclude(number=None).order_by("-submitted_at")[:SHOWN],
        "join_requests": waiting.select_related("user", "organisation"),
        "own_requests": request.user.join_requests.filter(decided_at=None).select_related("organisation"),
        "follows_requests": access.follows_requests(request.user),
    }
    return render(request, "proposals/space.html", context)


@space
@require_safe
def associations(request: HttpRequest) -> HttpResponse:
    """List the associations for which a person acts."""
    memberships = request.user.memberships.standing().select_related("organisation")
    return render(request, "proposals/associations.html", {"memberships": memberships})


@space
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an association by its Siret or RNA number, or ask to join it when it is known already."""
    form = RegistrationForm(request.POST or None)
    known = None
    if request.method == "POST" and form.is_valid():
        try:
            organisation = services.register_association(request.user, **form.cleaned_data)
            messages.success(request, _("L’association est enregistrée. Décrivez-la une fois pour toutes."))
            return redirect("association", organisation.pk)
        except Refused as refusal:
            form.refuse(refusal)
        known = _known(form.cleaned_data)
    context = {
        "form": form,
        "known": known,
        "join_form": JoinForm(),
        "role": known and access.role_in(request.user, known),
    }
    return render(request, "proposals/register.html", context, status=422 if form.errors else 200)


def _known(typed: dict) -> Organisation | None:
    """Return the association that has one of the numbers typed, None for none or for what is no association."""
    try:
        found = find_association(identifiers.siret(typed["siret"]), identifiers.rna(typed["rna"]))
    except ValidationError:
        return None
    return found if found and found.kind in services.associations.JOINABLE else None


@space
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to act for an association that the portal knows."""
    organisation = get_object_or_404(Organisation, pk=pk, kind__in=services.associations.JOINABLE)
    form = JoinForm(request.POST)
    try:
        services.ask_to_join(request.user, organisation, form.data.get("message", ""))
        messages.success(request, _("Votre demande est partie : vous recevrez la réponse par courriel."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("space")


@space
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse someone who asks to act for an association."""
    asked = get_object_or_404(JoinRequest.objects.select_related("organisation", "user"), pk=pk)
    if may_answer(request.user, asked):
        raise Http404
    accepted = request.POST.get("reponse") == "accepter"
    try:
        role = request.POST.get("role") or MembershipRole.CONTRIBUTOR
        services.answer_join_request(request.user, asked, accepted, role)
        messages.success(request, _("La réponse est enregistrée et la personne prévenue."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    if access.role_in(request.user, asked.organisation):
        return redirect("association_people", asked.organisation_id)
    return redirect("join_requests")


@space
@require_safe
def association(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an association's file: its sections, what each lacks."""
    organisation = own_association(request, pk)
    writing = _writing(request, organisation)
    context = {
        **writing.context,
        "steps": writing.steps(""),
        "missing": writing.missing,
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
        lacking=profile_sections.missing_in,
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
    sees_bank = access.may_see_bank_details(request.user, organisation)
    kept = PermanentDocument.objects.filter(organisation=organisation, replaced_at=None)
    context = {"documents": kept if sees_bank else kept.exclude(kind__in=BANKING), "form": form}
    return _listing(request, writing, profile_sections.Documents, "proposals/documents.html", context)


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
    context = {
        "form": form,
        "kinds": [
            {"kind": kind, "label": kind.label, "held": [one for one in held if one.kind == kind]}
            for kind in CommitmentKind
        ],
        "refusal_to_subscribe": access.may_manage(request.user, organisation),
    }
    return _listing(request, writing, profile_sections.Commitments, "proposals/commitments.html", context)


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


@space
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who acts for an association, answer who asks to, invite."""
    organisation = own_association(request, pk)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(request.user, organisation, **form.cleaned_data)
            messages.success(request, _("L’invitation est partie."))
            return redirect("association_people", pk)
        except Refused as refusal:
            form.refuse(refusal)
    manages = not access.may_manage(request.user, organisation)
    context = {
        "association": organisation,
        "role": access.role_in(request.user, organisation),
        "manages": manages,
        "memberships": organisation.memberships.standing().select_related("user"),
        "invitations": Invitation.objects.filter(organisation=organisation, used_at=None) if manages else [],
        "join_requests": organisation.join_requests.filter(decided_at=None).select_related("user") if manages else [],
        "roles": MembershipRole.choices,
        "form": form,
    }
    return render(request, "proposals/people.html", context, status=422 if form.errors else 200)


@space
@require_POST
def member(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Change or end someone's role in an association."""
    organisation = own_association(request, pk)
    found = get_object_or_404(Membership.objects.standing(), pk=membership_pk, organisation=organisation)
    try:
        if request.POST.get("geste") == "retirer":
            services.end_membership(request.user, found)
            messages.success(request, _("Cette personne n’agit plus pour l’association."))
        else:
            services.change_member(request.user, found, request.POST.get("role", ""))
            messages.success(request, _("Le rôle est changé."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("space") if found.user == request.user and found.ended_at else redirect("association_people", pk)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation and accept it."""
    found = invitation_of(secret)
    refusal = "" if found else _("Cette invitation n’est plus valable : demandez-en une autre à l’association.")
    if request.method == "POST" and found:
        try:
            joined = services.accept_invitation(request.user, secret)
            messages.success(
                request, _("Vous agissez maintenant pour « %(name)s ».") % {"name": joined.organisation.name}
            )
            return redirect("association", joined.organisation_id)
        except Refused as problem:
            refusal = problem.reason
    context = {"invitation": found, "refusal": refusal}
    return render(request, "proposals/invitation.html", context, status=200 if found else 410)
