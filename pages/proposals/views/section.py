"""One page for each section of something long: an association's file, a request."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from pages.people.refusals import Refused
from pages.proposals import kept
from pages.proposals.models.sections import Sectioned
from pages.proposals.sections import Missing, SectionForm, missing_from
from pages.proposals.services.writing import Conflict, Saved


@dataclass
class Writing:
    """What is written: its sections in order, where each is, how one is saved."""

    owner: Sectioned
    sections: list[type[SectionForm]]
    address: Callable[[type[SectionForm]], str]
    after_last: str
    """Where one goes once the last section is saved."""
    save: Callable[[str, dict, int, str], Saved]
    template: str
    context: dict

    @functools.cached_property
    def missing(self) -> dict[str, list[Missing]]:
        return missing_from(self.sections, self.owner)

    def replace_owner(self, saved: Sectioned) -> None:
        """Go on with what is written as it was saved, wherever the page shows it."""
        self.context = {name: saved if value is self.owner else value for name, value in self.context.items()}
        self.owner = saved

    def read_again(self) -> Sectioned:
        """Return what is written as it is kept: a form gives what was typed to the row it is made with."""
        return type(self.owner)._default_manager.get(pk=self.owner.pk)

    def steps(self, current: str) -> list[dict]:
        """Return the sections as the side list draws them: title, address, whether done, whether it is this one."""
        return [
            {
                "number": rank,
                "slug": one.slug,
                "title": one.title,
                "url": self.address(one),
                "is_done": not self.missing.get(one.slug) and self.is_begun(one),
                "is_current": one.slug == current,
            }
            for rank, one in enumerate(self.sections, 1)
        ]

    def is_begun(self, section: type[SectionForm]) -> bool:
        """Say whether a section was ever saved; one that is made of files only has nothing to save."""
        return section.uploads or self.owner.version_of(section.slug) > 0

    def following(self, section: type[SectionForm]) -> str:
        """Return the address of what comes after a section."""
        rank = self.sections.index(section)
        return self.address(self.sections[rank + 1]) if rank + 1 < len(self.sections) else self.after_last


def frame(writing: Writing, section: type[SectionForm]) -> dict:
    """Return what the frame of a section draws: see section_frame.html."""
    return {
        **writing.context,
        "owner": writing.owner,
        "section": section,
        "steps": writing.steps(section.slug),
        "rank": writing.sections.index(section) + 1,
        "count": len(writing.sections),
        "missing": writing.missing.get(section.slug, []),
        "saved_at": writing.owner.saved_at(section.slug),
        "following": writing.following(section),
    }


def posted_version(request: HttpRequest) -> int:
    """Return the version that a form says it was written from; a forged one is a version that never was."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def posted_tab(request: HttpRequest) -> str:
    """Return the mark of the browser's tab, nothing when it is forged."""
    typed = request.POST.get("tab", "")
    return typed if typed.isascii() and typed.isalnum() and len(typed) <= 40 else ""


def section_page(request: HttpRequest, writing: Writing, section: type[SectionForm]) -> HttpResponse:
    """Show a section, or save it: by its buttons, or by itself as one types (htmx)."""
    if request.method != "POST":
        typed = kept.waiting(request)
        form = section(typed, instance=writing.read_again())
        return _page(request, writing, section, form, recovered=typed is not None)
    if "forget" in request.POST:
        kept.forget(request)
        return redirect(request.path)
    tab = posted_tab(request)
    try:
        saved = writing.save(section.slug, request.POST, posted_version(request), tab)
    except Conflict as conflict:
        writing.owner.refresh_from_db()
        return _page(request, writing, section, conflict.form, conflict=conflict, tab=tab, status=409)
    except Refused as refusal:
        form = section(request.POST, instance=writing.read_again())
        status = 403 if refusal.forbidden else 409
        return _page(request, writing, section, form, refusal=refusal.reason, tab=tab, status=status)
    kept.forget(request)
    writing.replace_owner(saved.form.instance)
    if request.htmx or not saved.is_whole:
        return _page(request, writing, section, saved.form, tab=tab, saved=saved, status=200 if request.htmx else 422)
    if "next" in request.POST:
        return redirect(writing.following(section))
    if (table := request.POST.get("lines")) in section.tables:
        return redirect(f"{request.path}#table-{table}")
    messages.success(request, _("C’est enregistré."))
    return redirect(request.path)


def _page(request, writing: Writing, section, form, status: int = 200, tab: str = "", **more) -> HttpResponse:
    context = {
        **frame(writing, section),
        "form": form,
        "version": writing.owner.version_of(section.slug),
        "tab": tab or get_random_string(20),
        **more,
    }
    template = "proposals/section_state.html" if request.htmx else section.template or writing.template
    return render(request, template, context, status=status)
