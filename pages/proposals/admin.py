"""How requests are examined, in the administration; what it refuses to do to the pages that they were written for."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page, Workflow

from pages.conventions.models import ConventionPage
from pages.proposals.models import CircuitTask, InstructionRules, Proposal


class InstructionRulesViewSet(ModelViewSet):
    """The rules of calls and conventions: an administrator's, like the circuits that they choose among."""

    model = InstructionRules
    icon = "list-ol"
    menu_label = _g("Règles d’instruction")
    add_to_settings_menu = True
    list_display = [
        "page",
        Column("circuit", _g("Circuit"), accessor=lambda rules: rules.circuit or _("celui du portail")),
        BooleanColumn("publishes", _g("Publie dès l’acceptation")),
        "note_months",
    ]
    form_fields = [
        "page",
        "circuit",
        "publishes",
        "note_months",
        "notification_text",
        "agreement_text",
        "certificate_text",
    ]

    def get_form_class(self, for_update=False):
        form = super().get_form_class(for_update)
        ours = Workflow.objects.active().filter(workflow_tasks__task__in=CircuitTask.objects.all()).distinct()
        form.base_fields["circuit"].queryset = ours
        return form


def _written_under(pages) -> list[str]:
    """Return the paths of the calls and conventions at or below pages for which something is written or sent."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    kept = Proposal.objects.values("call"), Proposal.objects.values("convention")
    named = Page.objects.filter(below).filter(Q(pk__in=kept[0]) | Q(pk__in=kept[1]))
    return list(named.values_list("path", flat=True))


def refusal_to_delete(pages) -> str:
    """Return why pages may not be deleted, the empty string when no request, draft or sent, names what is there."""
    if not _written_under(pages):
        return ""
    return _(
        "Suppression refusée : des associations ont écrit des propositions pour cette page ou pour une page qu’elle "
        "contient, et une proposition se garde. Dépubliez plutôt la page."
    )


def refusal_to_move(pages, destination: Page) -> str:
    """Return why pages may not go under another one: a request stays with the convention for which it was written."""
    for page in pages:
        if page.path[: -page.steplen] == destination.path:
            continue
        kept = _written_under([page])
        there = ConventionPage.objects.ancestor_of(destination, inclusive=True).values_list("path", flat=True)
        # What stays under its convention still answers to those who follow the requests.
        if kept and not any(page.path.startswith(path) for path in there):
            return _(
                "Déplacement refusé : des associations ont écrit des propositions pour cette page ou pour une page "
                "qu’elle contient, dans la convention où elle est."
            )
    return ""
