"""Who acts for an association: registering it, joining it, inviting, giving roles, leaving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pages.people import identifiers
from pages.people.models import Invitation, JoinRequest, Membership, MembershipRole, Organisation
from pages.people.refusals import Refused
from pages.proposals import access, services
from pages.proposals.forms import InvitationForm, JoinForm, MemberForm, RegistrationForm
from pages.proposals.services.associations import (
    JOINABLE,
    find_association,
    invitation_of,
    is_last_representative,
    may_answer,
)
from pages.proposals.views.gate import own_association, space


@space
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an association by its Siret or RNA number, or lead to join it when it is known already."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        if known := _known(typed):
            return _offer_to_join(request, known)
        try:
            organisation = services.register_association(request.user, **typed)
            messages.success(request, _("L’association est enregistrée. Décrivez-la une fois pour toutes."))
            return redirect("association", organisation.pk)
        except Refused as refusal:
            form.refuse(refusal)
        # Someone else may have registered it at the same instant.
        if known := _known(typed):
            return _offer_to_join(request, known)
    return render(request, "proposals/register.html", {"form": form}, status=422 if form.errors else 200)


def _known(typed: dict) -> Organisation | None:
    """Return the association that has one of the numbers typed, None for none or for what is no association."""
    try:
        found = find_association(identifiers.siret(typed["siret"]), identifiers.rna(typed["rna"]))
    except ValidationError:
        return None
    return found if found and found.kind in JOINABLE else None


def _offer_to_join(request: HttpRequest, known: Organisation, form: JoinForm | None = None) -> HttpResponse:
    context = {
        "known": known,
        "form": form or JoinForm(),
        "role": access.role_in(request.user, known),
        "has_people": known.memberships.standing().exists(),
        "waiting": request.user.join_requests.filter(organisation=known, decided_at=None).first(),
    }
    return render(request, "proposals/register.html", context, status=422 if form else 409)


@space
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to act for an association that the portal knows."""
    organisation = get_object_or_404(Organisation, pk=pk, kind__in=JOINABLE)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _offer_to_join(request, organisation, form)
    try:
        services.ask_to_join(request.user, organisation, form.cleaned_data["message"])
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
    try:
        role = request.POST.get("role") or MembershipRole.CONTRIBUTOR
        services.answer_join_request(request.user, asked, request.POST.get("reponse") == "accepter", role)
        messages.success(request, _("La réponse est enregistrée et la personne prévenue."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    if access.role_in(request.user, asked.organisation):
        return redirect("association_people", asked.organisation_id)
    return redirect("join_requests")


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
    waiting = organisation.join_requests.filter(decided_at=None).select_related("user")
    context = {
        "association": organisation,
        "manages": manages,
        "memberships": organisation.memberships.standing().select_related("user"),
        "invitations": Invitation.objects.filter(organisation=organisation, used_at=None) if manages else [],
        "join_requests": waiting if manages else [],
        "roles": MembershipRole.choices,
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "proposals/people.html", context, status=422 if form.errors else 200)


@space
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Change or end someone's role in an association, by those who manage it; leave it, for oneself."""
    organisation = own_association(request, pk)
    known = Membership.objects.standing().select_related("user", "organisation")
    found = get_object_or_404(known, pk=membership_pk, organisation=organisation)
    is_self = found.user == request.user
    manages = not access.may_manage(request.user, organisation)
    if not manages and not is_self:
        raise Http404
    form = MemberForm(request.POST if request.POST.get("geste") == "changer" else None, initial={"role": found.role})
    if request.method == "POST":
        try:
            if request.POST.get("geste") == "retirer":
                services.end_membership(request.user, found)
                said = _("Vous n’agissez plus pour cette association.")
                messages.success(request, said if is_self else _("Cette personne n’agit plus pour l’association."))
                return redirect("space") if is_self else redirect("association_people", pk)
            if form.is_valid():
                services.change_member(request.user, found, form.cleaned_data["role"])
                messages.success(request, _("Le rôle est changé."))
                return redirect("association_people", pk)
        except Refused as refusal:
            messages.error(request, refusal.reason)
            return redirect("association_member", pk, membership_pk)
    context = {
        "association": organisation,
        "membership": found,
        "manages": manages,
        "is_self": is_self,
        "is_last": is_last_representative(found),
        "form": form,
    }
    return render(request, "proposals/member.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation, accept it; who has no account yet is led to open one and comes back here."""
    found = invitation_of(secret)
    if found and request.user.is_authenticated:
        return _own_invitation(request, found, secret)
    context = {"invitation": found, "next": request.path}
    return render(request, "proposals/invitation.html", context, status=200 if found else 410)


def _own_invitation(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            return _joined(request, services.accept_invitation(request.user, secret))
        except Refused as problem:
            refusal = problem.reason
    context = {
        "invitation": found,
        "refusal": refusal,
        "is_other_account": found.email != request.user.email.lower(),
        "next": request.path,
    }
    return render(request, "proposals/invitation.html", context, status=403 if refusal else 200)


def _joined(request: HttpRequest, membership: Membership) -> HttpResponse:
    name = membership.organisation.name
    messages.success(request, _("Vous agissez maintenant pour « %(name)s ».") % {"name": name})
    return redirect("association", membership.organisation_id)


@space
@require_POST
def accept_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation sent to one's own address; another's does not exist here."""
    get_object_or_404(Invitation, pk=pk, email=request.user.email.lower())
    try:
        return _joined(request, services.accept_own_invitation(request.user, pk))
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("space")


@space
@require_POST
def cancel_invitation(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Take an invitation back."""
    organisation = own_association(request, pk)
    if access.may_manage(request.user, organisation):
        raise Http404
    found = get_object_or_404(Invitation, pk=invitation_pk, organisation=organisation, used_at=None)
    try:
        services.cancel_invitation(request.user, found)
        messages.success(request, _("L’invitation est annulée : son lien n’ouvre plus rien."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("association_people", pk)
