"""French typography, put in once: the texts of the demo are typed with ordinary spaces."""

import dataclasses
import re
from typing import Any

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# Before : ; ? ! % € and », after « and n°, between the thousands of a number.
BINDING_SPACE = re.compile(r"(?<=\S) (?=[:;?!%€»])|(?<=«) |(?<=n°) |(?<=\d) (?=\d{3}\b)")


def french(text: str) -> str:
    """Return a text with the spaces that must not break."""
    return BINDING_SPACE.sub(NO_BREAK_SPACE, text)


def typeset(value: Any) -> Any:
    """Return the same data with every text in it typeset: texts, lists, tuples, dictionaries and dataclasses."""
    if isinstance(value, str):
        return french(value)
    if isinstance(value, list | tuple):
        return type(value)(typeset(one) for one in value)
    if isinstance(value, dict):
        return {key: typeset(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and type(value).__module__ == "portal.demo.shapes":
        fields = {field.name: typeset(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return type(value)(**fields)
    return value
