"""The tree keeps what the ledger names; the lists of funds, calls and projects; what they lack."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Page

from pages.conventions import starter
from pages.fund import services
from pages.fund.admin import to_complete
from pages.fund.models import AskedDocument, CallInquiry, Criterion, FundedProjectPage, FundPage, LedgerEntry
from pages.people.models import Role
from tests import factories
from tests.admin_forms import page_form
from tests.fund.ledgers import caf, coordinator, funded, write

pytestmark = pytest.mark.django_db

REFUSED = "Suppression refusée"


@pytest.fixture
def fund(portal):
    return funded()


@pytest.fixture
def project(fund):
    project = factories.project(fund, title="Le jardin partagé")
    write(fund, "commitment", "5000", project=project)
    return project


# Deleting and moving


@pytest.mark.parametrize("which", ["project", "fund", "convention", "territory"])
def test_a_page_above_or_named_by_an_entry_is_not_deleted(client, fund, project, which):
    page = {
        "project": project,
        "fund": fund,
        "convention": fund.convention,
        "territory": fund.convention.territory,
    }[which]
    client.force_login(factories.admin())
    confirmed = {"wagtail_site_name": "Portail CTG"}
    for answer in (
        client.get(f"/admin/pages/{page.pk}/delete/", follow=True),
        client.post(f"/admin/pages/{page.pk}/delete/", confirmed, follow=True),
        client.post(f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}&next=/admin/", confirmed, follow=True),
    ):
        assert answer.status_code == 200
        assert REFUSED in answer.content.decode()
    assert Page.objects.filter(pk__in=[project.pk, fund.pk]).count() == 2
    assert LedgerEntry.objects.count() == 3


def test_a_fund_and_a_project_without_an_entry_are_deleted(client, portal):
    fund = factories.fund()
    factories.project(fund)
    client.force_login(factories.admin())
    assert client.post(f"/admin/pages/{fund.pk}/delete/").status_code == 302
    assert not FundPage.objects.exists()
    assert not FundedProjectPage.objects.exists()


def test_a_project_with_entries_stays_in_its_fund(client, fund, project):
    other = factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))
    client.force_login(factories.admin())
    answer = client.post(f"/admin/pages/{project.pk}/move/{other.pk}/confirm/", follow=True)
    assert "Déplacement refusé" in answer.content.decode()
    form = {"chooser": other.pk}
    answer = client.post(f"/admin/bulk/wagtailcore/page/move/?id={project.pk}&next=/admin/", form, follow=True)
    assert answer.status_code == 200
    assert FundedProjectPage.objects.get(pk=project.pk).is_child_of(fund)


def test_a_project_without_entries_moves(client, fund):
    other = factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))
    free = factories.project(fund)
    client.force_login(factories.admin())
    client.post(f"/admin/pages/{free.pk}/move/{other.pk}/confirm/")
    assert FundedProjectPage.objects.get(pk=free.pk).is_child_of(other)


# The lists


def test_the_lists_show_the_amounts(client, fund, project):
    write(fund, "payment", "1000", project=project)
    client.force_login(coordinator(fund))
    content = client.get("/admin/fonds/").content.decode().replace("\u00a0", " ")
    for words in ("140 000 €", "5 000 €", "135 000 €", fund.convention.title):
        assert words in content
    content = client.get("/admin/projets-soutenus/").content.decode().replace("\u00a0", " ")
    for words in ("Le jardin partagé", project.beneficiary.name, "5 000 €", "1 000 €"):
        assert words in content


@pytest.mark.parametrize(
    ("state", "kept"), [("open", "Appel ouvert"), ("to_come", "Appel futur"), ("past", "Appel clos")]
)
def test_calls_are_filtered_by_state(client, fund, state, kept):
    now, day = timezone.now(), dt.timedelta(days=1)
    for title, opens, closes in (("Appel ouvert", -1, 1), ("Appel futur", 1, 2), ("Appel clos", -2, -1)):
        factories.call(fund, title=title, opens_at=now + opens * day, closes_at=now + closes * day)
    client.force_login(coordinator(fund))
    content = client.get(f"/admin/appels/?state={state}").content.decode()
    assert [title for title in ("Appel ouvert", "Appel futur", "Appel clos") if title in content] == [kept]


def test_a_list_is_narrowed_by_convention_and_by_status(client, fund, project):
    factories.project(fund, title="Projet fini", status="done")
    client.force_login(coordinator(fund))
    address = f"/admin/projets-soutenus/?convention={fund.convention.pk}"
    assert "Projet fini" in client.get(address).content.decode()
    content = client.get(f"{address}&status=granted").content.decode()
    assert "Le jardin partagé" in content
    assert "Projet fini" not in content
    assert client.get("/admin/projets-soutenus/?convention=99999999999999999999999").status_code == 200


# What they lack


def lacking(fund) -> dict[str, tuple[str, ...]]:
    return {one.title: one.missing for one in to_complete(coordinator(fund))}


def test_what_is_to_be_completed_is_told(fund, project):
    FundPage.objects.update(title="Le fonds")
    factories.project(fund, title="Projet promis")
    finished = factories.project(fund, title="Projet fini", status="done")
    factories.project(fund, title="Projet abandonné", status="abandoned")
    cancelled = factories.project(fund, title="Projet annulé")
    write(fund, "commitment", "10", project=finished)
    granted = write(fund, "commitment", "10", project=cancelled)
    services.reverse_entry(coordinator(fund), granted, "Retiré", timezone.localdate())
    factories.call(fund, title="Appel nu")
    complete = factories.call(fund, title="Appel complet", amount=5)
    asked = factories.call(fund, title="Appel questionné", amount=5)
    for call in (complete, asked):
        AskedDocument.objects.create(call=call, label="Statuts")
        Criterion.objects.create(call=call, label="Idée")
    CallInquiry.objects.create(call=asked, text="Et les voisins ?")
    assert lacking(fund) == {
        "Le fonds": ("sans critère de soutien",),
        "Appel nu": ("sans pièces demandées", "sans critères d’examen", "sans montant"),
        "Appel questionné": ("question sans réponse",),
        "Projet promis": ("sans engagement",),
        "Projet annulé": ("sans engagement",),
        "Projet fini": ("sans résultats", "sans bilan final"),
    }


def test_a_complete_fund_lacks_nothing(fund):
    FundPage.objects.update(eligibility="Hors droit commun")
    assert lacking(fund) == {}


def test_nobody_is_told_what_another_convention_lacks(fund):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    assert to_complete(factories.holder(Role.LOCAL_COORDINATOR, elsewhere)) == []
    assert caf().ledger_entries.count() == 1


# Before they are there


def preview(client, parent, model: str, fields: dict) -> str:
    address = f"/admin/pages/add/fund/{model}/{parent.pk}/"
    form = {**page_form(client, address), **fields}
    assert client.post(f"{address}preview/", form).json()["is_valid"]
    answer = client.get(f"{address}preview/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_previewed_before_it_is_saved_shows_nothing_of_the_others(client, fund, project):
    """Whatever has no call, or entries that name no project, would be theirs if « no number » were a number."""
    client.force_login(coordinator(fund))
    now = timezone.localtime()
    instants = {"opens_at": f"{now:%Y-%m-%d %H:%M}", "closes_at": f"{now + dt.timedelta(days=3):%Y-%m-%d %H:%M}"}
    shown = preview(client, fund, "callpage", {"title": "Appel", "slug": "appel", **instants})
    assert "Le jardin partagé" not in shown
    said = {"title": "Projet", "slug": "projet", "beneficiary": project.beneficiary.pk, "status": "granted"}
    shown = preview(client, fund, "fundedprojectpage", said)
    assert "Rien n’est encore accordé" in shown
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    client.force_login(coordinator(factories.fund(elsewhere)))
    FundPage.objects.child_of(elsewhere).delete()
    shown = preview(client, Page.objects.get(pk=elsewhere.pk), "fundpage", {"title": "Fonds", "slug": "fonds"})
    assert "Aucun projet soutenu" in shown


def test_a_convention_from_the_template_gets_an_empty_fund_as_a_draft(portal):
    convention = starter.start_convention(
        factories.admin(), factories.territory(), {"title": "CTG 2030", "parts": ["fonds"]}
    )
    fund = FundPage.objects.child_of(convention).get()
    assert (fund.slug, fund.live, services.balance(fund)) == ("fonds", False, 0)
