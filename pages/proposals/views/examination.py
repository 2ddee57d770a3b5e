"""The gestures of the examination, one page each, and what waits for a person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pages.people import rights
from pages.people.models import Absence
from pages.people.refusals import Refused
from pages.proposals import access, acts, gestures, listing, services, todo
from pages.proposals.forms import AbsenceForm
from pages.proposals.models import Act
from pages.proposals.services.interests import deputies_of
from pages.proposals.views.gate import followed_proposal, own_proposal, space
from pages.proposals.views.giving import private

PER_PAGE = 25


@space
@require_http_methods(["GET", "HEAD", "POST"])
def gesture(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Ask for what a gesture needs, and do it; a gesture that is not the person's is refused in words."""
    found = followed_proposal(request, number)
    chosen = gestures.named(slug)
    if chosen is None:
        raise Http404
    form = chosen(request.user, found, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            form.perform()
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if refusal.forbidden else 409
        else:
            messages.success(request, chosen.done)
            return redirect("dossier", number) if access.may_see(request.user, found) else redirect("todo")
    elif request.method == "POST":
        status = 422
    elif not chosen.offered(request.user, found):
        messages.warning(request, access.may_examine(request.user, found) or str(chosen.unavailable))
        return redirect("dossier", number)
    return render(
        request, "proposals/gesture.html", {"proposal": found, "gesture": chosen, "form": form}, status=status
    )


@space
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits for a person, the oldest first, over every convention that they serve."""
    if not access.follows_requests(request.user):
        raise Http404
    filters = listing.Filters(request.GET, request.user, listing.TODO)
    page = todo.page(request.user, filters, request.GET.get("page"), PER_PAGE)
    return render(
        request, "proposals/todo.html", {"page_obj": page, "filters": filters, "gestures": todo.gestures(request.user)}
    )


@space
@require_safe
def dossier_act(request: HttpRequest, number: str, act_pk: int) -> HttpResponse:
    """Give an act to whoever follows or examines the request, as an accessible PDF."""
    return _act(get_object_or_404(Act, pk=act_pk, proposal=followed_proposal(request, number)))


@space
@require_safe
def proposal_act(request: HttpRequest, pk: int, act_pk: int) -> HttpResponse:
    """Give an act to the association's own people."""
    return _act(get_object_or_404(Act, pk=act_pk, proposal=own_proposal(request, pk)))


def _act(act: Act) -> HttpResponse:
    response = HttpResponse(acts.pdf(act), content_type="application/pdf")
    return private(response, f"{act.kind}-{act.content['number']}-{act.pk}.pdf")


@space
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Hand everything over to one's deputies, or take it back."""
    if not rights.roles_today(request.user):
        raise Http404
    away = Absence.objects.filter(person=request.user, ended_at=None).first()
    form = AbsenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "retour" in request.POST:
        services.come_back(request.user)
        messages.success(request, _("Vous avez repris vos dossiers."))
        return redirect("absence")
    if request.method == "POST" and form.is_valid():
        try:
            services.delegate(request.user, form.cleaned_data["until"])
            messages.success(request, _("Vos suppléants ont pris le relais."))
            return redirect("absence")
        except Refused as refusal:
            form.refuse(refusal)
    context = {"away": away, "form": form, "deputies": deputies_of(request.user)}
    return render(request, "proposals/absence.html", context, status=422 if request.method == "POST" else 200)
