"""A request's thread, on each side, and the notes of those who examine it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pages.people.refusals import Refused
from pages.proposals import services
from pages.proposals.forms import MessageForm
from pages.proposals.models import MessageFile, Proposal
from pages.proposals.views.gate import followed_proposal, own_proposal, space
from pages.proposals.views.giving import give

PER_PAGE = 20


@space
@require_http_methods(["GET", "HEAD", "POST"])
def own_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the association and the services wrote to each other; write."""
    found = own_proposal(request, pk)
    if not found.number:
        raise Http404
    return _thread(request, found, "association")


@space
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """Show the same to those who follow or examine the request; write."""
    return _thread(request, followed_proposal(request, number), "staff")


@space
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """Show the internal notes of a request; write one."""
    return _thread(request, followed_proposal(request, number), "notes")


def _thread(request: HttpRequest, found: Proposal, kind: str) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES) if request.method == "POST" else MessageForm()
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.write_message(request.user, found, given["text"], given["files"], kind == "notes", given["key"])
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if refusal.forbidden else 422
        else:
            messages.success(request, _("C’est noté.") if kind == "notes" else _("Votre message est envoyé."))
            return redirect(request.path)
    elif request.method == "POST":
        status = 422
    written = found.messages.filter(internal=kind == "notes").select_related("author").prefetch_related("files")
    page = Paginator(written, PER_PAGE).get_page(request.GET.get("page"))
    context = {"proposal": found, "page_obj": page, "form": form, "kind": kind}
    return render(request, "proposals/thread.html", context, status=status)


@space
@require_safe
def own_message_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Give a file of the thread to the association's own people; never one of an internal note."""
    found = own_proposal(request, pk)
    kept = MessageFile.objects.filter(message__proposal=found, message__internal=False)
    return give(get_object_or_404(kept, pk=file_pk))


@space
@require_safe
def message_file(request: HttpRequest, number: str, file_pk: int) -> HttpResponse:
    """Give a file of the thread or of a note to whoever follows or examines the request."""
    found = followed_proposal(request, number)
    return give(get_object_or_404(MessageFile, pk=file_pk, message__proposal=found))
