"""Where a page may be put: a move or a copy does not open what was kept to some readers."""

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from pages.people import audience, spaces
from pages.people.models import Level, PageAudience


def would_open(page: Page, destination: Page) -> str:
    """Return why a page may not be put under another, the empty string when it may.

    Its own level is kept there; what it has from the page above it now would come from the one above it then.
    """
    row = PageAudience.objects.filter(page_id=page.pk).first()
    before, level = (row.token, row.level) if row else (audience.NOBODY, Level.INHERIT)
    space = page if spaces.is_space(page.specific_class) else audience.space_of(destination)
    if level != Level.INHERIT and space is None:
        return _("Cette page est réservée à des membres : hors d’une convention, elle n’en a pas.")
    above = audience.token_of(destination) or audience.NOBODY
    after = audience.narrowed(above, level, space.pk if space else None)
    if _rank(after) >= _rank(before):
        return ""
    return _(
        "À cet endroit, la page serait vue par d’autres. Qui la voit aujourd’hui : %(before)s. Qui la verrait :"
        " %(after)s. Choisissez un autre endroit, ou choisissez d’abord qui peut la voir."
    ) % {"after": audience.explain(after), "before": audience.explain(before)}


def _rank(token: str) -> int:
    return audience.RANKS[token.partition(":")[0]]


class PortalCopyForm(CopyForm):
    """Refuse, beside the destination, a place that would open the copy."""

    def clean(self):
        cleaned_data = super().clean()
        destination = cleaned_data.get("new_parent_page") or self.page.get_parent()
        if reason := would_open(self.page, destination):
            self.add_error("new_parent_page", forms.ValidationError(reason))
        return cleaned_data
