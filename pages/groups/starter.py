"""The working groups of a new convention: those of the one before it, else the usual six."""

from django.utils.translation import gettext_lazy as _

from pages.conventions.models import CommitteeKind, CommitteePage, ConventionPage
from pages.conventions.starter import add_draft, previous
from pages.groups.models import GroupIndexPage, GroupPage
from pages.people.models import User

USUAL_GROUPS = (
    (_("Petite enfance"), _("L’accueil des tout-petits et ceux qui en ont besoin.")),
    (_("Jeunesse et parentalité"), _("Les adolescents, leurs parents, ce qui les aide à grandir ensemble.")),
    (_("Vacances et loisirs"), _("Le départ en vacances et les loisirs des familles.")),
    (_("Logement"), _("L’accès au logement et le maintien des familles chez elles.")),
    (_("Égalité entre les femmes et les hommes"), _("Ce qui permet à chacune et à chacun de choisir.")),
    (_("Accès aux droits et vie sociale"), _("Connaître ses droits, les faire valoir, trouver sa place.")),
)
TAKEN_OVER = ("title", "slug", "kind", "summary", "mandate", "audience")


def build_groups(actor: User, convention: ConventionPage) -> None:
    """Create the groups as drafts, without members, each answering to its committee when there is one here."""
    index = add_draft(actor, convention, GroupIndexPage(title=_("Groupes de travail"), slug="groupes"))
    committees = list(CommitteePage.objects.descendant_of(convention).order_by("path"))
    before = previous(convention)
    known = (
        GroupPage.objects.live().descendant_of(before).select_related("committee").order_by("path") if before else ()
    )
    steering = next((one for one in committees if one.kind == CommitteeKind.STEERING), None)
    made = [_taken_over(one, committees) for one in known] or [
        GroupPage(title=str(title), summary=str(summary), committee=steering) for title, summary in USUAL_GROUPS
    ]
    for group in made:
        add_draft(actor, index, group)


def _taken_over(known: GroupPage, committees: list[CommitteePage]) -> GroupPage:
    """Return a group like a known one, answering to the committee of the same address."""
    group = GroupPage(**{name: getattr(known, name) for name in TAKEN_OVER})
    slug = known.committee.slug if known.committee else None
    group.committee = next((one for one in committees if one.slug == slug), None)
    return group
