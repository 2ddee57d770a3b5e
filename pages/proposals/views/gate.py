"""The door of the associations' space: who is logged in, what may not be known, what was typed too late."""

import functools
import logging
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from pages.people import rights
from pages.people.models import Organisation
from pages.proposals import access, kept
from pages.proposals.models import Proposal

logger = logging.getLogger("portal.proposals")


def space(view: Callable) -> Callable:
    """Ask for a login; what a form posted without one is kept, and offered back on the same page afterwards."""

    @never_cache
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        is_kept = request.method == "POST" and kept.keep(request)
        if getattr(request, "htmx", False):
            return render(request, "proposals/logged_out.html", {"is_kept": is_kept}, status=200)
        return redirect_to_login(request.path if request.method == "POST" else request.get_full_path())

    return wrapped


def own_association(request: HttpRequest, pk: int) -> Organisation:
    """Return an association for which the person acts; 404 for any other, and the attempt is logged."""
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None or organisation.pk not in rights.associations_of(request.user):
        logger.warning("Association refusée : %s, à l’utilisateur %s.", pk, request.user.pk)
        raise Http404
    return organisation


def own_proposal(request: HttpRequest, pk: int) -> Proposal:
    """Return a request of an association for which the person acts; 404 for any other, and the attempt is logged."""
    proposal = Proposal.objects.select_related("association").filter(pk=pk).first()
    if proposal is None or proposal.association_id not in rights.associations_of(request.user):
        logger.warning("Proposition refusée : %s, à l’utilisateur %s.", pk, request.user.pk)
        raise Http404
    return proposal


def followed_proposal(request: HttpRequest, number: str) -> Proposal:
    """Return a request that was sent and that the person follows or examines; 404 for any other, and it is logged."""
    around = ("association__bank_details", "convention", "call", "page", "task_state__task__circuittask")
    sent = Proposal.objects.select_related(*around).exclude(number=None)
    if access.follows_requests(request.user):
        found = sent.visible(request.user).filter(number=number).first()
        if found is not None and found.association_id not in rights.associations_of(request.user):
            return found
    logger.warning("Dossier refusé : %s, à l’utilisateur %s.", number, request.user.pk)
    raise Http404
