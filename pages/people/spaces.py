"""The types of pages on which roles are held: a convention, a group within it.

« Members » and « staff » of a page refer to the nearest of these pages, itself or above it.
"""

from wagtail.models import Page

_spaces: dict[type[Page], tuple[str, ...]] = {}


def register_space(model: type[Page], roles: tuple[str, ...]) -> None:
    """Say that these roles are held on this type of page."""
    _spaces[model] = roles


def roles_on(model: type[Page] | None) -> tuple[str, ...]:
    """Return the roles that are held on a type of page, none when it is not a space."""
    return _spaces.get(model, ())


def is_space(model: type[Page]) -> bool:
    return model in _spaces


def model_names() -> frozenset[str]:
    """Return the names of these types, as content types write them."""
    return frozenset(model._meta.model_name for model in _spaces)
