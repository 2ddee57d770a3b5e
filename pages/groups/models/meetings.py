import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from pages.base.dates import ApproximateDateField
from pages.base.models import PortalPage
from pages.conventions.models import College, CommitteePage, ConventionPage, Phase
from pages.groups.models.groups import GroupPage
from pages.groups.panels import ReadersPanel
from pages.people import audience
from search.index import Entry, IndexedOnSave


class MeetingPage(PortalPage):
    """A meeting of a committee, of a group, or of the convention itself: when, where, what about.

    The day is as precise as it is known (« novembre 2014 »); hours, when there are some, are those of the portal.
    """

    date = ApproximateDateField(_("date"), blank=False)
    start_time = models.TimeField(_("heure de début"), null=True, blank=True)
    end_time = models.TimeField(_("heure de fin"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=250, blank=True)
    link = models.URLField(
        _("lien de visioconférence"),
        blank=True,
        help_text=_("Montré aux membres ; à tous si la réunion est ouverte au public."),
    )
    open_to_public = models.BooleanField(_("ouverte au public"), default=False)
    cancelled = models.BooleanField(_("annulée"), default=False)

    in_site_map = False
    search_kind = "meeting"
    template = "groups/meeting_page.html"
    parent_page_types = [CommitteePage, GroupPage, ConventionPage]
    content_panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("date"), FieldPanel("start_time"), FieldPanel("end_time")]),
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("link"),
                FieldRowPanel([FieldPanel("open_to_public"), FieldPanel("cancelled")]),
            ],
            heading=_("Où"),
        ),
        FieldPanel("summary"),
        InlinePanel("agenda_items", heading=_("Ordre du jour"), label=_("Point")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("réunion")
        verbose_name_plural = _("réunions")
        indexes = [models.Index(fields=["date"], name="groups_meeting_date")]

    def clean(self):
        super().clean()
        errors = {}
        if (self.start_time or self.end_time) and self.date and self.date.precision != "day":
            errors["start_time"] = _("Une heure demande un jour précis.")
        if self.end_time and not self.start_time:
            errors["start_time"] = _("Dites aussi l’heure de début.")
        if self.start_time and self.end_time and self.end_time <= self.start_time:
            errors["end_time"] = _("La fin précède le début.")
        for name in ("start_time", "end_time"):
            if name not in errors and not _exists(self._instant(getattr(self, name))):
                errors[name] = _("Cette heure n’existe pas ce jour-là : on change d’heure cette nuit.")
        if errors:
            raise ValidationError(errors)

    @property
    def start(self) -> dt.datetime | None:
        """Return the instant it begins, None when only a day, a month… is known.

        An hour that comes twice, on the night when winter time begins, is the first of the two.
        """
        return self._instant(self.start_time)

    @property
    def end(self) -> dt.datetime | None:
        """Return the instant it ends, when known."""
        return self._instant(self.end_time)

    def _instant(self, hour: dt.time | None) -> dt.datetime | None:
        if hour is None or self.date is None or self.date.precision != "day":
            return None
        return dt.datetime.combine(self.date.first_day, hour, timezone.get_default_timezone())

    @property
    def is_past(self) -> bool:
        """Say whether it is over: its last possible day, or its hour, is behind us."""
        over = self.end or self.start
        return over < timezone.now() if over else self.date.is_past(timezone.localdate())

    @property
    def hours(self) -> str:
        """Return its hours as one says them: « de 14 h à 16 h 30 », « à 14 h », empty when they are not known."""
        if not self.start_time:
            return ""
        if not self.end_time:
            return _("à %(start)s") % {"start": _said(self.start_time)}
        return _("de %(start)s à %(end)s") % {"start": _said(self.start_time), "end": _said(self.end_time)}

    @property
    def status(self) -> tuple[str, str]:
        """Return how its state is drawn (see components/status.html) and its word."""
        if self.cancelled:
            return "abandoned", _("Annulée")
        if self.is_past:
            return "done", _("Passée")
        if self.date.precision == "day" and self.date.first_day == timezone.localdate():
            return "going", _("Aujourd’hui")
        return "planned", _("À venir")

    @property
    def holder(self) -> Page:
        """Return whose meeting it is: a committee, a group or a convention, the page above."""
        return self.get_parent()

    def get_context(self, request, *args, **kwargs):
        from pages.groups import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.meeting(self, request)}

    def search_text(self) -> str:
        items = " ".join(f"{item.title} {item.detail}" for item in self.agenda_items.all())
        return " ".join([super().search_text(), self.place, items])

    def search_details(self) -> dict:
        convention = ConventionPage.objects.ancestor_of(self).get()
        holder = self.holder
        return {
            **convention.territory_details(),
            "year": self.date.year,
            "date": self.date.first_day,
            # Whoever sees a meeting sees whose it is: an audience is only narrowed from above.
            "within": "" if holder.pk == convention.pk else holder.title,
        }


