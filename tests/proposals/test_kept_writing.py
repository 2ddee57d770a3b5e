"""What is typed when the login has expired is kept and offered back."""

from urllib.parse import quote

import pytest
from django.test import Client

from pages.proposals.models import Proposal
from tests.proposals import making
from tests.proposals.pages import Page, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def expired():
    """A section open in a browser whose login expires."""
    proposal, page = opened("action")
    browser = Client()
    browser.cookies = page.client.cookies
    session = page.client.session
    session.flush()
    page.client = browser
    return proposal, page


def test_it_waits_and_is_shown_after_logging_in_without_being_saved(expired):
    proposal, page = expired
    answer = page.post(title="Écrit trop tard")
    assert answer.url.startswith("/compte/connexion/")
    page.client.force_login(proposal.created_by)
    shown = page.client.get(page.url)
    assert "quand votre connexion a expiré" in shown.content.decode()
    assert shown.context["form"]["title"].value() == "Écrit trop tard"
    assert Proposal.objects.get(pk=proposal.pk).title == ""


def test_saved_it_is_offered_no_more(expired):
    proposal, page = expired
    page.post(title="Écrit trop tard")
    page.client.force_login(proposal.created_by)
    assert Page(page.client, page.url).post(title="Écrit trop tard").status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).title == "Écrit trop tard"
    assert "a expiré" not in page.client.get(page.url).content.decode()


def test_dropped_it_is_offered_no_more_and_nothing_changes(expired):
    proposal, page = expired
    page.post(title="Écrit trop tard")
    page.client.force_login(proposal.created_by)
    assert page.client.post(page.url, {"forget": "1"}).status_code == 302
    assert "a expiré" not in page.client.get(page.url).content.decode()
    assert Proposal.objects.get(pk=proposal.pk).title == ""


def test_saved_by_itself_it_says_that_the_login_expired_and_where_to_log_in(expired):
    _proposal, page = expired
    answer = page.post(by_itself=True, title="Écrit trop tard")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "mis de côté" in shown
    assert f"?next={quote(page.url, safe='')}" in shown
    assert 'name="version"' not in shown


def test_what_is_too_long_to_wait_is_told(expired):
    _proposal, page = expired
    shown = page.post(by_itself=True, description="a" * 400_000).content.decode()
    assert "copiez-le avant de quitter cette page" in shown


def test_it_waits_at_its_own_address_only(expired):
    proposal, page = expired
    page.post(title="Écrit trop tard")
    other = making.draft(proposal.created_by, association=proposal.association)
    page.client.force_login(proposal.created_by)
    assert "a expiré" not in page.client.get(f"{other.get_absolute_url()}action/").content.decode()
