"""What a new convention gets of a fund: an empty page, as a draft."""

from django.utils.translation import gettext as _

from pages.conventions.models import ConventionPage
from pages.conventions.starter import add_draft
from pages.fund.models import FundPage
from pages.people.models import User


def draft_fund(actor: User, convention: ConventionPage) -> None:
    add_draft(actor, convention, FundPage(title=_("Fonds d’innovation sociale"), slug="fonds"))
