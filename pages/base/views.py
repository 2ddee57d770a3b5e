"""The addresses of the portal that are not pages: site map, themes, tags, contact, accessibility, robots."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site, get_page_models

from pages.base.forms import ContactForm
from pages.base.models import PortalSettings, Theme
from pages.base.models.page import Tag
from pages.people import audience
from search import engines
from search.index import reader_tokens


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Show the tree of the pages that the reader may see, down to the conventions' own children that last."""
    site = Site.find_for_request(request)
    root = site.root_page
    dated = [model._meta.model_name for model in get_page_models() if not getattr(model, "in_site_map", True)]
    pages = root.get_descendants().filter(depth__lte=root.depth + 4).order_by("path")
    pages = pages.exclude(content_type__model__in=dated)
    found = audience.visible(pages, audience.reader_for(request))
    entries = [{"title": one.title, "url": one.get_url(request), "depth": one.depth - root.depth} for one in found]
    return render(request, "base/site_map.html", {"entries": _nested(entries)})


def _nested(entries: list[dict]) -> list[dict]:
    """Return flat entries in tree order as a tree: each gets its ``children``."""
    top: list[dict] = []
    open_branches: list[dict] = []
    for entry in entries:
        entry["children"] = []
        while open_branches and open_branches[-1]["depth"] >= entry["depth"]:
            open_branches.pop()
        (open_branches[-1]["children"] if open_branches else top).append(entry)
        open_branches.append(entry)
    return top


def _entries_page(request: HttpRequest, heading: str, lead: str, entries) -> HttpResponse:
    page = Paginator(entries.order_by("kind", "title"), 30).get_page(request.GET.get("page"))
    return render(request, "base/entries.html", {"heading": heading, "lead": lead, "page_obj": page})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """List what bears a theme."""
    found = get_object_or_404(Theme, slug=slug)
    entries = engines.labelled(engines.visible(reader_tokens(request)), "theme", found.slug)
    return _entries_page(request, found.name, found.description, entries)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """List what bears a tag."""
    found = get_object_or_404(Tag, slug=slug)
    entries = engines.labelled(engines.visible(reader_tokens(request)), "tag", found.slug)
    return _entries_page(request, found.name, _("Pages qui portent cette étiquette."), entries)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Take a message for the portal's editors; nothing is sent for a robot, which is not told so."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.is_robot():
            _send(request, form.cleaned_data)
        return redirect(f"{reverse('contact')}?envoye=1")
    return render(
        request,
        "base/contact.html",
        {"form": form, "sent": request.GET.get("envoye") == "1"},
        status=422 if form.errors else 200,
    )


def _send(request: HttpRequest, said: dict) -> None:
    to = PortalSettings.for_request(request).contact_email or settings.DEFAULT_FROM_EMAIL
    subject = _("Message du portail : %(subject)s") % {"subject": said["subject"]}
    EmailMessage(subject, said["message"], to=[to], reply_to=[said["email"]]).send()


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement (RGAA), whose level is a setting."""
    return render(request, "base/accessibility.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is not for them and where the site map is."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/admin/", "/compte/", "/recherche/", "/trouver/"))
    return HttpResponse(
        f"User-agent: *\n{closed}Sitemap: {settings.BASE_URL}/sitemap.xml\n", content_type="text/plain; charset=utf-8"
    )