MeetingPage.edit_handler = MeetingPage.tabs()


def _said(hour: dt.time) -> str:
    """Return an hour as French writes it: « 14 h », « 9 h 05 »."""
    return f"{hour.hour}\u00a0h" if not hour.minute else f"{hour.hour}\u00a0h\u00a0{hour.minute:02}"


def _exists(instant: dt.datetime | None) -> bool:
    """Say whether an hour is one that clocks show: 2:30 does not come on the night when summer time begins."""
    if instant is None:
        return True
    there_and_back = instant.astimezone(dt.UTC).astimezone(instant.tzinfo)
    return there_and_back.replace(tzinfo=None) == instant.replace(tzinfo=None)


class AgendaItem(Orderable):
    """A point of a meeting's agenda, and the page it is about."""

    meeting = ParentalKey(MeetingPage, on_delete=models.CASCADE, related_name="agenda_items")
    title = models.CharField(_("point"), max_length=250)
    detail = models.TextField(_("précision"), blank=True)
    about = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, verbose_name=_("à propos de"), null=True, blank=True, related_name="+"
    )

    panels = [FieldPanel("title"), FieldPanel("detail"), FieldPanel("about")]

    class Meta(Orderable.Meta):
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("points de l’ordre du jour")


class MinutesPage(PortalPage):
    """The minutes of a meeting: who was there, what was said. They have their own audience, and so do the decisions."""

    search_kind = "minutes"
    template = "groups/minutes_page.html"
    parent_page_types = [MeetingPage]
    max_count_per_parent = 1
    subpage_types = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    attendance_panels = [InlinePanel("attendance", heading=_("Présences"), label=_("Participant"))]
    audience_panels = [ReadersPanel(heading=_("Qui lira ce compte rendu")), *PortalPage.audience_panels]

    class Meta:
        verbose_name = _("compte rendu")
        verbose_name_plural = _("comptes rendus")

    @property
    def meeting(self) -> MeetingPage:
        return MeetingPage.objects.get(path=self.path[: -self.steplen])

    def get_context(self, request, *args, **kwargs):
        from pages.groups import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.minutes(self, request)}

    def found_with(self) -> Iterable["Decision"]:
        return self.decisions.all()

    def search_text(self) -> str:
        present = " ".join(one.function for one in self.attendance.all())
        return f"{super().search_text()} {present}"

    def search_details(self) -> dict:
        return self.meeting.search_details()


MinutesPage.edit_handler = MinutesPage.tabs(
    (MinutesPage.content_panels, _("Compte rendu")),
    (MinutesPage.attendance_panels, _("Présences")),
)


