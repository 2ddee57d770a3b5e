"""What the administration's templates ask of the portal."""

from django import template

from pages.base import panels

register = template.Library()


@register.simple_tag
def audience_in_words(page) -> dict:
    return panels.audience_in_words(page)
