from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.base.models import PortalPage
from pages.conventions.models import CommitteePage, ConventionPage, Finding
from pages.people.models import GROUP_ROLES, LocalRole


class GroupIndexPage(PortalPage):
    """The working groups of one convention, which it contains."""

    fixed_slug = "groupes"
    search_kind = "page"
    template = "groups/group_index_page.html"
    parent_page_types = [ConventionPage]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("groupes de travail")
        verbose_name_plural = _("groupes de travail")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    def get_context(self, request, *args, **kwargs):
        from pages.groups import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.group_index(self, request)}

    def search_details(self) -> dict:
        return self.convention.territory_details()


GroupIndexPage.edit_handler = GroupIndexPage.tabs()


class GroupPage(PortalPage):
    """A working group: its mandate, the committee it answers to, what it produced.

    Its members are the local roles held on this page, so that who is announced and who may read cannot differ; a
    private group is one whose audience is its members.
    """

    class Kind(models.TextChoices):
        WORKING = "working", _("Groupe de travail")
        PREPARATION = "preparation", _("Groupe de préparation")

    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices, default=Kind.WORKING)
    mandate = models.TextField(_("mandat"), blank=True)
    committee = models.ForeignKey(
        CommitteePage,
        models.SET_NULL,
        verbose_name=_("rend compte à"),
        null=True,
        blank=True,
        related_name="groups",
    )
    findings = ParentalManyToManyField(
        Finding, verbose_name=_("constats qu’il a produits"), blank=True, related_name="groups"
    )

    served_with = (*PortalPage.served_with, "committee__effective_audience")

    search_kind = "group"
    names_below = True
    template = "groups/group_page.html"
    parent_page_types = [GroupIndexPage]
    content_panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
        FieldPanel("summary"),
        FieldPanel("mandate"),
        FieldPanel("committee"),
        FieldPanel("body"),
    ]
    produced_panels = [
        FieldPanel("findings"),
        InlinePanel("products", heading=_("Actions et pages qui en sont issues"), label=_("Page")),
    ]

    class Meta:
        verbose_name = _("groupe de travail")
        verbose_name_plural = _("groupes de travail")

    @property
    def convention(self) -> ConventionPage:
        return ConventionPage.objects.get(path=self.path[: -2 * self.steplen])

    def members(self) -> list[LocalRole]:
        """Return who sits in the group today, by function: the facilitators first."""
        held = LocalRole.objects.on(timezone.localdate()).filter(page_id=self.pk, role__in=GROUP_ROLES)
        held = held.select_related("organisation").order_by("is_deputy", "organisation__name", "function", "pk")
        return sorted(held, key=lambda one: GROUP_ROLES.index(one.role))

    def get_context(self, request, *args, **kwargs):
        from pages.groups import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.group(self, request)}

    def search_text(self) -> str:
        return f"{super().search_text()} {self.mandate}"

    def search_details(self) -> dict:
        return self.convention.territory_details()


GroupPage.edit_handler = GroupPage.tabs(
    (GroupPage.content_panels, _("L’essentiel")),
    (GroupPage.produced_panels, _("Ce qu’il a produit")),
)


class GroupProduct(Orderable):
    """A page that came out of a group's work: an action, a project."""

    group = ParentalKey(GroupPage, on_delete=models.CASCADE, related_name="products")
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, verbose_name=_("page"), related_name="+")

    panels = [FieldPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("page issue du groupe")
        verbose_name_plural = _("pages issues du groupe")
