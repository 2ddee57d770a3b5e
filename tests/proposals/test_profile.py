"""An association's file: written by its people, section by section; readers write nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pages.people.models import MembershipRole
from pages.proposals import profile_sections, services
from pages.proposals.models import AssociationProfile, Commitment, CommitmentKind
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db
WRITERS = (MembershipRole.REPRESENTATIVE, MembershipRole.CONTRIBUTOR)


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def lacking(organisation) -> dict:
    return profile_sections.missing_in(AssociationProfile.objects.get(pk=organisation.pk))


def test_a_new_association_is_shown_what_its_file_lacks_with_links():
    who = factories.user()
    organisation = services.register_association(who, "Les Cafés", making.siret())
    shown = signed_in(who).get(f"/espace/associations/{organisation.pk}/").content.decode()
    for section in profile_sections.SECTIONS:
        assert f'href="/espace/associations/{organisation.pk}/{section.slug}/"' in shown
    assert "Objet statutaire" in shown
    assert "Compléter le dossier de Les Cafés" in signed_in(who).get("/espace/").content.decode()


def test_a_complete_file_says_so():
    organisation = making.association()
    assert lacking(organisation) == {}
    shown = signed_in(making.member(organisation)).get(f"/espace/associations/{organisation.pk}/").content.decode()
    assert "Le dossier est complet" in shown


@pytest.mark.parametrize("role", WRITERS)
def test_those_who_write_save_a_section_and_the_history_tells_it(role):
    organisation = making.association()
    who = making.member(organisation, role)
    services.save_profile(who, organisation, "moyens-humains", making.typed(members=7), 0)
    assert AssociationProfile.objects.get().members == 7
    assert ModelLogEntry.objects.get(action="proposals.profile").user == who


def test_a_reader_writes_nothing_in_the_file():
    organisation = making.association()
    reader = making.member(organisation, MembershipRole.READER)
    client = signed_in(reader)
    place = f"/espace/associations/{organisation.pk}"
    assert client.post(f"{place}/moyens-humains/", {"members": 1, "version": 0}).status_code == 403
    client.post(f"{place}/documents/", {"kind": "other", "file": making.pdf()})
    client.post(f"{place}/engagements/", {"kind": "republican", "signed_by": "Moi", "function": "Lecteur"})
    document = organisation.permanent_documents.first()
    client.post(f"{place}/documents/{document.pk}/retirer/")
    assert AssociationProfile.objects.get().members == 40
    assert organisation.permanent_documents.filter(replaced_at=None).count() == 3
    assert organisation.commitments.count() == 2
    shown = client.get(f"{place}/documents/").content.decode()
    assert 'type="file"' not in shown


def test_the_number_of_the_association_is_not_changed_by_its_people():
    organisation = making.association()
    who = making.member(organisation)
    saved = services.save_profile(
        who, organisation, "identification", making.typed(name=organisation.name, siret=making.siret()), 0
    )
    assert saved.form.errors.keys() >= {"siret"}
    assert number_of(organisation) == organisation.siret


def number_of(organisation) -> str:
    return type(organisation).objects.get(pk=organisation.pk).siret


def test_a_number_given_later_is_not_another_association_s():
    who = factories.user()
    organisation = services.register_association(who, "Les Cafés", rna="W332001234")
    other = making.association()
    typed = making.typed(name="Les Cafés", rna="W332001234", siret=other.siret)
    saved = services.save_profile(who, organisation, "identification", typed, 0)
    assert "siret" in saved.form.errors
    assert number_of(organisation) == ""


# Commitments


def test_only_who_represents_the_association_subscribes_and_it_is_kept_with_name_quality_and_day():
    who = factories.user()
    organisation = services.register_association(who, "Les Cafés", making.siret())
    contributor = making.member(organisation, MembershipRole.CONTRIBUTOR)
    address = f"/espace/associations/{organisation.pk}/engagements/"
    typed = {"kind": "republican", "signed_by": "Camille Exemple", "function": "Présidence"}
    signed_in(contributor).post(address, typed)
    assert not Commitment.objects.exists()
    signed_in(who).post(address, typed)
    kept = Commitment.objects.get()
    assert (kept.signed_by, kept.function, kept.recorded_by) == ("Camille Exemple", "Présidence", who)
    shown = signed_in(contributor).get(address).content.decode()
    assert "Camille Exemple" in shown
    assert "2021-1947" in shown


@pytest.mark.parametrize("kind", ["", "autre", "republican"])
def test_an_incomplete_or_forged_commitment_is_told_and_not_kept(kind):
    organisation = making.association()
    Commitment.objects.all().delete()
    answer = signed_in(making.member(organisation)).post(
        f"/espace/associations/{organisation.pk}/engagements/", {"kind": kind, "signed_by": "", "function": ""}
    )
    assert answer.status_code == 422
    assert not Commitment.objects.exists()


def test_who_is_recognised_as_of_public_utility_is_deemed_to_have_subscribed():
    organisation = making.association()
    Commitment.objects.filter(kind=CommitmentKind.REPUBLICAN).delete()
    assert lacking(organisation).keys() == {"engagements"}
    AssociationProfile.objects.update(public_utility=True)
    assert lacking(organisation) == {}
    shown = signed_in(making.member(organisation)).get(f"/espace/associations/{organisation.pk}/engagements/")
    assert "Réputé souscrit" in shown.content.decode()


# The home of the space


def test_the_home_shows_first_what_closes_first_and_what_is_to_correct():
    organisation = making.association()
    who = making.member(organisation)
    now = timezone.now()
    drafts = {}
    for title, days in (("Plus tard", 9), ("Bientôt", 1)):
        draft = making.draft(who, association=organisation, call=making.call(closes_at=now + dt.timedelta(days=days)))
        type(draft).objects.filter(pk=draft.pk).update(title=title)
        drafts[title] = draft
    late = making.draft(who, association=organisation)
    type(late.call).objects.filter(pk=late.call_id).update(closes_at=now - dt.timedelta(days=1))
    type(late).objects.filter(pk=late.pk).update(title="Trop tard")
    sent = making.sent(who, association=organisation)
    services.request_correction(making.team(sent).moderator, sent, ["action"], "Précisez les jours.")
    type(sent).objects.filter(pk=sent.pk).update(title="À reprendre")
    shown = signed_in(who).get("/espace/").content.decode()
    order = [shown.index(title) for title in ("À reprendre", "Bientôt", "Plus tard", "Trop tard")]
    assert order == sorted(order)
    assert "Clôture demain" in shown or "Clôture aujourd" in shown
    assert "Appel clos" in shown
    assert sent.number in shown


def test_the_home_says_what_to_do_first_to_a_newcomer():
    shown = signed_in(factories.user()).get("/espace/").content.decode()
    assert 'href="/espace/associations/nouvelle/"' in shown
    assert "Dossiers reçus" not in shown
