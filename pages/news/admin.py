"""The administration's lists of news and events."""

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button

from pages.base.dates import ApproximateDate
from pages.base.models import Theme
from pages.conventions.admin import editable
from pages.conventions.models import ConventionPage
from pages.groups.models import MeetingPage
from pages.groups.services import invited
from pages.news import services
from pages.news.models import EventPage, NewsPage
from pages.people.admin_views import ReasonGiven

UPCOMING, PAST = "upcoming", "past"


def _conventions(user):
    return ConventionPage.objects.filter(pk__in=editable(user).values("pk")).order_by("title")


class PlacedFilterSet(WagtailFilterSet):
    """Filters on what stands in a convention, or outside any."""

    convention = django_filters.ModelChoiceFilter(
        label=_("Convention"), queryset=lambda request: _conventions(request.user), method="keep_convention"
    )
    themes = django_filters.ModelChoiceFilter(label=_("Thème"), queryset=Theme.objects.all())
    live = django_filters.BooleanFilter(label=_("Publiée"))

    def keep_convention(self, pages, name, convention):
        return pages.filter(path__startswith=convention.path)


class NewsFilterSet(PlacedFilterSet):
    date = django_filters.DateFromToRangeFilter(label=_("Date"))

    class Meta:
        model = NewsPage
        fields = ["convention", "themes", "date", "live"]


class EventFilterSet(PlacedFilterSet):
    when = django_filters.ChoiceFilter(
        label=_("Quand"), choices=[(UPCOMING, _("À venir")), (PAST, _("Passés"))], method="keep_when"
    )

    class Meta:
        model = EventPage
        fields = ["when", "convention", "themes", "live"]

    def keep_when(self, events, name, when):
        now = timezone.now()
        past = Q(ends_at__lt=now) | Q(ends_at=None, starts_at__lt=now)
        return events.filter(past) if when == PAST else events.exclude(past)


class NewsIndexView(IndexView):
    add_item_label = _("Ajouter une actualité")
    default_ordering = "-date"


class EventIndexView(IndexView):
    add_item_label = _("Ajouter un événement")
    default_ordering = "-starts_at"


class NewsListingViewSet(PageListingViewSet):
    name = "actualites"
    url_prefix = "actualites"
    model = NewsPage
    icon = "doc-full"
    menu_label = _("Actualités")
    index_view_class = NewsIndexView
    filterset_class = NewsFilterSet
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Actualité"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Dans")),
        Column("date", label=_("Date"), accessor=lambda news: ApproximateDate(news.date), sort_key="date"),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


def _starts(event: EventPage) -> str:
    return date_format(timezone.localtime(event.starts_at), "j F Y" if event.whole_day else r"j F Y, G \h i")


class EventListingViewSet(PageListingViewSet):
    name = "evenements"
    url_prefix = "evenements"
    model = EventPage
    icon = "calendar-alt"
    menu_label = _("Événements")
    index_view_class = EventIndexView
    filterset_class = EventFilterSet
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Événement"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Dans")),
        Column("starts_at", label=_("Début"), accessor=_starts, sort_key="starts_at"),
        Column("place", label=_("Lieu"), accessor="place"),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


class NewsViewSetGroup(ViewSetGroup):
    items = (NewsListingViewSet, EventListingViewSet)
    menu_name = "news"
    menu_label = _("Actualités et agenda")
    menu_icon = "calendar-alt"
    menu_order = 150


# Convening to a meeting


def convene_button(page, user):
    """Yield what leads from a meeting's page to convening people, for whoever may."""
    if isinstance(page, MeetingPage) and not services.may_convene(user, page):
        url = reverse("convene_meeting", args=[page.pk])
        yield Button(_("Convoquer"), url=url, icon_name="mail", priority=4)


class ConveneView(ReasonGiven, WagtailAdminTemplateMixin, TemplateView):
    """Tell who will be written to, then write to them."""

    index_url_name = "reunions:index"
    page_title = _("Convoquer à la réunion")
    header_icon = "mail"
    template_name = "news/admin/convene.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        meetings = MeetingPage.objects.filter(pk__in=editable(request.user).values("pk"))
        self.meeting = get_object_or_404(meetings, pk=kwargs["pk"])
        self.back_url = reverse("wagtailadmin_pages:edit", args=[self.meeting.pk])

    def post(self, request, *args, **kwargs):
        try:
            told = services.convene(request.user, self.meeting)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(self.back_url)
        if told:
            said = ngettext("Convocation envoyée à %(n)d personne.", "Convocation envoyée à %(n)d personnes.", told)
            messages.success(request, said % {"n": told})
        else:
            messages.warning(request, gettext("Personne d’autre n’est à convoquer."))
        return redirect(self.back_url)

    def get_context_data(self, **kwargs):
        refused = services.may_convene(self.request.user, self.meeting)
        refusal = refused or services.not_yet(self.meeting)
        return super().get_context_data(
            refusal=refusal,
            people=[] if refusal else services.to_convene(self.meeting),
            known=bool(invited(self.meeting)),
            back_url=self.back_url,
            **kwargs,
        )

    def get_page_subtitle(self):
        return self.meeting.title

    def get_breadcrumbs_items(self):
        above = [
            {"url": reverse(self.index_url_name), "label": gettext("Réunions")},
            {"url": self.back_url, "label": self.meeting.title},
        ]
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.page_title}]
