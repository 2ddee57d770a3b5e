"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - the address of nobody, not one to listen on


def client_address(request: HttpRequest) -> str:
    """Return the network address that a request comes from: the one that our own proxy saw, where there is one.

    What is before it in the header was written by the visitor, and is not read.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    for said in (forwarded.rpartition(",")[2].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ipaddress.ip_address(said))
        except ValueError:
            continue
    return UNKNOWN
