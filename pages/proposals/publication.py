"""The page that comes out of an accepted request: a funded project below its fund, else an action of the convention."""

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page

from pages.actions.models import ActionPage, ActionPartner, ActionPlanPage
from pages.base.dates import ApproximateDate
from pages.conventions.starter import add_draft
from pages.fund.models import FundedProjectPage, FundPage
from pages.fund.models.pages import ProjectStatus
from pages.people.models import User
from pages.people.refusals import Refused
from pages.proposals.circuit import rules_of
from pages.proposals.models import Proposal


def publish(actor: User, proposal: Proposal, fund: FundPage | None) -> Page:
    """Make the page of an accepted request, filled from it, published or left as a draft by its call's rules.

    Raises Refused when the convention has no action plan to put an action in.
    """
    if fund:
        page, parent = _project(proposal), fund
    else:
        parent = ActionPlanPage.objects.child_of(proposal.convention).first()
        if parent is None:
            raise Refused(_("La convention n’a pas de plan d’actions : créez-le, puis enregistrez la décision."))
        page = _action(proposal)
    page.slug = find_available_slug(parent, page.slug or f"proposition-{proposal.number}")
    page = add_draft(actor, parent, page)
    if not fund:
        page.partners.add(ActionPartner(organisation=proposal.association))
        page.structures.set(proposal.structures.all())
        page.save_revision(user=actor, log_action=False)
    if rules_of(proposal).publishes:
        page.get_latest_revision().publish(user=actor, skip_permission_checks=True)
    return Page.objects.get(pk=page.pk).specific


def _told(proposal: Proposal) -> dict:
    """Return what both sorts of pages take: texts that the association wrote for it to be read."""
    parts = (proposal.needs, proposal.objectives, proposal.description)
    return {
        "title": proposal.title,
        "summary": proposal.summary,
        "axis": proposal.axis,
        "body": [("text", paragraphs(part)) for part in parts if part.strip()],
    }


def paragraphs(text: str) -> str:
    """Return plain text as the rich text that an editor would have typed: everything a person wrote is escaped."""
    return format_html_join("", "<p>{}</p>", ((line.strip(),) for line in text.splitlines() if line.strip()))


def _dates(proposal: Proposal) -> list[ApproximateDate | None]:
    return [ApproximateDate(day) if day else None for day in (proposal.start, proposal.end)]


def _project(proposal: Proposal) -> FundedProjectPage:
    start, end = _dates(proposal)
    return FundedProjectPage(
        **_told(proposal), beneficiary=proposal.association, call=proposal.call, start=start, end=end
    )


def _action(proposal: Proposal) -> ActionPage:
    start, end = _dates(proposal)
    means = "\n\n".join(part for part in (proposal.human_means, proposal.material_means) if part)
    return ActionPage(**_told(proposal), lead=proposal.association, planned_start=start, planned_end=end, means=means)


def abandon(actor: User, proposal: Proposal) -> None:
    """Say that a project no longer has any grant: its page stays, for the record, marked as abandoned."""
    page = proposal.page and proposal.page.specific
    if not isinstance(page, FundedProjectPage):
        return
    page.status = ProjectStatus.ABANDONED
    revision = page.save_revision(user=actor)
    if page.live:
        revision.publish(user=actor, skip_permission_checks=True)
    log(instance=page, action="proposals.revoked", user=actor)
