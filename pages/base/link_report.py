"""« Rapports », « Liens à réparer » : the screen."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from pages.base.answers import as_text
from pages.base.links import broken_links


class LinkReportView(ReportView):
    page_title = _("Liens à réparer")
    header_icon = "link"
    model = Page
    any_permission_required = ["add", "change", "publish"]
    index_url_name = "link_report"
    index_results_url_name = "link_report_results"
    template_name = "base/admin/link_report.html"
    results_template_name = "base/admin/link_report_results.html"
    list_export = ["page_title", "place", "text", "target", "problem"]
    export_headings = {
        "page_title": _("Page"),
        "place": _("Où"),
        "text": _("Texte du lien"),
        "target": _("Vers"),
        "problem": _("Ce qui ne va pas"),
    }
    export_filename = "liens-a-reparer"
    columns = [
        TitleColumn(
            "page",
            label=_("Page"),
            accessor="page_title",
            get_url=lambda broken: reverse("wagtailadmin_pages:edit", args=[broken.page.pk]),
        ),
        Column("place", label=_("Où"), accessor="place"),
        Column("text", label=_("Texte du lien"), accessor="text"),
        Column("target", label=_("Vers"), accessor="target"),
        Column("problem", label=_("Ce qui ne va pas"), accessor="problem"),
    ]

    def get_queryset(self):
        return broken_links(self.request.user)

    def to_row_dict(self, item):
        return {name: as_text(str(value)) for name, value in super().to_row_dict(item).items()}
