"""The links to repair: every kind of link, wherever an editor writes it, told only to whoever may edit the page."""

import pytest
from django.core.files.base import ContentFile

from pages.base.links import broken_links, is_well_formed
from pages.base.models import ListingPage, PortalDocument
from pages.people.models import Level, Role
from tests import factories

pytestmark = pytest.mark.django_db

REPORT = "/admin/rapports/liens/"


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def page_with(*blocks, parent=None, **fields):
    page = factories.standard_page(parent, **fields)
    page.body = [{"type": kind, "value": value} for kind, value in blocks]
    page.save()
    return page


def linking_to(target, text="la page"):
    return ("text", f'<p>Voyez <a linktype="page" id="{target.pk}">{text}</a>.</p>')


def told(user=None) -> list[tuple[str, str]]:
    """Return the text of each link and what is wrong with it."""
    return [(one.text, one.problem) for one in broken_links(user or factories.admin())]


def document(title="Un document") -> PortalDocument:
    return PortalDocument.objects.create(title=title, file=ContentFile(b"%PDF-1.4", name="document.pdf"))


def test_good_links_are_not_told():
    target = factories.standard_page()
    page_with(
        linking_to(target),
        ("text", '<p><a href="https://exemple.fr/x?y=1#z">dehors</a> <a href="mailto:a@exemple.fr">écrire</a></p>'),
        ("document", {"document": document().pk, "label": ""}),
    )
    assert told() == []


def test_a_page_deleted_since_is_told():
    target = factories.standard_page()
    page_with(linking_to(target))
    target.delete()
    assert told() == [("la page", "La page n’existe plus")]


def test_a_page_unpublished_since_is_told():
    target = factories.standard_page()
    page_with(linking_to(target))
    fresh(target).unpublish()
    assert told() == [("la page", "La page n’est pas publiée")]


@pytest.mark.parametrize(
    "block",
    [
        lambda link: ("callout", {"tone": "info", "title": "À savoir", "text": link}),
        lambda link: ("accordion", {"items": [{"title": "Pourquoi ?", "text": link}]}),
        lambda link: ("media", {"title": "Vidéo", "url": "https://exemple.fr/v", "transcript": link}),
    ],
)
def test_a_link_is_found_in_whatever_block_it_is(block):
    target = factories.standard_page()
    page_with(block(linking_to(target)[1]))
    target.delete()
    assert told() == [("la page", "La page n’existe plus")]


def test_a_document_deleted_since_is_told_in_its_block_and_in_a_text():
    gone = document()
    page_with(
        ("document", {"document": gone.pk, "label": "Le bilan"}),
        ("text", f'<p><a linktype="document" id="{gone.pk}">le bilan</a></p>'),
    )
    gone.delete()
    assert told() == [("", "Le document n’existe plus"), ("le bilan", "Le document n’existe plus")]


@pytest.mark.parametrize(
    ("source", "target", "reported"),
    [
        (Level.INHERIT, Level.MEMBERS, True),
        (Level.INHERIT, Level.STAFF, True),
        (Level.MEMBERS, Level.STAFF, True),
        (Level.MEMBERS, Level.INHERIT, False),
        (Level.STAFF, Level.MEMBERS, False),
        (Level.STAFF, Level.STAFF, False),
    ],
)
def test_a_page_that_fewer_people_see_is_told(source, target, reported):
    convention = factories.convention()
    linked = factories.axis(convention, number=2, audience=target)
    page_with(linking_to(linked), parent=fresh(convention), audience=source)
    assert len(told()) == reported
    if reported:
        assert "ne la verront pas" in told()[0][1]


def test_the_members_of_a_group_see_what_the_members_of_its_convention_see():
    convention = factories.convention()
    group = factories.group(convention, audience=Level.MEMBERS)
    axis = factories.axis(convention, audience=Level.MEMBERS)
    group.body = [{"type": "text", "value": linking_to(axis)[1]}]
    group.save()
    assert told() == []
    axis.body = [{"type": "text", "value": linking_to(group)[1]}]
    axis.save()
    assert len(told()) == 1


def test_another_convention_s_members_page_is_told_as_less_visible():
    ours, theirs = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    axis = factories.axis(theirs, audience=Level.MEMBERS)
    page_with(linking_to(axis), parent=fresh(ours), audience=Level.MEMBERS)
    assert len(told()) == 1


def test_a_chooser_outside_the_texts_is_read_too():
    target = factories.standard_page()
    home = factories.home()
    home.add_child(instance=ListingPage(title="Liste", slug="liste", where="below", below=target))
    fresh(target).unpublish()
    found = broken_links(factories.admin())
    assert [(one.page_title, one.problem) for one in found] == [("Liste", "La page n’est pas publiée")]
    assert found[0].place


@pytest.mark.parametrize(
    "address", ["http://", "https://exemple", "htp://exemple.fr", "https://exemple .fr", "exemple.fr", "mailto:moi", ""]
)
def test_an_address_that_leads_nowhere_is_malformed(address):
    assert not is_well_formed(address)


@pytest.mark.parametrize("address", ["https://exemple.fr:8080/à?b", "tel:+33556000000", "#suite", "/contact/"])
def test_an_address_that_may_lead_somewhere_is_not(address):
    assert is_well_formed(address)


def test_a_malformed_address_is_told_with_its_text():
    page_with(("text", '<p><a href="http//exemple.fr">leur site</a></p>'))
    assert told() == [("leur site", "L’adresse est mal formée")]


# Who is told


def test_an_editor_is_told_of_their_own_pages_only_and_never_of_a_title_they_may_not_know(client):
    ours, theirs = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    secret = factories.axis(theirs, title="Axe confidentiel", audience=Level.STAFF)
    page_with(linking_to(secret, "leur axe"), parent=fresh(ours), title="Notre page")
    page_with(linking_to(secret, "ailleurs"), parent=fresh(theirs), title="Leur page")
    client.force_login(factories.holder(Role.WRITER, ours))
    said = client.get(REPORT).content.decode()
    assert "Notre page" in said
    assert "leur axe" in said
    assert "Leur page" not in said
    assert "Axe confidentiel" not in said
    assert "Une page que vous ne voyez pas" in said
    client.force_login(factories.holder(Role.WRITER, theirs))
    assert "Axe confidentiel" in client.get(REPORT).content.decode()


def test_the_report_is_among_the_reports_of_whoever_edits_and_leads_to_the_page(client):
    convention = factories.convention()
    page = page_with(("text", '<p><a href="http//x">leur site</a></p>'), parent=fresh(convention))
    client.force_login(factories.holder(Role.WRITER, convention))
    assert REPORT in client.get("/admin/").content.decode()
    said = client.get(REPORT).content.decode()
    assert f"/admin/pages/{page.pk}/edit/" in said
    assert "ne sont pas visitées" in said
    assert "leur site" in b"".join(client.get(REPORT, {"export": "csv"})).decode()


@pytest.mark.parametrize("role", [Role.PARTNER, None])
def test_nobody_else_reads_the_report(client, role):
    convention = factories.convention()
    client.force_login(factories.holder(role, convention) if role else factories.user())
    assert client.get(REPORT).status_code == 302


def test_nothing_to_repair_is_said(client):
    factories.home()
    client.force_login(factories.admin())
    assert "Aucun lien à réparer" in client.get(REPORT).content.decode()
