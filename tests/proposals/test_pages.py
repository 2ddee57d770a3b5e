"""What the association and the staff read of a request that was sent."""

import pytest

from pages.people.models import Role
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def test_the_association_follows_its_request_and_has_its_receipt(client):
    proposal = making.sent()
    client.force_login(proposal.created_by)
    page = client.get(proposal.get_absolute_url())
    assert page.status_code == 200
    assert "Et maintenant" in page.text
    assert proposal.number in client.get("/espace/propositions/").text
    assert "Cafés des parents" in client.get(f"/espace/propositions/{proposal.pk}/envoi/").text
    receipt = client.get(f"/espace/propositions/{proposal.pk}/accuse-de-reception.pdf")
    assert receipt.content.startswith(b"%PDF-")


def test_the_staff_reads_what_was_sent_and_an_instructor_alone_the_bank_details(client):
    proposal = making.sent()
    funder = proposal.funding_requests.get().funder
    iban = proposal.association.bank_details.iban
    coordinator = factories.holder(Role.CAF_COORDINATOR, proposal.convention)
    instructor = factories.holder(Role.FUND_INSTRUCTOR, proposal.convention, organisation=funder)
    for who, sees_bank in ((coordinator, False), (instructor, True), (factories.admin(), False)):
        client.force_login(who)
        assert proposal.number in client.get("/dossiers/").text
        page = client.get(f"/dossiers/{proposal.number}/").text
        assert "Cafés des parents" in page
        assert (iban in page) is sees_bank


def test_a_draft_is_nobody_s_but_its_association_s(client):
    proposal = making.ready()
    for who in (factories.holder(Role.CAF_COORDINATOR, proposal.convention), making.member(making.association())):
        client.force_login(who)
        assert client.get(proposal.get_absolute_url()).status_code == 404
        assert client.get(f"/espace/propositions/{proposal.pk}/ouvrir/").status_code == 404
