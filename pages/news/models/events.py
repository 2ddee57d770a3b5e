from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from pages.base.models import PortalPage
from pages.conventions.models import ConventionPage
from pages.groups.models import GroupPage
from pages.news.models.news import NewsIndexPage


class EventPage(PortalPage):
    """Something that takes place, which is no meeting of a committee or a group: a forum, an open day."""

    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"), null=True, blank=True)
    whole_day = models.BooleanField(_("toute la journée"), default=False)
    place = models.CharField(_("lieu"), max_length=250, blank=True)
    link = models.URLField(_("lien"), blank=True)
    organiser = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("organisateur"),
        null=True,
        blank=True,
        related_name="+",
    )

    served_with = (*PortalPage.served_with, "organiser")

    in_site_map = False
    search_kind = "event"
    template = "news/event_page.html"
    parent_page_types = [NewsIndexPage, ConventionPage, GroupPage]
    subpage_types = []
    content_panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("whole_day"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("link"), FieldPanel("organiser")], heading=_("Où, avec qui")),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        indexes = [
            models.Index(fields=["starts_at"], name="news_event_starts"),
            models.Index(fields=["ends_at"], name="news_event_ends"),
        ]

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("La fin précède le début.")})

    @property
    def is_past(self) -> bool:
        return (self.ends_at or self.starts_at) < timezone.now()

    def get_context(self, request, *args, **kwargs):
        from pages.news import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.event(self, request)}

    def search_details(self) -> dict:
        convention = ConventionPage.objects.ancestor_of(self).first()
        territories = convention.territory_details() if convention else {}
        day = timezone.localtime(self.starts_at).date()
        return {
            **territories,
            "year": day.year,
            "date": day,
            "organisations": (self.organiser.slug,) if self.organiser else (),
        }


EventPage.edit_handler = EventPage.tabs()
