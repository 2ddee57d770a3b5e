"""Files: whoever may see a page that shows a file may have it, and nobody else."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from pages.base.models import PortalDocument, PortalImage
from pages.people.models import Level, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    found = PortalDocument(title="Convention signée")
    found.file.save("convention.txt", ContentFile("Texte signé".encode()))
    found.save()
    return found


@pytest.fixture
def rendition():
    drawn = ContentFile(b"")
    Image.new("RGB", (40, 30), "teal").save(drawn, "PNG")
    drawn.seek(0)
    image = PortalImage(title="Place", file=ImageFile(drawn, "place.png"))
    image.save()
    return image.get_rendition("width-20")


def shown_by(document, **fields):
    return factories.convention(signed_document=document, **fields)


def body_with(image):
    return [("picture", {"picture": image, "caption": "", "credit": ""})]


def test_a_document_shown_by_a_public_page_is_given_to_anyone(client, document):
    shown_by(document)
    answer = client.get(document.url)
    assert b"".join(answer.streaming_content) == "Texte signé".encode()
    assert "public" in answer["Cache-Control"]


def test_a_document_shown_to_members_is_given_to_them_alone(client, document):
    convention = shown_by(document, audience=Level.MEMBERS)
    assert client.get(document.url).status_code == 404
    client.force_login(factories.user())
    assert client.get(document.url).status_code == 404
    client.force_login(factories.holder(Role.PARTNER, convention))
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]


def test_a_document_that_no_page_shows_is_given_to_those_who_write_only(client, document):
    assert client.get(document.url).status_code == 404
    client.force_login(factories.holder(Role.PARTNER, factories.convention()))
    assert client.get(document.url).status_code == 404
    client.force_login(factories.holder(Role.WRITER, factories.convention()))
    assert client.get(document.url).status_code == 200


def test_a_document_whose_page_is_unpublished_is_taken_back(client, document):
    page = shown_by(document)
    page.unpublish()
    assert client.get(document.url).status_code == 404


def test_a_document_is_downloaded_never_run(client, document):
    shown_by(document)
    answer = client.get(document.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_image_follows_the_page_that_shows_it(client, rendition):
    assert client.get(rendition.url).status_code == 404
    page = factories.standard_page(body=body_with(rendition.image))
    assert client.get(rendition.url).status_code == 200
    page.unpublish()
    assert client.get(rendition.url).status_code == 404


def test_an_image_shown_to_staff_is_not_given_to_a_partner(client, rendition):
    convention = factories.convention(body=body_with(rendition.image), audience=Level.STAFF)
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert client.get(rendition.url).status_code == 404
    client.force_login(factories.holder(Role.MODERATOR, convention))
    assert client.get(rendition.url).status_code == 200


@pytest.mark.parametrize(
    "address", ["/documents/999999/x.pdf", "/images/999999/x.png", "/documents/abc/x/", "/images/-1/x/"]
)
def test_an_unknown_file_is_a_404(client, portal, address):
    assert client.get(address).status_code == 404


def test_the_storage_itself_has_no_address(client, document):
    shown_by(document)
    for address in (f"/media/{document.file.name}", f"/fichiers-prives-sans-adresse/{document.file.name}"):
        assert client.get(address).status_code == 404


def test_a_document_taken_off_a_public_page_is_no_longer_given_even_with_the_worker_stopped(client, document, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    page = shown_by(document)
    assert client.get(document.url).status_code == 200
    page.signed_document = None
    page.save_revision().publish()
    assert client.get(document.url).status_code == 404
