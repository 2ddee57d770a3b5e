"""Invitations to a call, questions about it and their answers: who may, what is refused, what is told to whom."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from pages.fund import calls
from pages.fund.models import CallInquiry, CallInvitation
from pages.people.models import Level, Role
from portal.generation import changes_pages
from search.models import SearchEntry
from tests import factories
from tests.fund.ledgers import coordinator, instructor
from tests.fund.test_pages import shown

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def call(portal):
    return factories.call(title="Le temps des enfants", summary="Des idées neuves")


@pytest.fixture
def moderator(call):
    return factories.holder(Role.MODERATOR, call.convention)


@pytest.fixture
def someone(portal):
    return factories.user("tresoriere@exemple.test", first_name="Odile", last_name="Grimbault")


def over(call):
    now = timezone.now()
    type(call).objects.filter(pk=call.pk).update(opens_at=now - 9 * DAY, closes_at=now - DAY)
    call.refresh_from_db()
    return call


def refusal(service, *arguments) -> str:
    with pytest.raises((PermissionDenied, ValidationError)) as refused:
        service(*arguments)
    error = refused.value
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


# Invitations


def test_each_address_gets_one_mail_of_its_own_that_leads_to_the_public_page(call, moderator, settings):
    found = calls.invite(moderator, call, ["a@exemple.test", "", " b@exemple.test "])
    assert [one.email for one in found.sent] == ["a@exemple.test", "b@exemple.test"]
    assert [one.to for one in mail.outbox] == [["a@exemple.test"], ["b@exemple.test"]]
    sent = mail.outbox[0]
    assert sent.subject == "Appel à propositions\u00a0: Le temps des enfants"
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    for text in (sent.body, html):
        assert f"{settings.BASE_URL}{call.url}" in text
        assert "Des idées neuves" in text
        assert moderator.email not in text
        assert "b@exemple.test" not in text


def test_the_text_of_a_mail_is_not_escaped_and_its_html_is(call, moderator):
    call.title = "L’air & l’eau <b>\nencore"
    call.save()
    calls.invite(moderator, call, ["a@exemple.test"])
    assert "L’air & l’eau <b>" in mail.outbox[0].body
    assert "L’air &amp; l’eau &lt;b&gt;" in mail.outbox[0].alternatives[0][0]
    assert "\n" not in mail.outbox[0].subject


def test_an_address_is_invited_once_whatever_its_case(call, moderator):
    calls.invite(moderator, call, ["a@exemple.test"])
    found = calls.invite(moderator, call, ["A@Exemple.test", "b@exemple.test", "B@exemple.test"])
    assert found.already == ["A@Exemple.test"]
    assert [one.email for one in found.sent] == ["b@exemple.test"]
    assert len(mail.outbox) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CallInvitation.objects.create(call=call, email="A@exemple.test")


def test_nothing_is_sent_when_an_address_is_wrong(call, moderator):
    told = refusal(calls.invite, moderator, call, ["a@exemple.test", "pas une adresse", "b@\nexemple"])
    assert "2 lignes" in told and "pas une adresse" in told
    assert not mail.outbox and not CallInvitation.objects.exists()


@pytest.mark.parametrize(("count", "words"), [(0, "au moins une adresse"), (201, "200 au plus")])
def test_at_least_one_and_at_most_two_hundred_are_invited_at_once(call, moderator, count, words):
    assert words in refusal(calls.invite, moderator, call, [f"a{n}@exemple.test" for n in range(count)])
    assert not mail.outbox


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"audience": Level.MEMBERS}, "n’est pas public"),
        ({"audience": Level.STAFF}, "n’est pas public"),
        ({"live": False}, "n’est pas publié"),
    ],
)
def test_nobody_is_invited_to_what_they_could_not_read(call, moderator, state, words):
    hidden = factories.call(call.get_parent(), **state)
    assert words in refusal(calls.invite, moderator, hidden, ["a@exemple.test"])
    assert not mail.outbox


def test_nobody_is_invited_once_the_call_is_over(call, moderator):
    assert "clos" in refusal(calls.invite, moderator, over(call), ["a@exemple.test"])


def test_only_those_who_publish_in_the_convention_invite_and_answer(call):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    inquiry = CallInquiry.objects.create(call=call, text="Une question")
    refused = [
        factories.user(),
        factories.holder(Role.PARTNER, call.convention),
        factories.holder(Role.WRITER, call.convention),
        factories.holder(Role.COOPERATION_OFFICER, call.convention),
        instructor(call.get_parent().specific),
        factories.holder(Role.CAF_COORDINATOR, elsewhere),
        factories.holder(Role.MODERATOR, call.convention, end="2020-01-01"),
    ]
    for actor in refused:
        assert "binôme" in refusal(calls.invite, actor, call, ["a@exemple.test"])
        assert "binôme" in refusal(calls.answer, actor, inquiry, "Oui", True)
    allowed = [coordinator(call.get_parent().specific), factories.holder(Role.LOCAL_COORDINATOR, call.convention)]
    for number, actor in enumerate(allowed):
        assert calls.invite(actor, call, [f"a{number}@exemple.test"]).sent
        assert calls.answer(actor, inquiry, f"Oui {number}", True)


def test_invitations_questions_and_answers_are_in_the_log(call, moderator, someone):
    calls.invite(moderator, call, ["a@exemple.test"])
    calls.answer(moderator, calls.ask(someone, call, "Une question"), "Oui", True)
    logged = PageLogEntry.objects.filter(page=call.pk, action__startswith="fund.").values_list("action", "user")
    assert set(logged) == {
        ("fund.invitation", moderator.pk),
        ("fund.inquiry", someone.pk),
        ("fund.answer", moderator.pk),
    }
    assert "exemple.test" not in str(list(PageLogEntry.objects.values_list("data", flat=True)))


# Questions


def test_whoever_sees_a_call_asks_until_it_closes(call, someone):
    assert calls.ask(someone, call, "  Peut-on venir à deux ?\r\nMerci.  ").text == "Peut-on venir à deux ?\nMerci."
    coming = factories.call(call.get_parent(), opens_at=timezone.now() + DAY, closes_at=timezone.now() + 2 * DAY)
    assert calls.ask(someone, coming, "Une question")
    assert "clos" in refusal(calls.ask, someone, over(call), "Trop tard ?")


def test_nobody_asks_about_a_call_that_they_may_not_see(call, someone):
    hidden = factories.call(call.get_parent(), audience=Level.MEMBERS)
    assert "n’existe pas" in refusal(calls.ask, someone, hidden, "Une question")
    assert calls.ask(factories.holder(Role.PARTNER, call.convention), hidden, "Une question")
    draft = factories.call(call.get_parent(), live=False)
    assert "n’existe pas" in refusal(calls.ask, factories.admin(), draft, "Une question")


@pytest.mark.parametrize("text", ["", " \n ", "a" * 2001])
def test_a_question_is_neither_empty_nor_longer_than_two_thousand_characters(call, someone, text):
    refusal(calls.ask, someone, call, text)
    assert not CallInquiry.objects.exists()
    assert calls.ask(someone, call, "a" * 2000)


def test_a_question_sent_twice_is_kept_once(call, someone):
    assert calls.ask(someone, call, "Une question") == calls.ask(someone, call, "Une question ")
    assert calls.ask(factories.user(), call, "Une question")
    assert CallInquiry.objects.count() == 2


def test_a_person_asks_ten_questions_a_day_about_one_call(call, someone):
    for number in range(10):
        calls.ask(someone, call, f"Question {number}")
    assert "10 questions" in refusal(calls.ask, someone, call, "Une de plus")
    assert calls.ask(someone, factories.call(call.get_parent()), "Ailleurs")
    assert calls.ask(factories.user(), call, "Quelqu’un d’autre")
    CallInquiry.objects.filter(asker=someone).update(asked_at=timezone.now() - DAY)
    assert calls.ask(someone, call, "Le lendemain")


# Answers


def test_a_published_answer_is_read_by_all_without_who_asked(client, call, moderator, someone):
    inquiry = calls.ask(someone, call, "Peut-on venir à deux <b>?")
    assert "venir à deux" not in shown(client, call)
    calls.answer(moderator, inquiry, "Oui, et à trois.", True)
    content = client.get(call.url).content.decode()
    assert "Peut-on venir à deux &lt;b&gt;?" in content
    assert "Oui, et à trois." in content
    for word in ("Grimbault", "Odile", someone.email, moderator.email):
        assert word not in content
    assert "Oui, et à trois." in SearchEntry.objects.get(key=f"page:{call.pk}").content.text


def test_an_answer_not_published_is_told_to_nobody(client, call, moderator, someone):
    inquiry = calls.answer(moderator, calls.ask(someone, call, "Une question"), "Secrète", False)
    assert "Secrète" not in shown(client, call)
    assert not mail.outbox
    calls.answer(moderator, inquiry, "Plus secrète", True)
    assert "Plus secrète" in shown(client, call)
    assert len(mail.outbox) == 1


def test_an_answer_taken_back_is_no_longer_read_nor_found(client, call, moderator, someone):
    inquiry = calls.answer(moderator, calls.ask(someone, call, "Une question"), "Erronée", True)
    calls.answer(moderator, inquiry, "Erronée", False)
    assert "Erronée" not in shown(client, call)
    assert "Erronée" not in SearchEntry.objects.get(key=f"page:{call.pk}").content.text


def test_whoever_asked_is_told_once_by_a_mail_that_leads_to_the_page_and_says_nothing(
    call, moderator, someone, settings
):
    inquiry = calls.answer(moderator, calls.ask(someone, call, "Une question"), "Une réponse", True)
    calls.answer(moderator, inquiry, "Une réponse corrigée", True)
    (sent,) = mail.outbox
    assert sent.to == [someone.email]
    for text in (sent.body, sent.alternatives[0][0]):
        assert f"{settings.BASE_URL}{call.url}" in text
        assert "Une réponse" not in text and "Une question" not in text


def test_no_mail_leads_where_its_receiver_may_not_go(call, moderator):
    gone, inactive = factories.holder(Role.PARTNER, call.convention), factories.user()
    asked = [calls.ask(who, call, "Une question") for who in (gone, inactive)]
    call.audience = Level.MEMBERS
    call.save()
    gone.local_roles.update(end="2020-01-01")
    inactive.is_active = False
    inactive.save()
    for inquiry in [*asked, CallInquiry.objects.create(call=call, text="De personne")]:
        calls.answer(moderator, inquiry, "Une réponse", True)
    assert not mail.outbox


@pytest.mark.parametrize("text", ["", "  ", "a" * 5001])
def test_an_answer_is_neither_empty_nor_endless(call, moderator, someone, text):
    inquiry = calls.ask(someone, call, "Une question")
    refusal(calls.answer, moderator, inquiry, text, True)
    assert CallInquiry.objects.waiting().count() == 1


def test_the_database_publishes_no_question_without_its_answer(call):
    with pytest.raises(IntegrityError), transaction.atomic():
        CallInquiry.objects.create(call=call, text="Une question", published=True)


def test_an_answer_takes_the_page_out_of_the_page_cache_and_an_invitation_does_not():
    assert changes_pages(f'UPDATE "{CallInquiry._meta.db_table}" SET "answer" = %s')
    assert not changes_pages(f'INSERT INTO "{CallInvitation._meta.db_table}" VALUES (1)')


def test_a_closed_account_leaves_its_questions_without_a_name(call, someone):
    inquiry = calls.ask(someone, call, "Une question")
    someone.delete()
    inquiry.refresh_from_db()
    assert inquiry.asker is None


# The question's page


def question(call) -> str:
    return f"/appels/{call.pk}/question/"


def test_one_signs_in_to_ask_and_comes_back(client, call):
    answer = client.get(question(call))
    assert answer.status_code == 302
    assert answer.url == f"/compte/connexion/?next={question(call)}"
    assert client.post(question(call), {"text": "Une question"}).status_code == 302
    assert not CallInquiry.objects.exists()


def test_someone_asks_from_the_call_s_page(client, call, someone):
    assert question(call) in client.get(call.url).content.decode()
    client.force_login(someone)
    answer = client.post(question(call), {"text": "Peut-on venir à deux ?"}, follow=True)
    assert answer.redirect_chain == [(call.url, 302)]
    assert "Votre question est partie" in answer.content.decode()
    assert CallInquiry.objects.get().asker == someone


def test_what_is_refused_is_told_and_what_was_typed_is_kept(client, call, someone):
    client.force_login(someone)
    typed = "mot " * 501
    answer = client.post(question(call), {"text": typed})
    assert answer.status_code == 422
    assert "2 000 au plus" in answer.content.decode().replace("\u00a0", " ")
    assert typed.strip() in answer.content.decode()
    assert client.post(question(call), {"text": ""}).status_code == 422
    assert client.post(question(call), {"text": "nul\x00"}).status_code == 422


def test_a_closed_call_takes_no_more_questions(client, call, someone):
    over(call)
    assert question(call) not in client.get(call.url).content.decode()
    client.force_login(someone)
    answer = client.get(question(call))
    assert answer.status_code == 200
    assert "<textarea" not in answer.content.decode()
    answer = client.post(question(call), {"text": "Trop tard"})
    assert answer.status_code == 422
    assert "clos" in answer.content.decode()


@pytest.mark.parametrize("state", [{"audience": Level.MEMBERS}, {"audience": Level.STAFF}, {"live": False}])
def test_a_call_that_one_may_not_see_has_no_page_for_questions(client, call, someone, state):
    hidden = factories.call(call.get_parent(), **state)
    for _reader in ("anyone", "an account"):
        assert client.get(question(hidden)).status_code == 404
        assert client.post(question(hidden), {"text": "Une question"}).status_code == 404
        client.force_login(someone)
    assert client.get("/appels/999999999/question/").status_code == 404
    assert client.get(f"/appels/{call.convention.pk}/question/").status_code == 404


def test_the_question_s_page_refuses_other_methods(client, call, someone):
    client.force_login(someone)
    assert client.put(question(call)).status_code == 405
