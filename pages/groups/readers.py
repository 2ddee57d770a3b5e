"""Who will read the minutes of a meeting, told in plain words before they are published."""

from wagtail.models import Page

from pages.people import audience, spaces
from pages.people.models import Level, Role


def of_minutes(meeting: Page, chosen: str = Level.INHERIT) -> dict:
    """Return who will read the minutes written under a meeting, by each choice of audience.

    ``choices``: {label, readers, chosen (bool)}; ``readers``: by the choice made; ``private``: the title of the group
    that is not public, empty for an ordinary meeting.
    """
    above = audience.token_of(meeting)
    space = audience.space_of(meeting)
    space_id = space.pk if space else None
    told = [
        {
            "label": level.label,
            "readers": audience.explain(audience.narrowed(above or audience.NOBODY, level, space_id)),
            "chosen": level == chosen,
        }
        for level in Level
    ]
    return {
        "choices": told,
        "readers": next((one["readers"] for one in told if one["chosen"]), ""),
        "private": space.title if space and _is_private_group(above, space) else "",
    }


def _is_private_group(above: str, space: Page) -> bool:
    """Say whether what stands in a space is closed by it, the space being a group and not the convention."""
    return above.endswith(f":{space.pk}") and Role.GROUP_MEMBER in spaces.roles_on(space.specific_class)
