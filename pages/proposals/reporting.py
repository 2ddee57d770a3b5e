"""What the public page of a funded project shows of the notes that its association gave."""

from django.http import HttpRequest

from pages.fund.models import FundedProjectPage
from pages.proposals.models import GivenNote, NoteState

SHOWN = 12


def public_notes(page: FundedProjectPage, request: HttpRequest) -> dict | None:
    """Give a project's page the accepted notes, the latest first, in one query."""
    kept = GivenNote.objects.filter(proposal__page=page.pk, state=NoteState.ACCEPTED)[:SHOWN]
    notes = list(kept)
    return {"notes": notes} if notes else None
