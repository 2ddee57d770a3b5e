"""« Rapports », « Courriels » : what the portal wrote, to whom, and whether it left. The text is shown to nobody."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from post_office.models import STATUS, Email
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from pages.people import mails
from pages.people.models import User

STATES = [
    (STATUS.queued, _("En attente")),
    (STATUS.sent, _("Envoyé")),
    (STATUS.requeued, _("À réessayer")),
    (STATUS.failed, _("Échoué")),
]


def may_read(user: User) -> bool:
    """Say whether a person reads the journal: it holds everyone's addresses."""
    return user.is_active and user.is_superuser


class MailFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("État"), choices=STATES)

    class Meta:
        model = Email
        fields = ["status"]


class ResendColumn(Column):
    """The button of a mail that was given up."""

    cell_template_name = "people/admin/resend_cell.html"

    def get_value(self, instance):
        return instance.status == STATUS.failed


def _state(mail: Email) -> str:
    return dict(STATES).get(mail.status, "")


def _last_error(mail: Email) -> str:
    """Return the kind of the last error: its message may quote what was written."""
    errors = [entry for entry in mail.logs.all() if entry.exception_type]
    return max(errors, key=lambda entry: entry.date).exception_type if errors else ""


class MailReportView(ReportView):
    page_title = _("Courriels")
    header_icon = "mail"
    model = Email
    index_url_name = "mail_report"
    index_results_url_name = "mail_report_results"
    template_name = "people/admin/mail_report.html"
    results_template_name = "people/admin/mail_report_results.html"
    filterset_class = MailFilterSet
    default_ordering = "-created"
    list_export = []
    columns = [
        Column("to", label=_("À"), accessor=lambda mail: ", ".join(mail.to)),
        Column("subject", label=_("Objet"), accessor="subject"),
        Column("state", label=_("État"), accessor=_state),
        DateColumn("created", label=_("Écrit"), sort_key="created"),
        Column("error", label=_("Dernière erreur"), accessor=_last_error),
        ResendColumn("resend", label=_("Renvoyer")),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        # Neither text is read from the base.
        return (
            Email.objects.defer("message", "html_message", "context")
            .prefetch_related("logs")
            .order_by("-created", "-pk")
        )


@require_admin_access
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_read(request.user):
        raise PermissionDenied
    mail = get_object_or_404(Email.objects.defer("message", "html_message", "context"), pk=pk)
    try:
        mails.resend(request.user, mail)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _now("Le courriel repartira dans quelques instants."))
    return redirect(reverse("mail_report"))
