"""« Rapports », « Recherches » : what people look for and what finds nothing, without knowing who."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from search import usage
from search.models import QueryUse


def may_read(user) -> bool:
    return user.is_active and user.has_perm("search.view_queryuse")


class UsageFilterSet(WagtailFilterSet):
    fruitless = django_filters.ChoiceFilter(
        label=_("Résultat"), choices=[("yes", _("Sans résultat, au moins une fois"))], method="only_fruitless"
    )

    class Meta:
        model = QueryUse
        fields = ["fruitless"]

    def only_fruitless(self, queryset, name, value):
        return queryset.filter(fruitless__gt=0).order_by("-fruitless", "-month", "text")


class UsageReportView(ReportView):
    page_title = _("Recherches")
    header_icon = "search"
    model = QueryUse
    index_url_name = "search_usage"
    index_results_url_name = "search_usage_results"
    filterset_class = UsageFilterSet
    list_export = ["month", "text", "count", "fruitless"]
    export_headings = {"month": _("Mois"), "text": _("Recherche"), "count": _("Fois"), "fruitless": _("Sans résultat")}
    columns = [
        Column("text", label=_("Recherche"), accessor="text"),
        Column("month", label=_("Mois"), accessor=lambda row: row.month.strftime("%m/%Y"), sort_key="month"),
        Column("count", label=_("Fois"), accessor="count", sort_key="count"),
        Column("fruitless", label=_("Sans résultat"), accessor="fruitless", sort_key="fruitless"),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        usage.flush()
        return self.filter_queryset(QueryUse.objects.exclude(text=""))
