"""What is answered when something is refused."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page had been open for too long, in words, with the way back."""
    return render(request, "403.html", {"expired_form": True}, status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say why, when the service that refused gave its reason."""
    reason = str(exception) if exception and exception.args else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what does not exist and for what the reader may not know to exist: the same page."""
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say what was wrong with a request: above all, that it was too long to be taken."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "400.html", {"is_too_big": True}, status=413)
    return render(request, "400.html", status=400)
