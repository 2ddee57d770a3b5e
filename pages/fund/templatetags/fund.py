"""What a fund is for a machine."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from pages.base.templatetags.pages import json_ld

register = template.Library()


@register.simple_tag
def dataset(page, entries_url: str) -> SafeString:
    """Return a fund's ledger as a schema.org data set, with the address of its file."""
    return json_ld(
        "Dataset",
        name=page.title,
        description=page.summary,
        url=page.url,
        distribution={
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": f"{settings.BASE_URL}{entries_url}",
        },
    )
