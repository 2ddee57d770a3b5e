"""The administration's screens around a call: its tabs, its invitations, the questions asked about it."""

import pytest
from django.core import mail

from pages.fund import calls
from pages.fund.models import CallInquiry, CallInvitation, CallPage
from pages.people.models import Level, Role
from tests import factories
from tests.admin_forms import page_form
from tests.fund.ledgers import coordinator

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/questions/"


@pytest.fixture
def call(portal):
    return factories.call(title="Le temps des enfants")


@pytest.fixture
def foreign(call):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    return factories.call(factories.fund(elsewhere), title="Appel d’ailleurs")


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def invitations(call) -> str:
    return f"/admin/appels/{call.pk}/invitations/"


# The page


def test_a_call_is_written_with_what_it_asks_in_its_tabs(client, call):
    client.force_login(coordinator(call.get_parent().specific))
    address = f"/admin/pages/{call.pk}/edit/"
    content = read(client, address)
    for tab in ("L’essentiel", "Pièces et questions", "Examen et financeurs"):
        assert tab in content
    rows = {
        "asked_documents": {"label": "Budget", "required": "on"},
        "questions": {"label": "Qui décide ?", "longest": "900"},
        "criteria": {"label": "Idée", "weight": "3"},
        "asked_funders": {"organisation": factories.organisation("Une fondation", kind="foundation").pk},
    }
    form = {**page_form(client, address), "amount": "5000", "ceiling": "700", "action-publish": "1"}
    for name, row in rows.items():
        form |= {f"{name}-TOTAL_FORMS": "1"} | {f"{name}-0-{field}": value for field, value in row.items()}
        form |= {f"{name}-0-ORDER": "1", f"{name}-0-DELETE": "", f"{name}-0-id": ""}
    assert client.post(address, form).status_code == 302
    saved = CallPage.objects.get(pk=call.pk)
    assert saved.ceiling == 700
    assert saved.asked_documents.get().required
    assert not saved.questions.get().required
    assert saved.criteria.get().weight == 3
    assert [one.name for one in saved.funders] == ["Une fondation"]


def test_a_ceiling_above_the_amount_is_told_beside_its_field(client, call):
    client.force_login(coordinator(call.get_parent().specific))
    address = f"/admin/pages/{call.pk}/edit/"
    form = {**page_form(client, address), "amount": "500", "ceiling": "700", "action-publish": "1"}
    assert "Le plafond dépasse le montant disponible." in client.post(address, form).content.decode()


# Invitations


@pytest.mark.parametrize(("role", "offered"), [(Role.MODERATOR, True), (Role.WRITER, True), (Role.PARTNER, False)])
def test_a_call_leads_to_its_invitations_and_questions(client, call, role, offered):
    client.force_login(factories.holder(role, call.convention))
    answer = client.get(f"/admin/pages/{call.pk}/edit/")
    assert (answer.status_code == 200) is offered
    for address in (invitations(call), f"{QUESTIONS}?appel={call.pk}"):
        assert (address in answer.content.decode()) is offered


def test_addresses_are_pasted_one_per_line(client, call):
    client.force_login(factories.holder(Role.MODERATOR, call.convention))
    calls.invite(coordinator(call.get_parent().specific), call, ["deja@exemple.test"])
    association = factories.organisation("Les Tilleuls (fictif)")
    form = {**page_form(client, invitations(call)), "organisation": association.pk}
    form["addresses"] = "a@exemple.test\r\n\r\ndeja@exemple.test\r\nb@exemple.test\r\n"
    content = client.post(invitations(call), form, follow=True).content.decode()
    assert "2 invitations sont parties" in content
    assert "Déjà invitée" in content
    for email in ("a@exemple.test", "b@exemple.test", "deja@exemple.test", "Les Tilleuls (fictif)"):
        assert email in content
    assert len(mail.outbox) == 3
    assert CallInvitation.objects.filter(organisation=association).count() == 2


def test_a_wrong_address_is_told_and_what_was_pasted_is_kept(client, call):
    client.force_login(factories.holder(Role.MODERATOR, call.convention))
    answer = client.post(invitations(call), {"addresses": "a@exemple.test\npas une adresse"})
    content = answer.content.decode()
    assert "pas une adresse" in content and "a@exemple.test" in content
    assert "Aucune invitation n’est partie" in content
    assert not mail.outbox


