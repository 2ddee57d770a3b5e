"""What the staff sees of the requests: those sent, one on a page, its files; who asks to join an association."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from pages.base.templatetags.portal import euros
from pages.people.models import MembershipRole
from pages.proposals import access, following, listing, presentation, reading, services
from pages.proposals.models import Attachment, PermanentDocument, Proposal, Submission
from pages.proposals.models.profiles import BANKING
from pages.proposals.services.associations import to_answer
from pages.proposals.views.exports import COMMUNICABLE
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
    page = listing.page_of(filters.apply(listing.followed(request.user)), request.GET.get("page"), PER_PAGE)
    return render(request, "proposals/dossiers.html", {"page_obj": page, "filters": filters})


@space
@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Show a request whole, as it was sent. An administrator's look is written in its history."""
    found = followed_proposal(request, number)
    if request.user.is_superuser:
        log(instance=found, action="proposals.opened", user=request.user)
    elif found.seen_at is None:
        services.note_seen(request.user, found)
    submissions = list(found.submissions.order_by("-rank"))
    submission, organisation = submissions[0], found.association
    presentation.bring(found)
    instructs = bool(access.funders_for(request.user, found))
    sees_bank = instructs or access.may_see_bank_details(request.user, organisation)
    context = {
        "proposal": found,
        "submission": submission,
        "content": _with_files(found, reading.of(submission.content), sees_bank),
        "facts": _facts(found, submission),
        "bank": getattr(organisation, "bank_details", None) if sees_bank else None,
        "progress": following.steps(found),
        "versions": presentation.versions(submissions, "dossier_versions", found.number),
        "is_communicable": found.status in COMMUNICABLE,
        "events": following.events(found),
        **presentation.examination(found, request.user),
    }
    return render(request, "proposals/dossier.html", context)


def _with_files(found: Proposal, content: dict, sees_bank: bool) -> dict:
    """Give the files of what was sent their address, save the bank's for whoever may not read it."""
    for file in content["attachments"]:
        file["url"] = reverse("dossier_attachment", args=[found.number, file["id"]])
    for file in content["association"]["documents"]:
        if sees_bank or file["kind"] not in BANKING:
            file["url"] = reverse("dossier_document", args=[found.number, file["id"]])
    return content


def _facts(found: Proposal, submission: Submission) -> list[dict]:
    """Return the essential of a request as it was sent."""
    asked = ", ".join(f"{one['funder']} : {euros(Decimal(one['amount']))}" for one in submission.content["asked"])
    return [
        {"label": _("Association"), "value": found.association.name},
        {"label": _("Convention"), "value": found.convention.title, "url": found.convention.get_url()},
        {"label": _("Appel"), "value": found.call.title if found.call else _("hors appel")},
        {"label": _("Envoyée le"), "value": date_format(timezone.localtime(submission.sent_at), r"j F Y \à G \h i")},
        {"label": _("Montants demandés"), "value": asked, "wide": True},
    ]


def _ids(files: list[dict]) -> list[int]:
    return [file["id"] for file in files]


@space
@require_safe
def document(request: HttpRequest, number: str, document_pk: int) -> HttpResponse:
    """Give a permanent document that was sent with a request to whoever follows or examines it."""
    found = followed_proposal(request, number)
    submission = found.submissions.order_by("-rank").first()
    kept = PermanentDocument.objects.filter(pk__in=_ids(submission.content["association"]["documents"]))
    if not access.may_see_bank_details(request.user, found.association):
        kept = kept.exclude(kind__in=BANKING)
    return give(get_object_or_404(kept, pk=document_pk))


@space
@require_safe
def attachment(request: HttpRequest, number: str, attachment_pk: int) -> HttpResponse:
    """Give a file that was sent with a request to whoever follows or examines it."""
    found = followed_proposal(request, number)
    submission = found.submissions.order_by("-rank").first()
    sent = Attachment.objects.filter(proposal=found, pk__in=_ids(submission.content["attachments"]))
    return give(get_object_or_404(sent, pk=attachment_pk))


@space
@require_safe
def join_requests(request: HttpRequest) -> HttpResponse:
    """List who asks to join associations, for moderators and coordinators."""
    _require_staff(request)
    page = Paginator(to_answer(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/join_requests.html", {"page_obj": page, "roles": MembershipRole.choices})
