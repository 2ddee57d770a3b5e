from wagtail.contrib.sitemaps import Sitemap

from pages.people import audience


class PageSitemap(Sitemap):
    """The pages that anyone may see, whoever asks: what robots read is the public's."""

    limit = 10_000

    def items(self):
        pages = self.get_wagtail_site().root_page.get_descendants(inclusive=True).order_by("path")
        return audience.visible(pages, audience.ANYONE).defer_streamfields().specific()
