from django.utils.translation import gettext_lazy as _

from pages.base.models.page import PortalPage


class StandardPage(PortalPage):
    """An ordinary page, composed of blocks: legal notices, explanations."""

    search_kind = "page"
    template = "base/standard_page.html"

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def contents(self) -> list[dict]:
        """Return the great parts of the text, for « Sur cette page »: id and title."""
        return [
            {"id": f"partie-{block.id}", "title": block.value["text"]}
            for block in self.body
            if block.block_type == "heading" and block.value["level"] == "2"
        ]


StandardPage.edit_handler = StandardPage.tabs()
