"""Forms made by editors: what is kept, for how long, who reads it, and what a flood of answers meets."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission

from pages.base import services
from pages.base.models import FormPage, Question
from pages.people.models import Level, Role
from portal import beat
from portal.generation import unseen_tables
from portal.page_cache import keepable
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db


def form_page(parent=None, questions=(("Votre prénom", "singleline"),), **fields) -> FormPage:
    parent = type(parent).objects.get(pk=parent.pk) if parent else factories.home()
    page = FormPage(**{"title": "Donnez votre avis", "slug": f"avis-{next(factories.numbers)}", **fields})
    for rank, (label, kind, *choices) in enumerate(questions):
        page.form_fields.add(
            Question(label=label, field_type=kind, sort_order=rank, choices="\n".join(choices), required=True)
        )
    return parent.add_child(instance=page)


def answer(client, page: FormPage, **said):
    return client.post(page.url, {"votre_prenom": "Ada", **said})


def kept(page: FormPage):
    return FormSubmission.objects.filter(page=page)


def queries(client, page: FormPage) -> int:
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).status_code == 200
    return len(captured)


def test_a_form_costs_the_same_with_forty_questions_as_with_one(client):
    convention = factories.convention()
    one = form_page(convention)
    forty = form_page(convention, questions=[(f"Question {number}", "singleline") for number in range(40)])
    assert queries(client, forty) == queries(client, one) <= 20


# Answering


def test_an_answer_is_kept_and_the_reader_is_told_so(client):
    page = form_page(confirmation="Merci beaucoup.")
    sent = answer(client, page)
    assert (sent.status_code, sent["Location"]) == (302, f"{page.url}?envoye=1")
    assert "Merci beaucoup." in client.get(sent["Location"]).content.decode()
    assert kept(page).get().form_data == {"votre_prenom": "Ada"}


def test_what_is_missing_is_told_at_the_top_and_beside_the_field(client):
    page = form_page()
    refused = answer(client, page, votre_prenom="")
    said = refused.content.decode()
    assert refused.status_code == 422
    assert '<a href="#id_votre_prenom">Votre prénom</a>' in said
    assert 'aria-invalid="true"' in said
    assert not kept(page).exists()


def test_every_kind_of_question_is_asked_and_kept(client):
    page = form_page(
        questions=[
            ("Texte", "multiline"),
            ("Adresse", "email"),
            ("Combien", "number"),
            ("Jour", "date"),
            ("Site", "url"),
            ("Quartier", "radio", "Nord", "Sud"),
            ("Ville", "dropdown", "Mérignac", "Pessac"),
            ("Envies", "checkboxes", "Lire", "Jouer"),
            ("Accepte", "checkbox"),
        ]
    )
    assert client.get(page.url).status_code == 200
    said = {
        "texte": "Bonjour",
        "adresse": "a@exemple.fr",
        "combien": "3",
        "jour": "2026-05-01",
        "site": "https://exemple.fr",
        "quartier": "Nord",
        "ville": "Pessac",
        "envies": ["Lire", "Jouer"],
        "accepte": "on",
    }
    assert client.post(page.url, said).status_code == 302
    assert kept(page).get().form_data["envies"] == ["Lire", "Jouer"]


def test_without_the_consent_nothing_is_sent_and_with_it_its_words_are_kept(client):
    page = form_page(consent="J’accepte que mes réponses soient lues par la ville.")
    refused = answer(client, page)
    assert refused.status_code == 422
    assert "Sans votre accord" in refused.content.decode()
    assert answer(client, page, **{"accord-donne": "on"}).status_code == 302
    assert kept(page).get().form_data["accord-donne"] == "J’accepte que mes réponses soient lues par la ville."


def test_what_only_a_robot_fills_in_keeps_nothing_and_says_nothing(client):
    page = form_page()
    assert answer(client, page, **{"site-web": "http://spam.exemple"}).status_code == 302
    assert not kept(page).exists()


def test_a_text_without_end_is_refused(client):
    page = form_page(questions=[("Votre prénom", "multiline")])
    assert answer(client, page, votre_prenom="a" * 5001).status_code == 422


def test_an_answer_needs_the_token_of_the_page():
    page = form_page()
    assert answer(Client(enforce_csrf_checks=True), page).status_code == 403


def test_only_the_form_page_takes_answers(client):
    assert client.post(factories.standard_page().url, {"x": "1"}).status_code == 405


def test_a_form_kept_to_members_is_hidden_from_others_who_send_to_it(client):
    convention = factories.convention()
    page = form_page(convention, audience=Level.MEMBERS)
    assert answer(client, page).status_code == 404
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert answer(client, page).status_code == 302


def test_a_page_with_a_token_is_never_kept_in_memory(client):
    page = client.get(form_page().url)
    headers = [*page.items(), *(("Set-Cookie", cookie.OutputString()) for cookie in page.cookies.values())]
    assert "portail_csrf" in page.cookies
    assert not keepable("200 OK", headers)


def test_an_answer_does_not_throw_the_kept_pages_away():
    assert FormSubmission._meta.db_table in unseen_tables()


# A flood


def test_an_address_that_answers_too_often_is_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(services, "ANSWERS_PER_HOUR", 3)
    page = form_page()
    statuses = [answer(client, page).status_code for _number in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    assert "Attendez une heure" in answer(client, page).content.decode()
    assert kept(page).count() == 3
    assert answer(client, form_page()).status_code == 302


def test_ten_thousand_answers_from_everywhere_stay_bounded(monkeypatch):
    monkeypatch.setattr(services, "ANSWERS_PER_DAY", 20)
    page = form_page(recipients="equipe@exemple.fr")
    refused = 0
    for number in range(100):
        try:
            services.take_answers(page, {"votre_prenom": "x"}, f"10.0.{number // 250}.{number % 250}")
        except ValidationError:
            refused += 1
    assert (kept(page).count(), refused) == (20, 80)


def test_yesterday_s_answers_do_not_close_the_form_today(client, monkeypatch):
    monkeypatch.setattr(services, "ANSWERS_PER_DAY", 1)
    page = form_page()
    answer(client, page)
    kept(page).update(submit_time=timezone.now() - timedelta(days=1))
    assert answer(client, page).status_code == 302


def test_what_a_proxy_says_of_the_address_counts_only_where_there_is_one(client, monkeypatch, settings):
    monkeypatch.setattr(services, "ANSWERS_PER_HOUR", 1)
    page = form_page()
    forged = [client.post(page.url, {"votre_prenom": "x"}, HTTP_X_FORWARDED_FOR=f"9.9.9.{n}") for n in range(2)]
    assert [sent.status_code for sent in forged] == [302, 429]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    behind = [client.post(page.url, {"votre_prenom": "x"}, HTTP_X_FORWARDED_FOR=f"1.1.1.1, 8.8.8.{n}") for n in (1, 2)]
    assert [sent.status_code for sent in behind] == [302, 302]


# The team


def test_recipients_are_told_once_an_hour_without_what_was_said(client, django_capture_on_commit_callbacks):
    page = form_page(recipients="une@exemple.fr, deux@exemple.fr")
    with django_capture_on_commit_callbacks(execute=True):
        answer(client, page, votre_prenom="Confidentiel")
        answer(client, page, votre_prenom="Confidentiel")
    assert [message.to for message in mail.outbox] == [["une@exemple.fr"], ["deux@exemple.fr"]]
    for message in mail.outbox:
        assert "Confidentiel" not in message.body
        assert f"/admin/forms/submissions/{page.pk}/" in message.body


def test_answers_are_forgotten_when_their_time_is_over(client):
    page, other = form_page(keep_months=6), form_page(keep_months=24)
    for one in (page, other):
        answer(client, one)
    FormSubmission.objects.update(submit_time=timezone.now() - timedelta(days=200))
    answer(client, page)
    assert services.forget_answers() == 1
    assert (kept(page).count(), kept(other).count()) == (1, 1)


def test_the_worker_forgets_every_day():
    job = next(job for job in beat.JOBS if job.name == "form_answers")
    assert job.every == beat.DAY
    assert beat.run(job) == ""


@pytest.mark.parametrize("role", [Role.WRITER, Role.COOPERATION_OFFICER, Role.CAF_COORDINATOR])
def test_the_team_of_the_convention_reads_its_answers_and_no_other(client, role):
    ours, theirs = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    here, there = form_page(ours, title="Le nôtre"), form_page(theirs, title="Le leur")
    for page in (here, there):
        answer(client, page, votre_prenom=f"Secret de {page.title}")
    client.force_login(factories.holder(role, ours))
    assert "Secret de Le nôtre" in client.get(f"/admin/forms/submissions/{here.pk}/").content.decode()
    listed = client.get("/admin/forms/").content.decode()
    assert "Le nôtre" in listed
    assert "Le leur" not in listed
    for address in ("", "?export=csv", "?export=xlsx"):
        refused = client.get(f"/admin/forms/submissions/{there.pk}/{address}")
        assert refused.status_code == 302, "back to the administration's home, with a message"
    stolen = kept(there).get().pk
    client.post(f"/admin/forms/submissions/{there.pk}/delete/?selected-submissions={stolen}")
    client.post(f"/admin/forms/submissions/{here.pk}/delete/?selected-submissions={stolen}")
    assert kept(there).exists()


@pytest.mark.parametrize("role", [Role.PARTNER, Role.FUND_INSTRUCTOR, None])
def test_nobody_else_reads_them(client, role):
    convention = factories.convention()
    page = form_page(convention)
    answer(client, page)
    funder = {"organisation": factories.organisation()} if role == Role.FUND_INSTRUCTOR else {}
    client.force_login(factories.holder(role, convention, **funder) if role else factories.user())
    refused = client.get(f"/admin/forms/submissions/{page.pk}/")
    assert refused.status_code == 302
    assert "Ada" not in refused.content.decode()


FORMULAS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_answer_is_no_formula_in_a_spreadsheet(client, formula):
    page = form_page(questions=[("=Votre prénom", "multiline")])
    kept(page).create(page=page, form_data={page.form_fields.get().clean_name: formula})
    client.force_login(factories.admin())
    exported = b"".join(client.get(f"/admin/forms/submissions/{page.pk}/?export=csv")).decode()
    cells = [cell for row in csv.reader(io.StringIO(exported)) for cell in row]
    assert f"'{formula}" in cells
    assert "'=Votre prénom" in cells
    book = b"".join(client.get(f"/admin/forms/submissions/{page.pk}/?export=xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_negative_number_stays_a_number(client):
    page = form_page()
    kept(page).create(page=page, form_data={"votre_prenom": "-12,5"})
    client.force_login(factories.admin())
    exported = b"".join(client.get(f"/admin/forms/submissions/{page.pk}/?export=csv")).decode()
    assert "'-12,5" not in exported


# The editor


@pytest.mark.parametrize(
    "wrong", ["pas une adresse", "a@exemple.fr, b@", ", ".join(f"a{n}@exemple.fr" for n in range(11))]
)
def test_a_wrong_recipient_is_refused(wrong):
    with pytest.raises(ValidationError, match="adresse|Dix"):
        FormPage(title="Avis", slug="avis", recipients=wrong).clean()


def test_choices_are_asked_for_where_there_must_be_some():
    with pytest.raises(ValidationError, match="au moins deux choix"):
        Question(label="Quartier", field_type="radio", choices="Nord").clean()


def test_an_editor_makes_a_form_and_previews_it(client):
    home = factories.home()
    client.force_login(factories.admin())
    add = f"/admin/pages/add/base/formpage/{home.pk}/"
    sent = {
        **page_form(client, add),
        "title": ["Votre avis"],
        "slug": ["votre-avis"],
        "form_fields-TOTAL_FORMS": ["1"],
        "form_fields-0-label": ["Votre prénom"],
        "form_fields-0-field_type": ["singleline"],
        "form_fields-0-required": ["on"],
        "form_fields-0-ORDER": ["1"],
        "form_fields-0-id": [""],
    }
    preview = f"/admin/pages/add/base/formpage/{home.pk}/preview/"
    assert client.post(preview, sent).json()["is_valid"]
    assert "Votre prénom" in client.get(preview, {"mode": "form"}).content.decode()
    assert "Vos réponses sont enregistrées" in client.get(preview, {"mode": "landing"}).content.decode()
    client.post(add, {**sent, "action-publish": ["1"]})
    assert FormPage.objects.get().live
    for address in ("/admin/formulaires/", "/admin/"):
        assert client.get(address).status_code == 200
