"""« Convention à partir d’un modèle »: what one action prepares, for whom, and what the next convention takes over."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import GroupPagePermission, Page, PageLogEntry

from pages.conventions import starter
from pages.conventions.models import (
    CommitteeIndexPage,
    CommitteePage,
    ConventionField,
    ConventionPage,
    DiagnosisPage,
    EvaluationIndexPage,
    PerimeterPlace,
    RelatedContract,
    Seat,
    Signatory,
)
from pages.people.models import LocalRole, Role
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db

SCREEN = "/admin/conventions/modele/"
PARTS = ["diagnostic", "instances", "evaluation"]


@pytest.fixture
def caf():
    return factories.organisation("Caf inventée", kind="caf")


@pytest.fixture
def town():
    return factories.organisation("Ville inventée", kind="commune")


def values(**changes) -> dict:
    return {
        "title": "CTG 2027–2031",
        "start": factories.when("janvier 2027"),
        "duration": 60,
        "parts": PARTS,
        **changes,
    }


def start(actor=None, **changes) -> ConventionPage:
    return starter.start_convention(actor or factories.admin(), factories.territory(), values(**changes))


def below(page) -> list:
    return [one.specific for one in page.get_descendants().order_by("path")]


# What is prepared


def test_a_convention_and_its_usual_pages_are_prepared_as_drafts(client, caf, town):
    made = start(caf=caf, local=town)
    assert (made.title, made.start, made.duration) == ("CTG 2027–2031", factories.when("janvier 2027"), 60)
    pages = below(made)
    assert {type(one) for one in pages} >= {DiagnosisPage, CommitteeIndexPage, CommitteePage, EvaluationIndexPage}
    assert {one.slug for one in made.get_children()} >= {"diagnostic", "instances", "evaluation"}
    for page in [made, *pages]:
        assert not page.live
        assert page.latest_revision_id
        assert client.get(page.url).status_code == 404
    assert {one.kind for one in pages if isinstance(one, CommitteePage)} == {"steering", "operational", "thematic"}


def test_the_usual_seats_are_by_function_on_both_sides_and_hold_no_person(caf, town):
    start(caf=caf, local=town)
    seats = list(Seat.objects.filter(committee__kind="steering"))
    assert {seat.organisation for seat in seats} == {caf, town}
    assert not any(seat.person_id for seat in Seat.objects.all())
    for seat in Seat.objects.all():
        seat.full_clean()


def test_without_the_parties_no_seat_is_left_without_its_organisation():
    start()
    assert set(Seat.objects.values_list("college", flat=True)) == {"residents"}


def test_the_usual_functions_are_announced_without_a_person(caf, town):
    made = start(caf=caf, local=town)
    roles = {one.role: one for one in LocalRole.objects.filter(page=made)}
    assert set(roles) == {Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR, Role.COOPERATION_OFFICER}
    assert all(one.user is None and one.function for one in roles.values())
    assert (roles[Role.CAF_COORDINATOR].organisation, roles[Role.LOCAL_COORDINATOR].organisation) == (caf, town)


def test_only_the_parts_that_are_asked_for_are_created():
    made = start(parts=["diagnostic"])
    assert [type(one) for one in below(made)] == [DiagnosisPage]
    assert below(start(title="Une autre", parts=[])) == []


def test_another_room_adds_its_step_run_in_its_order(monkeypatch):
    monkeypatch.setattr(starter, "_steps", {})
    ran = []
    starter.register_step(20, "second", "Second", lambda actor, convention: ran.append(("second", actor)))
    starter.register_step(10, "premier", "Premier", lambda actor, convention: ran.append(("premier", actor)))
    starter.register_step(20, "second", "Second", lambda actor, convention: ran.append(("remplacé", actor)))
    who = factories.admin()
    start(who, parts=None)
    assert ran == [("premier", who), ("remplacé", who)]


def test_nothing_is_left_when_a_step_fails(monkeypatch):
    def fail(actor, convention):
        raise ValidationError("Non")

    monkeypatch.setattr(starter, "_steps", dict(starter._steps))
    starter.register_step(99, "echec", "Échec", fail)
    factories.territory()
    before = Page.objects.count()
    with pytest.raises(ValidationError):
        start(parts=None)
    assert Page.objects.count() == before
    assert not ConventionPage.objects.exists()
    assert not LocalRole.objects.exists()


def test_the_preparation_is_logged_with_who_did_it():
    who = factories.admin()
    made = start(who)
    entry = PageLogEntry.objects.get(action="conventions.start")
    assert (entry.page_id, entry.user, entry.data["parts"]) == (made.pk, who, PARTS)


# Who may, and what is refused


@pytest.mark.parametrize("role", [None, Role.PARTNER, Role.WRITER, Role.CAF_COORDINATOR])
def test_only_who_may_add_to_the_territory_starts_a_convention(role):
    running = factories.convention()
    who = factories.holder(role, running) if role else factories.user()
    for renews in (None, running):
        with pytest.raises(PermissionDenied, match="administrateur"):
            starter.start_convention(who, running.territory, values(), renews)
    assert ConventionPage.objects.count() == 1


def test_who_may_add_without_giving_roles_prepares_the_pages_alone(django_user_model):
    from django.contrib.auth.models import Group, Permission

    territory = factories.territory()
    who, group = factories.user(), Group.objects.create(name="Ouvreurs")
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=territory.pk), permission=permission)
    who.groups.add(group)
    made = starter.start_convention(who, territory, values())
    assert DiagnosisPage.objects.descendant_of(made).exists()
    assert not LocalRole.objects.exists()


def test_the_same_title_twice_is_refused_as_a_double_click():
    start()
    with pytest.raises(ValidationError, match="a déjà une convention"):
        start(title=" ctg 2027–2031 ")
    assert ConventionPage.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"title": "   "}, {"duration": 0}, {"title": "x" * 300}])
def test_wrong_values_are_refused(wrong):
    with pytest.raises(ValidationError):
        start(**wrong)
    assert not ConventionPage.objects.exists()


# The next convention


@pytest.fixture
def running(caf, town):
    page = factories.convention(title="CTG 2022–2026")
    Signatory.objects.create(convention=page, organisation=caf, function="directeur", sort_order=0)
    Signatory.objects.create(convention=page, organisation=town, function="maire", sort_order=1)
    ConventionField.objects.create(convention=page, side="caf", name="Petite enfance")
    PerimeterPlace.objects.create(convention=page, code="33281", name="Mérignac")
    committee = factories.committee(page, title="Comité technique", kind="operational", mandate="Préparer")
    Seat.objects.create(
        committee=committee, college="caf", function="conseillère", organisation=caf, person=factories.user()
    )
    LocalRole.objects.create(
        page=page,
        role=Role.CAF_COORDINATOR,
        user=factories.user(),
        function="conseillère territoriale",
        organisation=caf,
    )
    return ConventionPage.objects.get(pk=page.pk)


def renew(running, actor=None, **changes) -> ConventionPage:
    return starter.start_convention(actor or factories.admin(), running.territory, values(**changes), running)


def test_the_next_convention_takes_over_who_signs_the_fields_and_the_seats(running, caf, town):
    made = renew(running)
    assert list(made.signatories.values_list("organisation", "function")) == [(caf.pk, "directeur"), (town.pk, "maire")]
    assert [one.name for one in made.fields.all()] == ["Petite enfance"]
    assert [one.code for one in made.perimeter.all()] == ["33281"]
    committee = CommitteePage.objects.descendant_of(made).get()
    assert (committee.title, committee.kind, committee.mandate) == ("Comité technique", "operational", "Préparer")
    seat = committee.seats.get()
    assert (seat.function, seat.organisation, seat.person) == ("conseillère", caf, None)
    role = LocalRole.objects.get(page=made, role=Role.CAF_COORDINATOR)
    assert (role.function, role.organisation, role.user) == ("conseillère territoriale", caf, None)


def test_a_party_named_anew_replaces_the_one_of_its_side(running, caf):
    together = factories.organisation("Communauté inventée", kind="intercommunality")
    made = renew(running, local=together, caf=caf)
    assert set(made.signatories.values_list("organisation__name", "function")) == {
        ("Caf inventée", "directeur"),
        ("Communauté inventée", "maire, présidente ou président"),
    }


def test_both_conventions_name_each_other(running):
    made = renew(running)
    assert (starter.previous(made), made.contracts.get().relation) == (running, "before")
    tie = RelatedContract.objects.get(convention=running)
    assert (tie.relation, tie.page) == ("after", made)


def test_the_public_is_told_of_the_next_convention_when_it_is_published(client, running):
    made = renew(running)
    assert made.title not in client.get(running.url).content.decode()
    made.get_latest_revision().publish()
    assert made.title in client.get(running.url).content.decode()
    made.refresh_from_db()
    assert running.title in client.get(made.url).content.decode()


@pytest.mark.parametrize("pending", [False, True])
def test_publishing_a_draft_of_the_one_before_keeps_the_tie(running, pending):
    running.title = "Brouillon" if pending else running.title
    running.save_revision(changed=pending)
    running = ConventionPage.objects.get(pk=running.pk)
    assert running.has_unpublished_changes is pending
    renew(running)
    running = ConventionPage.objects.get(pk=running.pk)
    assert running.has_unpublished_changes is pending
    running.get_latest_revision().publish()
    assert RelatedContract.objects.filter(convention=running, relation="after").count() == 1
    assert (ConventionPage.objects.get(pk=running.pk).title == "Brouillon") is pending


def test_a_convention_is_followed_by_one_only_and_on_its_own_territory(running):
    renew(running)
    with pytest.raises(ValidationError, match="déjà préparée"):
        renew(running, title="Une autre encore")
    elsewhere = factories.territory("92036", "Gennevilliers")
    with pytest.raises(ValidationError, match="autre territoire"):
        starter.start_convention(factories.admin(), elsewhere, values(title="Ailleurs"), running)


# The screens


@pytest.fixture
def admin(client):
    client.force_login(factories.admin())
    return client


def test_the_buttons_lead_to_the_screen_for_who_may_start_a_convention(admin, running):
    territory = running.territory
    for address, button in (
        (f"/admin/pages/{territory.pk}/", f"{SCREEN}?territoire={territory.pk}"),
        (f"/admin/pages/{running.pk}/", f"{SCREEN}?suite-de={running.pk}"),
        ("/admin/conventions/", SCREEN),
    ):
        assert f'"{button}"' in admin.get(address).content.decode(), address
        assert admin.get(button).status_code == 200


def test_who_may_not_is_shown_no_button_and_is_told_why(client, running):
    client.force_login(factories.holder(Role.LOCAL_COORDINATOR, running))
    for address in (f"/admin/pages/{running.pk}/", "/admin/conventions/"):
        assert SCREEN not in client.get(address).content.decode()
    answer = client.get(f"{SCREEN}?suite-de={running.pk}", follow=True)
    assert "Seul l’administrateur du portail" in answer.content.decode()
    client.post(f"{SCREEN}?suite-de={running.pk}", {"title": "Volée", "territory": running.territory.pk, "duration": 6})
    assert ConventionPage.objects.count() == 1


def test_a_convention_is_prepared_from_the_screen(admin, caf):
    territory = factories.territory()
    address = f"{SCREEN}?territoire={territory.pk}"
    sent = page_form(admin, address)
    assert sent["parts"] == [step.slug for step in starter.steps()]
    answer = admin.post(address, {**sent, "title": "CTG", "start": "T1 2027", "caf": caf.pk, "parts": PARTS})
    made = ConventionPage.objects.get()
    assert answer.url == f"/admin/pages/{made.pk}/"
    assert made.start == factories.when("T1 2027")
    assert len(made.get_children()) == 3


def test_the_next_one_begins_when_the_first_ends_with_the_same_parties(admin, running, caf, town):
    sent = page_form(admin, f"{SCREEN}?suite-de={running.pk}")
    assert sent["start"] == ["avril 2011"]
    assert (sent["caf"], sent["local"], sent["territory"]) == (
        [str(caf.pk)],
        [str(town.pk)],
        [str(running.territory.pk)],
    )
    admin.post(f"{SCREEN}?suite-de={running.pk}", {**sent, "title": "Suivante"})
    made = ConventionPage.objects.get(title="Suivante")
    assert starter.previous(made) == running
    assert set(made.signatories.values_list("function", flat=True)) == {"directeur", "maire"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Champ requis"),
        ({"start": "jamais"}, "Écrivez « 8 avril 2015 »"),
        ({"duration": "0"}, "au moins un mois"),
        ({"duration": "99999999999"}, "cinquante ans"),
        ({"parts": ["inconnue"]}, "inconnue"),
        ({"territory": "999999"}, "Sélectionnez un choix valide"),
        ({"caf": "9" * 30}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_created(admin, typed, said):
    address = f"{SCREEN}?territoire={factories.territory().pk}"
    answer = admin.post(address, {**page_form(admin, address), **typed})
    assert answer.status_code == 200
    shown = answer.content.decode().replace("\u00a0", " ")
    assert said in shown
    assert not ConventionPage.objects.exists()


@pytest.mark.parametrize("query", ["territoire=abc", "territoire=0", "suite-de=-1", "suite-de=" + "9" * 30])
def test_a_page_that_does_not_exist_is_not_found(admin, query):
    factories.territory()
    assert admin.get(f"{SCREEN}?{query}").status_code == 404


def test_another_territory_s_convention_does_not_exist_here(client, running):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    client.force_login(factories.holder(Role.WRITER, running))
    assert client.get(f"{SCREEN}?suite-de={elsewhere.pk}").status_code == 404
