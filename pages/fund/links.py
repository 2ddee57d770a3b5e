"""Where the pages of this room send people; what answers there belongs to a higher room."""

from urllib.parse import urlencode

PROPOSE = "/espace/propositions/nouvelle/"


def propose_url(call=None, convention=None) -> str:
    """Return where one begins a proposal to a call, or to a convention outside any call: the same for everybody."""
    asked = {"appel": call.pk} if call else {"convention": convention.pk}
    return f"{PROPOSE}?{urlencode(asked)}"
