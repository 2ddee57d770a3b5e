"""What a page's template says about the page itself: who sees it, what it is for a machine."""

import json

from django import template
from django.conf import settings
from django.db.models import CharField, QuerySet, Value
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pages.base.models.page import Tag
from pages.people import audience

register = template.Library()
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def audience_note(page) -> str:
    """Return who sees a page, in plain words; nothing when everyone does."""
    token = audience.token_of(page)
    return "" if token == audience.PUBLIC else audience.explain(token)


@register.simple_tag
def classification(page) -> dict[str, list[dict]]:
    """Return a page's ``themes`` and ``tags``, each as {name, slug}: one query for both, none for a preview's own."""
    themes = page.themes.all()
    if not isinstance(themes, QuerySet):
        kept = {"themes": themes, "tags": page.tags.all()}
        return {sort: [{"name": one.name, "slug": one.slug} for one in found] for sort, found in kept.items()}
    tags = Tag.objects.filter(tagged_pages__content_object=page.pk)
    rows = [
        found.order_by().annotate(sort=Value(sort, CharField())).values("sort", "name", "slug")
        for sort, found in (("themes", themes), ("tags", tags))
    ]
    found = {"themes": [], "tags": []}
    for row in rows[0].union(rows[1]).order_by("name"):
        found[row["sort"]].append(row)
    return found


@register.simple_tag
def json_ld(kind: str, **values) -> SafeString:
    """Return a JSON-LD block of a schema.org type; empty values are left out, ``url`` is made whole."""
    data = {"@context": "https://schema.org", "@type": kind} | {name: value for name, value in values.items() if value}
    if "url" in data:
        data["url"] = f"{settings.BASE_URL}{data['url']}"
    written = json.dumps(data, ensure_ascii=False, default=str).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))  # noqa: S308
