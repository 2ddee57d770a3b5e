"""A section's page as a browser has it: what is on it, what is posted from it."""

import re

from django.test import Client
from django.urls import reverse

from pages.people.models import User
from pages.proposals.models import Proposal
from tests.proposals import making


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(proposal: Proposal, section: str) -> str:
    return reverse("proposal_section", args=[proposal.pk, section])


class Page:
    """A section opened in one tab: its version and its mark, posted with what is typed."""

    def __init__(self, client: Client, url: str):
        self.client, self.url = client, url
        self.shown = client.get(url)
        text = self.shown.content.decode()
        self.hidden = dict(re.findall(r'<input type="hidden" name="(version|tab)"[^>]*? value="([^"]*)"', text))

    def post(self, by_itself: bool = False, **typed):
        """Post the form, by its button or by itself as htmx does, which then takes the version it is given."""
        headers = {"HX-Request": "true"} if by_itself else {}
        answer = self.client.post(self.url, {**self.hidden, **typed}, headers=headers)
        if found := re.search(r'name="version" id="id_version" value="(\d+)"', answer.content.decode()):
            self.hidden["version"] = found[1]
        return answer


def opened(section: str, proposal: Proposal | None = None, user: User | None = None) -> tuple[Proposal, Page]:
    """Return a draft and one of its sections, opened by who wrote it or by another."""
    proposal = proposal or making.draft()
    return proposal, Page(signed_in(user or proposal.created_by), address(proposal, section))
