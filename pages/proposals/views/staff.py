"""What the staff sees of the requests: those sent, one on a page, its files; who asks to join an association."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from pages.people.models import MembershipRole
from pages.proposals import access, following, listing, reading
from pages.proposals.models import Attachment
from pages.proposals.services.associations import to_answer
from pages.proposals.views.gate import followed_proposal, space
from pages.proposals.views.giving import give

PER_PAGE = 25


def _require_staff(request: HttpRequest) -> None:
    if not access.follows_requests(request.user):
        raise Http404


@space
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """List the requests that a person follows or examines, filtered; unknown values filter nothing."""
    _require_staff(request)
    filters = listing.Filters(request.GET, request.user)
    page = Paginator(filters.apply(listing.followed(request.user)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/dossiers.html", {"page_obj": page, "filters": filters})


@space
@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Show a request whole, as it was sent. An administrator's look is written in its history."""
    found = followed_proposal(request, number)
    if request.user.is_superuser:
        log(instance=found, action="proposals.opened", user=request.user)
    submission = found.submissions.order_by("-rank").first()
    organisation = found.association
    sees_bank = access.may_see_bank_details(request.user, organisation)
    context = {
        "proposal": found,
        "submission": submission,
        "content": reading.of(submission.content),
        "attachments": found.attachments.filter(removed_at=None),
        "bank": getattr(organisation, "bank_details", None) if sees_bank else None,
        "progress": following.steps(found),
        "events": following.events(found),
    }
    return render(request, "proposals/dossier.html", context)


@space
@require_safe
def attachment(request: HttpRequest, number: str, attachment_pk: int) -> HttpResponse:
    """Give a file of a request to whoever follows or examines it."""
    found = followed_proposal(request, number)
    return give(get_object_or_404(Attachment, pk=attachment_pk, proposal=found))


@space
@require_safe
def join_requests(request: HttpRequest) -> HttpResponse:
    """List who asks to join associations, for moderators and coordinators."""
    _require_staff(request)
    page = Paginator(to_answer(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/join_requests.html", {"page_obj": page, "roles": MembershipRole.choices})
