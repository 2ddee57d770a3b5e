"""The rules of a call, its page, and the list of all of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from pages.base.models.page import EXPIRES_AT
from pages.conventions.models import Signatory
from pages.fund import services
from pages.fund.links import propose_url
from pages.fund.models import (
    AskedDocument,
    CallFunder,
    CallInquiry,
    CallInvitation,
    CallPage,
    CallQuestion,
    Criterion,
)
from pages.people.models import Level, Role
from search.models import SearchEntry
from tests import factories
from tests.fund.ledgers import caf, city, coordinator, funded, write
from tests.fund.test_pages import call, hours, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(portal):
    return funded()


# Money


@pytest.mark.parametrize(
    ("amount", "ceiling", "refused"),
    [
        (None, None, False),
        (None, "5000", False),
        ("5000", None, False),
        ("5000", "5000", False),
        ("5000", "0", False),
        ("5000", "5000.01", True),
        ("5000", "-1", True),
    ],
)
def test_a_ceiling_is_not_negative_and_at_most_the_amount_available(fund, amount, ceiling, refused):
    page = factories.call(fund)
    page.amount, page.ceiling = (Decimal(value) if value else None for value in (amount, ceiling))
    if not refused:
        return page.full_clean()
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    assert set(refusal.value.message_dict) == {"ceiling"}


@pytest.mark.parametrize("weight", [0, -3, 1001, None])
def test_a_criterion_weighs_a_positive_whole_number(fund, weight):
    with pytest.raises(ValidationError):
        Criterion(call=factories.call(fund), label="Idée", weight=weight).full_clean()


@pytest.mark.parametrize("longest", [0, -1, 20_001])
def test_an_answer_to_a_question_has_a_length(fund, longest):
    with pytest.raises(ValidationError):
        CallQuestion(call=factories.call(fund), label="Pourquoi ?", longest=longest).full_clean()


# Of whom money is asked


def names(page: CallPage) -> list[str]:
    return [one.name for one in CallPage.objects.get(pk=page.pk).funders]


def test_money_is_asked_of_those_that_the_call_names(fund):
    page = factories.call(fund)
    CallFunder.objects.create(call=page, organisation=factories.organisation("Fondation nommée", kind="foundation"))
    assert names(page) == ["Fondation nommée"]


def test_else_of_those_who_brought_money_to_its_fund(fund):
    assert names(factories.call(fund)) == ["Caf de test", "Ville de test"]
    brought = fund.entries.get(funder=city(), kind="contribution")
    services.reverse_entry(coordinator(fund), brought, "Erreur", timezone.localdate())
    assert names(factories.call(fund)) == ["Caf de test"]


def test_else_of_the_signatories_that_grant_money(portal):
    convention = factories.convention()
    signing = {"Caf signataire": "caf", "Mairie": "commune", "Association signataire": "association", "Cnaf": "cnaf"}
    for name, kind in signing.items():
        organisation = factories.organisation(name, kind=kind)
        Signatory.objects.create(convention=convention, organisation=organisation, function="Présidence")
    Signatory.objects.create(
        convention=convention, organisation=Signatory.objects.first().organisation, function="Direction"
    )
    for parent in (convention, factories.fund(convention)):
        assert names(factories.call(parent)) == ["Caf signataire", "Mairie"]


def test_another_fund_s_money_is_not_asked_for(fund):
    elsewhere = factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))
    write(elsewhere, "contribution", "500", funder=factories.organisation("Caf d’ailleurs", kind="caf"))
    assert names(factories.call(fund)) == ["Caf de test", "Ville de test"]


# When


def test_what_is_sent_within_the_grace_after_the_closing_is_still_taken(portal):
    opens, closes = timezone.now() - hours(10), timezone.now() - hours(1)
    page, grace, instant = CallPage(opens_at=opens, closes_at=closes), hours(2), dt.timedelta(microseconds=1)
    assert page.is_over and not page.is_open
    taken = {
        opens - instant: False,
        opens: True,
        closes: True,
        closes + grace - instant: True,
        closes + grace: False,
    }
    assert {moment: page.may_finish(moment, grace) for moment in taken} == taken
    assert not page.may_finish(closes, dt.timedelta(0))


# Its page


def test_a_call_tells_what_it_asks_and_how_it_is_read(client, fund):
    page = call(fund, -5, 300, amount=Decimal(30000), ceiling=Decimal(10000))
    AskedDocument.objects.create(call=page, label="Budget", help="Recettes et dépenses")
    AskedDocument.objects.create(call=page, label="Lettre", required=False)
    CallQuestion.objects.create(call=page, label="Qui décide ?", longest=1200)
    for label, weight in (("Idée", 3), ("Suite", 1)):
        Criterion.objects.create(call=page, label=label, weight=weight)
    said = shown(client, page)
    for words in (
        "Montant disponible 30 000 €",
        "Plafond par proposition 10 000 €",
        "Financeurs Caf de test ; Ville de test",
        "Budget Recettes et dépenses",
        "Lettre (facultatif)",
        "Qui décide ? 1 200 caractères au plus",
        "Idée Idée : 75 % Suite Suite : 25 %",
    ):
        assert words in said, words
    assert "Encore 12 jours" in said or "Encore 13 jours" in said


@pytest.mark.parametrize(("opens", "closes", "offered"), [(-48, -1, False), (-48, 72, True), (49, 72, False)])
def test_one_is_invited_to_propose_while_the_call_is_open(client, fund, opens, closes, offered):
    page = call(fund, opens, closes)
    address = f"/espace/propositions/nouvelle/?appel={page.pk}"
    assert propose_url(page) == address
    assert (address in client.get(page.url).content.decode()) is offered
    assert (address in client.get(fund.convention.url).content.decode()) is offered


def test_the_call_s_page_is_the_same_for_everybody(client, fund):
    page = call(fund, -5, 50)
    main = client.get(page.url).content.decode().partition("<main")[2].partition("</main>")[0]
    client.force_login(factories.user())
    assert main == client.get(page.url).content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_convention_may_receive_proposals_outside_any_call(client, portal):
    convention = factories.convention()
    address = f"/espace/propositions/nouvelle/?convention={convention.pk}"
    assert propose_url(convention=convention) == address
    assert address not in client.get(convention.url).content.decode()
    convention.receives_proposals = True
    convention.save()
    assert address in client.get(convention.url).content.decode()


def test_a_convention_without_a_fund_tells_its_open_call(client, portal):
    convention = factories.convention()
    assert 'id="appel"' not in client.get(convention.url).content.decode()
    call(convention, -5, 40, title="Appel réservé", audience=Level.STAFF)
    page = call(convention, -5, 50, title="Appel du printemps")
    content = client.get(convention.url).content.decode()
    assert "Appel du printemps" in content
    assert propose_url(page) in content
    assert "Appel réservé" not in content


@pytest.mark.parametrize("has_fund", [True, False])
@pytest.mark.parametrize(("opens", "closes"), [(-48, 2 / 3600), (2 / 3600, 48)])
def test_the_convention_s_page_is_true_until_a_call_opens_or_closes(client, portal, has_fund, opens, closes):
    convention = factories.convention()
    parent = factories.fund(convention) if has_fund else convention
    now = timezone.now()
    call(parent, opens, closes)
    assert float(client.get(convention.url)[EXPIRES_AT]) <= now.timestamp() + 5


def test_a_call_is_found_by_what_it_asks_and_by_what_was_answered(client, fund):
    page = factories.call(fund)
    for model, word in ((AskedDocument, "attestation"), (Criterion, "sobriété"), (CallQuestion, "voisinage")):
        model.objects.create(call=page, label=word)
    told = {"answered_at": timezone.now(), "answer": "Une réponse", "published": True}
    CallInquiry.objects.create(call=page, text="Et les trottinettes", **told)
    CallInquiry.objects.create(call=page, text="Et les secrets", **{**told, "published": False})
    page.save()
    text = SearchEntry.objects.get(key=f"page:{page.pk}").content.text
    for word in ("attestation", "sobriété", "voisinage", "trottinettes", "Une réponse"):
        assert word in text
    assert "secrets" not in text


def test_copying_a_call_copies_what_it_asks_and_neither_its_invitations_nor_its_questions(client, fund):
    page = factories.call(fund, title="Appel premier")
    AskedDocument.objects.create(call=page, label="Budget")
    Criterion.objects.create(call=page, label="Idée", weight=4)
    CallQuestion.objects.create(call=page, label="Qui décide ?", longest=700)
    CallFunder.objects.create(call=page, organisation=caf())
    CallInvitation.objects.create(call=page, email="asso@exemple.test")
    CallInquiry.objects.create(call=page, text="Une question")
    page = CallPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    client.force_login(coordinator(fund))
    form = {"new_title": "Appel second", "new_slug": "second", "new_parent_page": fund.pk, "publish_copies": "on"}
    assert client.post(f"/admin/pages/{page.pk}/copy/", form).status_code == 302
    copied = CallPage.objects.get(slug="second")
    assert [row.label for row in copied.asked_documents.all()] == ["Budget"]
    assert [(row.label, row.weight) for row in copied.criteria.all()] == [("Idée", 4)]
    assert [(row.label, row.longest) for row in copied.questions.all()] == [("Qui décide ?", 700)]
    assert copied.funders == [caf()]
    assert not copied.invitations.exists()
    assert not copied.inquiries.exists()


# All of them


def test_the_list_of_calls_tells_first_those_that_one_may_answer(client, fund):
    call(fund, -90, -50, title="Appel très ancien")
    call(fund, -9, -5, title="Appel ancien", amount=Decimal(9000), ceiling=Decimal(700))
    call(fund, 80, 90, title="Appel lointain")
    call(fund, 50, 99, title="Appel proche")
    call(fund, -5, 60, title="Appel tranquille", amount=Decimal(8000), ceiling=Decimal(600))
    call(fund.convention, -5, 50, title="Appel pressé")
    call(fund, -5, 55, title="Appel caché", audience=Level.STAFF)
    said = shown(client, "/appels/")
    order = "Ouverts|Appel pressé|Appel tranquille|À venir|Appel proche|Appel lointain"
    order += "|Passés|Appel ancien|Appel très ancien"
    said = said[said.index("6 appels") :]
    positions = [said.index(words) for words in order.split("|")]
    assert positions == sorted(positions)
    assert "8 000 € disponibles 600 € au plus par proposition" in said
    assert "9 000 € étaient disponibles" in said
    assert "Ouvert Mérignac jusqu’au" in said
    assert "Appel caché" not in said
    client.force_login(factories.holder(Role.WRITER, fund.convention))
    assert "Appel caché" in shown(client, "/appels/")


def test_the_list_of_calls_is_narrowed_in_its_address(client, fund):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    call(fund, -9, -5, title="Appel clos d’ici")
    call(fund, -9, 5, title="Appel ouvert d’ici")
    call(factories.fund(elsewhere), -9, 5, title="Appel ouvert d’ailleurs")
    titles = ("Appel clos d’ici", "Appel ouvert d’ici", "Appel ouvert d’ailleurs")
    expected = {
        "": titles,
        "?etat=ouvert": titles[1:],
        "?etat=clos": titles[:1],
        "?etat=a-venir": (),
        "?territoire=33281": titles[:2],
        "?territoire=33281&etat=ouvert": titles[1:2],
        "?territoire=99999&etat=rien": titles,
    }
    for query, kept in expected.items():
        said = shown(client, f"/appels/{query}")
        assert tuple(title for title in titles if title in said) == kept, query
    assert "Aucun appel ne correspond" in shown(client, "/appels/?etat=a-venir")


def test_the_list_of_calls_without_any_says_what_will_be_there(client, portal):
    assert "Aucun appel publié" in shown(client, "/appels/")


def test_the_list_of_calls_is_in_pages(client, fund):
    for number in range(21):
        call(fund, -9, 5 + number, title=f"Appel n{number}.")
    assert "Appel n20." not in shown(client, "/appels/")
    assert "Appel n20." in shown(client, "/appels/?page=2")


@pytest.mark.parametrize(("opens", "closes"), [(-48, 2 / 3600), (2 / 3600, 48)])
def test_the_list_of_calls_is_true_until_one_opens_or_closes(client, fund, opens, closes):
    now = timezone.now()
    call(fund, opens, closes)
    assert float(client.get("/appels/")[EXPIRES_AT]) <= now.timestamp() + 5


def test_the_list_of_calls_is_in_the_menu(client, fund):
    assert '<a href="/appels/"' in client.get("/").content.decode()


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(page: CallPage, count: int) -> None:
    for model in (AskedDocument, CallQuestion, Criterion):
        model.objects.bulk_create(model(call=page, label=f"Ligne {n}") for n in range(count))
    CallFunder.objects.bulk_create(
        CallFunder(call=page, organisation=factories.organisation()) for _row in range(count)
    )
    told = {"answered_at": timezone.now(), "answer": "Oui", "published": True}
    CallInquiry.objects.bulk_create(CallInquiry(call=page, text="Ah", **told) for _row in range(count))


def test_a_call_costs_at_most_twenty_queries_and_no_more_with_more_rows(client, fund):
    page = call(fund, -5, 50)
    fill(page, 1)
    client.get(page.url)
    few = queries(client, page.url)
    fill(page, 40)
    assert queries(client, page.url) == few <= 20


def test_a_call_previewed_before_it_is_saved_shows_nothing_of_the_others(rf, fund):
    other = factories.call(fund)
    CallInquiry.objects.create(call=other, text="Autre", answered_at=timezone.now(), answer="Oui", published=True)
    page = CallPage(title="Nouvel appel", opens_at=timezone.now(), closes_at=timezone.now() + hours(5))
    page.path = Page.objects.get(pk=fund.pk).get_last_child()._inc_path()
    page.depth = fund.depth + 1
    from pages.fund.presentation import call as context

    request = rf.get("/")
    assert list(context(page, request)["inquiries"]) == []
    assert context(page, request)["ask_url"] == ""
