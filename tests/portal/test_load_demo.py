"""``load_demo`` loads once, changes nothing the second time, and leaves other people's portals alone."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Page, Revision, Site

from pages.actions.models import ActionMeasure, ActionPage, ProgressNote
from pages.base.models import HomePage, PortalPage, StandardPage
from pages.conventions.models import ConventionPage
from pages.people import audience
from pages.people.models import LocalRole, Organisation, User
from pages.territories.models import TerritoryPage
from portal.demo.accounts import ACCOUNTS, PASSWORD
from portal.demo.typography import french
from search.models import SearchEntry


def load(*arguments: str) -> str:
    said = StringIO()
    call_command("load_demo", *arguments, stdout=said)
    return said.getvalue()


def counts() -> dict[str, int]:
    """Return how many rows each table holds."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


class TheDemo(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.said = load()
        cls.merignac = ConventionPage.objects.get(slug="ctg-2009")

    def reader(self, email: str) -> audience.Reader:
        return audience.reader(User.objects.get(email=email))

    def test_a_second_loading_changes_nothing_and_says_so(self):
        before, last = counts(), Revision.objects.latest("pk").pk
        assert "rien n’a changé" in load()
        assert counts() == before
        assert Revision.objects.latest("pk").pk == last

    def test_a_later_loading_brings_back_what_was_deleted_and_keeps_what_was_changed(self):
        ActionPage.objects.get(slug="garage-solidaire").delete()
        territory = TerritoryPage.objects.get(code="33281")
        territory.summary = "Réécrit par une rédactrice."
        territory.save_revision().publish()
        assert "1 pages" in load()
        assert ActionPage.objects.filter(slug="garage-solidaire").exists()
        assert TerritoryPage.objects.get(code="33281").summary == "Réécrit par une rédactrice."

    def test_home_is_the_root_of_the_site_and_the_welcome_page_is_gone(self):
        site = Site.objects.get()
        assert site.root_page.specific_class is HomePage
        assert Page.objects.filter(depth=2).count() == 1
        assert (site.hostname, site.port) == ("localhost", 8000)

    def test_territories_are_at_the_addresses_made_from_their_codes(self):
        slugs = set(TerritoryPage.objects.values_list("slug", flat=True))
        assert slugs == {"merignac-33281", "gennevilliers-92036"}

    def test_every_page_but_the_draft_is_published_with_its_revision(self):
        pages = Page.objects.filter(depth__gt=1)
        assert list(pages.filter(live=False).values_list("slug", flat=True)) == ["tiers-lieu-numerique"]
        for page in pages.live():
            assert page.first_published_at and page.live_revision_id and not page.has_unpublished_changes, page.slug

    def test_every_page_has_a_summary_and_a_valid_text(self):
        for page in Page.objects.filter(depth__gt=1).specific():
            assert isinstance(page, PortalPage)
            assert page.summary, page.slug
            page.body.stream_block.clean(page.body)

    def test_every_row_obeys_the_rules_of_its_model(self):
        for app in ("people", "territories", "conventions", "actions"):
            for model in apps.get_app_config(app).get_models():
                if issubclass(model, Page) or model._meta.model_name.startswith(("area", "geography")):
                    continue
                for row in model._default_manager.all():
                    row.full_clean()

    def test_french_typography_is_right_everywhere(self):
        texts = [page.title + page.summary + str(page.body.get_prep_value()) for page in self.every_page()]
        texts += Organisation.objects.values_list("presentation", flat=True)
        texts += ProgressNote.objects.values_list("done", flat=True)
        for text in texts:
            for wrong in (" :", " ;", " ?", " !", " %", " €", "« ", " »"):
                assert wrong not in text, text

    def every_page(self):
        return Page.objects.filter(depth__gt=1).specific()

    def test_merignac_is_told_as_the_texts_tell_it(self):
        assert str(self.merignac.actual_signature) == "avril 2009"
        assert str(self.merignac.planned_end) == "mars 2011"
        assert self.merignac.get_status_display() == "Prolongée"
        assert self.merignac.missing_halves() == []
        assert self.merignac.signatories.count() == 3
        assert [str(contract.date) for contract in self.merignac.contracts.all()] == ["14 septembre 2006", "None"]

    def test_gennevilliers_shows_the_signature_planned_and_the_one_that_took_place(self):
        convention = ConventionPage.objects.get(slug="ctg-2015")
        assert str(convention.planned_signature) == "premier trimestre 2015"
        assert str(convention.actual_signature) == "8 avril 2015"
        assert convention.duration == 48

    def test_the_actions_show_every_state_and_an_overdue_note(self):
        actions = ActionPage.objects.of_convention(self.merignac).live().with_progress()
        assert {action.shown_status for action in actions} == {
            "planned",
            "ongoing",
            "late",
            "suspended",
            "done",
            "abandoned",
        }
        due = [action.note_due(self.merignac.note_rhythm, action.last_note_date, True) for action in actions]
        assert any(day < timezone.localdate() for day in due if day)

    def test_nothing_reported_is_to_come(self):
        today = timezone.localdate()
        assert not ProgressNote.objects.filter(date__gt=today).exists()
        assert not ActionMeasure.objects.filter(date__gt=today).exists()

    def test_members_and_staff_see_what_the_public_does_not(self):
        actions = ActionPage.objects.all()

        def seen(reader):
            return set(audience.visible(actions, reader).values_list("slug", flat=True))

        public = seen(audience.ANYONE)
        member = seen(self.reader("membre@demo.test"))
        staff = seen(self.reader("caf@demo.test"))
        assert member - public == {"annuaire-des-professionnels"}
        assert staff - member == {"qui-ne-demande-pas"}
        assert seen(self.reader("caf92@demo.test")) == public

    def test_every_account_logs_in_with_a_verified_address(self):
        for email, _what in ACCOUNTS:
            assert self.client.login(username=email, password=PASSWORD), email
            assert EmailAddress.objects.get(email=email).verified

    def test_only_the_administrator_is_one(self):
        assert list(User.objects.filter(is_superuser=True).values_list("email", flat=True)) == ["admin@demo.test"]
        assert not LocalRole.objects.filter(user__email__startswith="association").exists()

    def test_what_is_public_is_found_and_the_draft_is_not(self):
        found = set(SearchEntry.objects.filter(kind="action").values_list("title", flat=True))
        assert found == set(ActionPage.objects.live().values_list("title", flat=True))


@pytest.mark.django_db
def test_a_portal_with_other_pages_is_left_alone_unless_forced():
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Le portail d’une autre", slug="autre", headline="Bonjour"))
    home.add_child(instance=StandardPage(title="À garder", slug="a-garder"))
    before = counts()
    with pytest.raises(CommandError, match="contient déjà des pages"):
        load()
    assert counts() == before

    load("--force")
    assert HomePage.objects.get().title == "Le portail d’une autre"
    assert StandardPage.objects.filter(slug="a-garder").exists()
    assert TerritoryPage.objects.filter(code="33281").exists()


def test_spaces_that_must_not_break_are_put_in():
    assert french("Prévu : « 140 000 € » ?") == "Prévu\u00a0: «\u00a0140\u00a0000\u00a0€\u00a0»\u00a0?"


def test_dates_and_addresses_are_left_as_they_are():
    assert french("le 8 avril 2015, https://www.cnil.fr/") == "le 8 avril 2015, https://www.cnil.fr/"
