"""What every page of the portal has in common."""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPMethod

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.search import index as wagtail_index

from pages.base import menu
from pages.base.blocks import BodyBlock
from pages.base.models.media import documents_shown_by, refresh_documents
from pages.base.panels import AudiencePanel
from pages.base.places import PortalCopyForm
from pages.people import audience
from pages.people.models import Level
from search import index

# Read by the page cache, which does not send it on: the instant (seconds since 1970) when an answer stops being true.
EXPIRES_AT = "X-Portal-Expires-At"


class Tag(TagBase):
    """A free word that editors put on pages."""

    free_tagging = True

    class Meta:
        verbose_name = _("étiquette")
        verbose_name_plural = _("étiquettes")
        ordering = ["name"]


class PageTag(ItemBase):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey(Page, on_delete=models.CASCADE, related_name="tagged_items")


class PortalPage(Page):
    """A page with a summary, a text, themes, tags and one audience; it enters the index with its own save."""

    summary = models.TextField(
        _("chapeau"), max_length=500, blank=True, help_text=_("Une ou deux phrases, lues dans les listes et en tête.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("texte"), blank=True)
    audience = models.CharField(
        _("qui peut voir cette page"),
        max_length=10,
        choices=Level.choices,
        default=Level.INHERIT,
        help_text=_("Vaut aussi pour les pages qu’elle contient ; prend effet à la publication."),
    )
    themes = ParentalManyToManyField("base.Theme", verbose_name=_("thèmes"), blank=True, related_name="+")
    tags = ClusterTaggableManager(through=PageTag, verbose_name=_("étiquettes"), blank=True)

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    # One rule says who sees what: the audience. Wagtail's own restrictions would be a second one.
    private_page_options = []
    copy_form_class = PortalCopyForm
    # What a page shows of objects it refers to, brought with it in the query that serves it.
    served_with: tuple[str, ...] = ("effective_audience",)
    # The address that a type always has under the page above, whatever its title; it is then alone of its type there.
    fixed_slug = ""
    # Meetings, news and events come by the hundred and are found by their date: the site map leaves them out.
    in_site_map = True

    search_kind = ""
    # What stands below is found by this title too: it is written again when the title changes.
    names_below = False
    search_fields = [*Page.search_fields, wagtail_index.SearchField("summary")]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    classification_panels = [FieldPanel("themes", widget=forms.CheckboxSelectMultiple), FieldPanel("tags")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Adresse et moteurs de recherche"),
        ),
        FieldPanel("show_in_menus"),
    ]
    audience_panels = [AudiencePanel(), FieldPanel("audience"), PublishingPanel(), CommentPanel()]

    class Meta:
        abstract = True

    @classmethod
    def tabs(cls, *content) -> TabbedInterface:
        """Return the editor's tabs: the content, given as (panels, heading) pairs, then what every page has."""
        content = content or [(cls.content_panels, _("Contenu"))]
        return TabbedInterface(
            [
                *(ObjectList(panels, heading=heading) for panels, heading in content),
                ObjectList(cls.classification_panels, heading=_("Thèmes")),
                ObjectList(cls.audience_panels, heading=_("Public et parution")),
                ObjectList(cls.promote_panels, heading=_("Référencement")),
            ]
        )

    def full_clean(self, *args, **kwargs):
        self.slug = self.fixed_slug or self.slug
        super().full_clean(*args, **kwargs)

    def clean(self):
        super().clean()
        parent = self.get_parent() if self.path or hasattr(self, "_cached_parent_obj") else None
        if self.audience != Level.INHERIT and not audience.within_space(type(self), parent):
            raise ValidationError(
                {"audience": _("Hors d’une convention, une page est publique : elle n’a pas de membres.")}
            )

    def get_view_restrictions(self):
        return PageViewRestriction.objects.none()

    def save(self, *args, **kwargs):
        from wagtail.signal_handlers import disable_reference_index_auto_update

        with transaction.atomic():
            before = Page.objects.filter(pk=self.pk).values("url_path", "title").first()
            documents = documents_shown_by([self.pk]) if before else set()
            # Wagtail's own task would do again what the last line of this does at once.
            with disable_reference_index_auto_update():
                super().save(*args, **kwargs)
            written = self.as_written(kwargs.get("update_fields"))
            changed = set(audience.settle(written, written.audience)) - {self.pk}
            self._state.fields_cache.pop("effective_audience", None)
            moved = before and before["url_path"] != written.url_path
            renamed = before and before["title"] != written.title
            if moved or (renamed and self.names_below):
                changed.update(written.get_descendants().values_list("pk", flat=True))
            refresh_entries(written)
            refresh_pages(changed)
            # Files follow the pages that show them: the worker would write this too late, or never if it is stopped.
            ReferenceIndex.create_or_update_for_object(written)
            refresh_documents(documents | documents_shown_by([self.pk]))

    def as_written(self, update_fields=None) -> "PortalPage":
        """Return the page as the database holds it.

        While a draft is saved, this object carries what is not published, and only a few of its columns are written.
        """
        return self if update_fields is None else type(self)._default_manager.get(pk=self.pk)

    def get_context(self, request, *args, **kwargs):
        from pages.base import sections

        context = super().get_context(request, *args, **kwargs)
        context["sections"] = sections.fill(self, request)
        context["breadcrumb"] = self.breadcrumb(request)
        shown = [one for one in context["sections"] if one.zone == "main"]
        context["contents"] = [{"id": one.slug, "title": one.title} for one in shown]
        return context

    def serve(self, request, *args, **kwargs):
        """Serve the page until midnight, or until a section says: what is late or due changes without a write."""
        from pages.base import sections

        response = super().serve(request, *args, **kwargs)
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        until = min(midnight, sections.earliest(request) or midnight)
        response[EXPIRES_AT] = str(int(until.timestamp()))
        return response

    def breadcrumb(self, request) -> list[dict]:
        """Return the pages above this one that the reader may see: title and url."""
        above = [page for page in menu.around(request, self) if page.depth > 1 and self.is_descendant_of(page)]
        return [{"title": page.title, "url": page.get_url(request)} for page in above]

    def parts(self) -> Q:
        """Return which pages below this one it presents, so that they are read with the breadcrumb and the menu."""
        return Q(pk__in=[])

    # What the index holds

    def search_key(self) -> str:
        return f"page:{self.pk}"

    def search_text(self) -> str:
        """Return the text that the page is found by, beyond its title and summary."""
        parts = [block.block.get_searchable_content(block.value) for block in self.body]
        return strip_tags(" ".join(" ".join(words) for words in parts))

    def search_details(self) -> dict:
        """Return what a page type knows more for its entry: territories, status, year, organisations, date."""
        return {}

    def search_entry(self) -> index.Entry | None:
        token = audience.token_of(self)
        url = self.url if self.live and self.search_kind and token else None
        if not url:
            return None
        return index.Entry(
            kind=self.search_kind,
            title=self.title,
            summary=self.summary or self.search_description,
            text=self.search_text(),
            url=self.relative_url(self.get_site()),
            audience=frozenset({token}),
            themes=tuple(self.themes.values_list("slug", flat=True)),
            tags=tuple(self.tags.values_list("slug", flat=True)),
            updated_at=self.last_published_at,
            **self.search_details(),
        )

    def found_with(self) -> Iterable[index.Findable]:
        """Return what is found by itself but belongs to the page and is seen by whoever sees it."""
        return ()


def refresh_entries(page: PortalPage) -> None:
    """Write the entries of a page and of what belongs to it."""
    index.refresh(page)
    for found in page.found_with():
        index.refresh(found)


def refresh_pages(ids: Iterable[int]) -> None:
    """Write the entries of pages again, after what they inherit has changed."""
    ids = list(ids)
    if not ids:
        return
    for page in Page.objects.filter(pk__in=ids).specific().iterator(chunk_size=100):
        if isinstance(page, PortalPage):
            refresh_entries(page)
    refresh_documents(documents_shown_by(ids))
