"""What was typed when the login had expired: kept aside in the browser's session, offered back after logging in."""

from django.http import HttpRequest, QueryDict

KEY = "kept_writing"
LARGEST = 300_000
"""Characters kept for one browser: several long sections, short of a flood."""
NOT_KEPT = ("csrfmiddlewaretoken", "version", "tab")


def keep(request: HttpRequest) -> bool:
    """Keep what a form posted to this address; return whether it could be (files and floods are not)."""
    typed = request.POST.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    written = typed.urlencode()
    others = {path: text for path, text in request.session.get(KEY, {}).items() if path != request.path}
    if not typed or len(written) + sum(map(len, others.values())) > LARGEST:
        return False
    request.session[KEY] = {**others, request.path: written}
    return True


def waiting(request: HttpRequest) -> QueryDict | None:
    """Return what is kept for this address, None for nothing."""
    written = request.session.get(KEY, {}).get(request.path)
    return QueryDict(written) if written else None


def forget(request: HttpRequest) -> None:
    """Drop what is kept for this address: it has been saved, or is not wanted."""
    kept = request.session.get(KEY, {})
    if kept.pop(request.path, None) is not None:
        request.session[KEY] = kept
