"""A permanent document is given once, replaced by the next of its kind, and counts until it expires."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pages.proposals import profile_sections, services
from pages.proposals.models import AssociationProfile, DocumentKind, PermanentDocument
from tests.proposals import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def organisation():
    return making.association()


@pytest.fixture
def client(organisation):
    client = Client()
    client.force_login(making.member(organisation))
    return client


@pytest.fixture
def address(organisation):
    return f"/espace/associations/{organisation.pk}/documents/"


def lacking(organisation) -> list[str]:
    missing = profile_sections.missing_in(AssociationProfile.objects.get(pk=organisation.pk))
    return [one.label for one in missing.get("documents", [])]


def test_a_document_is_sent_by_a_plain_form_and_given_back_as_a_download(client, organisation, address):
    until = timezone.localdate() + timedelta(days=30)
    answer = client.post(address, {"kind": "other", "file": making.pdf("agrément é.pdf"), "expires_on": until})
    assert answer.status_code == 302
    kept = PermanentDocument.objects.get(kind="other")
    assert (kept.name, kept.expires_on) == ("agrément é.pdf", until)
    given = client.get(f"{address}{kept.pk}/")
    assert given["Content-Disposition"].startswith("attachment")
    assert given["Cache-Control"].startswith("private, no-store")
    assert ModelLogEntry.objects.get(action="proposals.document").user == kept.sent_by


def test_a_new_one_replaces_the_former_which_is_not_shown_any_more(client, organisation, address):
    former = PermanentDocument.objects.get(kind="statutes")
    client.post(address, {"kind": "statutes", "file": making.pdf("statuts-2026.pdf")})
    shown = client.get(address).content.decode()
    assert "statuts-2026.pdf" in shown
    assert f"{address}{former.pk}/" not in shown
    former.refresh_from_db()
    assert former.replaced_at


def test_what_has_expired_is_missing_again(client, organisation, address):
    assert lacking(organisation) == []
    PermanentDocument.objects.filter(kind="officers").update(expires_on=timezone.localdate() - timedelta(days=1))
    assert lacking(organisation) == [DocumentKind.OFFICERS.label]
    assert "Expiré" in client.get(address).content.decode()
    PermanentDocument.objects.filter(kind="officers").update(expires_on=timezone.localdate())
    assert lacking(organisation) == []


def test_what_is_taken_away_is_missing_and_the_history_tells_who_did(client, organisation, address):
    document = PermanentDocument.objects.get(kind="statutes")
    client.post(f"{address}{document.pk}/retirer/")
    assert lacking(organisation) == [DocumentKind.STATUTES.label]
    assert ModelLogEntry.objects.get(action="proposals.document_removed").user


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "statutes", "file": making.pdf("virus.exe")}, "file"),
        ({"kind": "autre-chose", "file": making.pdf()}, "kind"),
        ({"kind": "statutes"}, "file"),
        ({"kind": "statutes", "file": making.pdf(), "expires_on": "2001-01-01"}, "expires_on"),
        ({"kind": "statutes", "file": making.pdf(), "expires_on": "demain"}, "expires_on"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(client, organisation, address, typed, field):
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert PermanentDocument.objects.count() == 3


def test_the_same_file_sent_twice_is_kept_once(client, organisation, address):
    for _time in range(2):
        client.post(address, {"kind": "other", "file": making.pdf("a.pdf", mark="même")})
    assert PermanentDocument.objects.filter(kind="other").count() == 1


def test_a_document_of_another_association_does_not_exist(client, address):
    foreign = PermanentDocument.objects.filter(organisation=making.association().pk).first()
    own_place = f"{address}{foreign.pk}/"
    their_place = f"/espace/associations/{foreign.organisation_id}/documents/{foreign.pk}/"
    for place in (own_place, their_place):
        assert client.get(place).status_code == 404
        assert client.post(f"{place}retirer/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.replaced_at is None


def test_a_document_asks_for_a_log_in(address):
    document = PermanentDocument.objects.first()
    assert Client().get(f"{address}{document.pk}/").status_code == 302


def test_a_draft_sent_keeps_the_document_that_was_replaced_since(client, organisation, address):
    sent = making.sent(association=organisation)
    before = sent.submissions.get().content["association"]["documents"]
    client.post(address, {"kind": "statutes", "file": making.pdf()})
    assert sent.submissions.get().content["association"]["documents"] == before


def test_no_service_adds_a_document_of_no_kind(organisation):
    with pytest.raises(services.Refused):
        services.add_document(making.member(organisation), organisation, "", making.pdf())
