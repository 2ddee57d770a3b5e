"""A document is found by what it says, by whoever sees a page that shows it."""

import pytest
from django.core.files.base import ContentFile

from pages.base.models import PortalDocument
from pages.people.models import Level, Role
from search import searching
from search.models import SearchEntry
from search.searching import Asked
from tests import documents, factories
from tests.search import asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def document() -> PortalDocument:
    content = ContentFile(documents.pdf("La ludothèque ouvrira le mercredi"), name="compte-rendu.pdf")
    return PortalDocument.objects.create(title="Compte rendu signé", file=content)


def found(text: str, tokens=asking.PUBLIC) -> list[str]:
    return [entry.title for entry in asking.found(text, tokens)]


def test_it_is_found_by_its_text_once_a_page_shows_it_and_until_none_does(document):
    assert found("ludotheque", None) == []
    convention = factories.convention(signed_document=document)
    assert found("ludotheque") == ["Compte rendu signé"]
    convention.signed_document = None
    convention.save_revision().publish()
    assert found("ludotheque", None) == []


def test_it_is_no_longer_found_when_its_page_is_withdrawn_or_deleted(document):
    convention = factories.convention(signed_document=document)
    convention.unpublish()
    assert found("ludotheque", None) == []
    convention.save_revision().publish()
    assert found("ludotheque") == ["Compte rendu signé"]
    convention.delete()
    assert found("ludotheque", None) == []


def test_what_members_are_shown_is_found_by_them_alone(document, client):
    convention = factories.convention(signed_document=document, audience=Level.MEMBERS)
    partner = factories.holder(Role.PARTNER, convention)
    assert found("ludotheque") == []
    client.force_login(partner)
    answer = client.get("/api/v1/recherche", {"q": "ludotheque"}).json()
    assert [one["title"] for one in answer["results"]] == ["Compte rendu signé"]
    assert "<mark>ludothèque</mark> ouvrira le mercredi" in answer["results"][0]["extract"]
    assert client.get(answer["results"][0]["url"].removeprefix("http://localhost:8000")).status_code == 200
    convention.audience = Level.INHERIT
    convention.save_revision().publish()
    assert found("ludotheque") == ["Compte rendu signé"]


def test_it_bears_no_label_of_a_page_that_not_all_its_readers_see(document):
    town = factories.territory("33039", "Bègles")
    secret = factories.convention(parent=town, signed_document=document, audience=Level.MEMBERS)
    labels = SearchEntry.objects.get(key=document.search_key()).labels
    assert labels.filter(sort="territory").exists()
    factories.convention(signed_document=document, audience=Level.MEMBERS, title="Une autre convention")
    assert not labels.exists()
    secret.delete()
    assert labels.filter(sort="territory").exists()


def test_a_file_kept_before_its_row_is_read_too():
    made = PortalDocument(title="Compte rendu signé")
    made.file.save("compte-rendu.pdf", ContentFile(documents.pdf("La ludothèque")), save=False)
    made.save()
    factories.convention(signed_document=made)
    assert found("ludotheque") == ["Compte rendu signé"]


def test_a_new_file_is_read_again(document):
    factories.convention(signed_document=document)
    document.file = ContentFile(documents.pdf("La bibliothèque"), name="compte-rendu-2.pdf")
    document.save()
    assert found("ludotheque") == []
    assert found("bibliotheque") == ["Compte rendu signé"]


def test_what_is_joined_counts_less_than_what_is_written(document):
    factories.convention(signed_document=document)
    factories.action(title="Un lieu pour jouer", means="Une ludothèque")
    answer = searching.search(Asked(text="ludothèque"), asking.PUBLIC)
    assert [one.title for one in answer.entries] == ["Un lieu pour jouer", "Compte rendu signé"]
    assert answer.entries[0].score > answer.entries[1].score
