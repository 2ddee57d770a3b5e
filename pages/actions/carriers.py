"""What an association's people are told because it carries an action: what the members of that convention are."""

from collections.abc import Iterable

from wagtail.models import Page

from pages.actions.models import ActionPage
from pages.people import rights
from pages.people.models import Level, User


def tokens(user: User) -> Iterable[str]:
    """Yield the members' token of each convention where an association of the user's leads a published action."""
    own = rights.associations_of(user)
    if not own:
        return
    led = ActionPage.objects.live().filter(lead__in=own).values_list("path", flat=True)
    # An action stands under its plan, which stands under its convention.
    above = {path[: -2 * Page.steplen] for path in led}
    if above:
        for pk in Page.objects.filter(path__in=above).values_list("pk", flat=True):
            yield f"{Level.MEMBERS}:{pk}"