def test_whoever_may_not_invite_is_told_why(client, call):
    client.force_login(factories.holder(Role.WRITER, call.convention))
    content = read(client, invitations(call))
    assert "Seuls le binôme et les modérateurs" in content
    assert "<textarea" not in content
    client.post(invitations(call), {"addresses": "a@exemple.test"})
    assert not mail.outbox


def test_a_private_call_tells_why_nobody_is_invited(client, call):
    hidden = factories.call(call.get_parent(), audience=Level.MEMBERS)
    client.force_login(factories.holder(Role.MODERATOR, call.convention))
    assert "n’est pas public" in read(client, invitations(hidden))


def test_another_convention_s_call_has_no_screen_here(client, call, foreign):
    client.force_login(coordinator(call.get_parent().specific))
    inquiry = CallInquiry.objects.create(call=foreign, text="Une question d’ailleurs")
    for address in (invitations(foreign), f"{QUESTIONS}?appel={foreign.pk}", f"{QUESTIONS}{inquiry.pk}/"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{QUESTIONS}{inquiry.pk}/", {"answer": "Non", "published": "on"}).status_code == 404
    assert "Une question d’ailleurs" not in read(client, QUESTIONS)


# Questions


def test_the_list_of_questions_is_narrowed_by_state_and_by_call(client, call):
    client.force_login(coordinator(call.get_parent().specific))
    other = factories.call(call.get_parent())
    asker = factories.user()
    asked = {name: calls.ask(asker, call, f"Question {name}.") for name in ("attend", "dite", "tue")}
    calls.ask(asker, other, "Question autre.")
    moderator = factories.holder(Role.MODERATOR, call.convention)
    calls.answer(moderator, asked["dite"], "Oui", True)
    calls.answer(moderator, asked["tue"], "Non", False)
    expected = {
        "": {"attend", "dite", "tue", "autre"},
        "?state=waiting": {"attend", "autre"},
        "?state=told": {"dite"},
        "?state=kept": {"tue"},
        f"?appel={call.pk}": {"attend", "dite", "tue"},
        "?state=rien": {"attend", "dite", "tue", "autre"},
    }
    for query, kept in expected.items():
        content = read(client, f"{QUESTIONS}{query}")
        assert {one for one in ("attend", "dite", "tue", "autre") if f"Question {one}." in content} == kept, query
    assert "/admin/questions/nouveau/" not in content
    assert client.get("/admin/questions/nouveau/").status_code == 404


def test_a_question_is_answered_and_published(client, call):
    inquiry = calls.ask(factories.user(), call, "Peut-on venir à deux ?")
    client.force_login(factories.holder(Role.MODERATOR, call.convention))
    address = f"{QUESTIONS}{inquiry.pk}/"
    assert "Peut-on venir à deux ?" in read(client, address)
    form = page_form(client, address)
    assert form["published"] == ["on"]
    assert client.post(address, {**form, "answer": ""}).status_code == 200
    answer = client.post(address, {**form, "answer": "Oui."})
    assert answer.url == f"{QUESTIONS}?appel={call.pk}"
    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.published) == ("Oui.", True)
    assert "Oui." in client.get(call.url).content.decode()


def test_whoever_may_not_publish_is_told_why_they_do_not_answer(client, call):
    inquiry = calls.ask(factories.user(), call, "Une question")
    client.force_login(factories.holder(Role.WRITER, call.convention))
    assert "Une question" in read(client, QUESTIONS)
    address = f"{QUESTIONS}{inquiry.pk}/"
    assert "Seuls le binôme et les modérateurs" in client.get(address, follow=True).content.decode()
    client.post(address, {"answer": "Oui", "published": "on"})
    inquiry.refresh_from_db()
    assert inquiry.answered_at is None


def test_the_lists_cost_the_same_with_more_rows(client, call):
    from tests.fund.test_calls import queries

    client.force_login(coordinator(call.get_parent().specific))
    for address, model, fields in (
        (QUESTIONS, CallInquiry, lambda n: {"text": f"Question {n}", "asker": factories.user()}),
        (invitations(call), CallInvitation, lambda n: {"email": f"a{n}@exemple.test"}),
    ):
        model.objects.bulk_create(model(call=call, **fields(n)) for n in range(2))
        few = queries(client, address)
        model.objects.bulk_create(model(call=call, **fields(n)) for n in range(2, 22))
        assert queries(client, address) == few, address