class Attendance(Orderable):
    """Someone expected at a meeting, by function, and whether they came."""

    class State(models.TextChoices):
        PRESENT = "present", _("Présent")
        REPRESENTED = "represented", _("Représenté")
        EXCUSED = "excused", _("Excusé")
        ABSENT = "absent", _("Absent")

    minutes = ParentalKey(MinutesPage, on_delete=models.CASCADE, related_name="attendance")
    function = models.CharField(_("fonction"), max_length=200, help_text=_("Aucun nom n’est publié."))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), null=True, blank=True, related_name="+"
    )
    college = models.CharField(_("collège"), max_length=12, choices=College.choices, blank=True)
    state = models.CharField(_("présence"), max_length=12, choices=State.choices, default=State.PRESENT)

    panels = [
        FieldRowPanel([FieldPanel("function"), FieldPanel("organisation")]),
        FieldRowPanel([FieldPanel("college"), FieldPanel("state")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("présence")
        verbose_name_plural = _("présences")


class DecisionState(models.TextChoices):
    TO_DO = "to_do", _("À faire")
    ONGOING = "ongoing", _("En cours")
    DONE = "done", _("Faite")
    DROPPED = "dropped", _("Abandonnée")


DECISION_KINDS = {
    DecisionState.TO_DO: "planned",
    DecisionState.ONGOING: "going",
    DecisionState.DONE: "done",
    DecisionState.DROPPED: "abandoned",
}
OPEN_DECISION = (DecisionState.TO_DO, DecisionState.ONGOING)


class DecisionQuerySet(models.QuerySet):
    def readable(self, reader: audience.Reader) -> "DecisionQuerySet":
        """Keep those whose minutes are published and open to a reader: a decision is read with its minutes."""
        kept = self.filter(minutes__live=True)
        return kept if reader.tokens is None else kept.filter(minutes__effective_audience__token__in=reader.tokens)

    def overdue(self, today: dt.date) -> "DecisionQuerySet":
        return self.filter(state__in=OPEN_DECISION, due__lt=today)


class Decision(IndexedOnSave):
    """What a meeting decided: who sees to it, by when, how far it is; written by a service, never by a page's draft."""

    minutes = models.ForeignKey(MinutesPage, models.CASCADE, verbose_name=_("compte rendu"), related_name="decisions")
    text = models.TextField(_("décision"))
    owner_function = models.CharField(
        _("qui s’en charge"), max_length=200, blank=True, help_text=_("Une fonction : aucun nom n’est publié.")
    )
    owner_organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("personne"),
        null=True,
        blank=True,
        related_name="decisions",
        help_text=_("Facultatif, jamais publié."),
    )
    due = models.DateField(_("échéance"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=DecisionState.choices, default=DecisionState.TO_DO)
    about = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        verbose_name=_("à propos de"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("La convention, l’axe, l’action ou le projet que la décision concerne."),
    )
    phase = models.ForeignKey(Phase, models.SET_NULL, verbose_name=_("phase"), null=True, blank=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("auteur"), null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["state", "due"], name="groups_decision_due")]

    def __str__(self):
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def is_overdue(self, today: dt.date | None = None) -> bool:
        return bool(self.state in OPEN_DECISION and self.due and self.due < (today or timezone.localdate()))

    @property
    def status(self) -> tuple[str, str]:
        """Return how its state is drawn (components/status.html) and its word: « En retard » follows from the day."""
        return ("late", _("En retard")) if self.is_overdue() else (DECISION_KINDS[self.state], self.get_state_display())

    @property
    def charged(self) -> str:
        """Return who sees to it, as the public reads it: a function, an organisation, never a name."""
        organisation = self.owner_organisation.name if self.owner_organisation else ""
        return ", ".join(filter(None, [self.owner_function, organisation]))

    def search_key(self) -> str:
        return f"decision:{self.pk}"

    def search_entry(self) -> Entry | None:
        token = audience.token_of(self.minutes)
        if not self.minutes.live or not token or not self.minutes.url:
            return None
        details = self.minutes.search_details()
        return Entry(
            kind="decision",
            title=str(self),
            text=f"{self.text} {self.owner_function}",
            url=f"{self.minutes.relative_url(self.minutes.get_site())}#decision-{self.pk}",
            audience=frozenset({token}),
            status=self.state,
            **details,
        )
