"""What is said to every browser."""

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

ADMIN = "/admin/"


class SecurityHeaders:
    """Add the content security policy, the admin's own under /admin/, and the permissions policy."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.public = build_policy(config=settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
        self.admin = build_policy(config=settings.ADMIN_CONTENT_SECURITY_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = self.admin if request.path.startswith(ADMIN) else self.public
        response.setdefault(HEADER, policy)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
        return response


class PrivateWhenSignedIn:
    """Mark every answer to a signed-in person as theirs alone, so that no cache on the way keeps it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response
