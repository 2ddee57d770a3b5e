"""What editors do in the administration: propose, review, compare, restore, prepare a meeting."""

import re

import pytest
from playwright.sync_api import expect

CAFE = "Le café des parents"
PUBLIC = "/territoires/merignac-33281/ctg-2009/plan-d-actions/cafes-des-parents/"


@pytest.fixture
def signed_in(browser, base_url):
    """Return what opens a browser of its own for one of the demonstration's accounts."""
    contexts = []

    def as_account(email: str):
        context = browser.new_context(base_url=base_url, locale="fr-FR", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto("/compte/connexion/")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_label("Mot de passe").fill("demo-portail")
        page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(lambda url: "/compte/" not in url)
        return page

    yield as_account
    for context in contexts:
        context.close()


def open_action(page) -> str:
    """Open the action's editor from the menu, in two clicks, and return its address."""
    page.goto("/admin/")
    page.goto("/admin/actions/")
    page.get_by_role("link", name=re.compile(CAFE)).first.click()
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    page.wait_for_load_state("networkidle")
    return page.url


def submit(page, name: str) -> None:
    """Press one of the buttons that the editor keeps behind « Plus d'actions »."""
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_load_state("networkidle")


def test_a_writer_proposes_a_moderator_compares_and_publishes_and_the_history_tells_it(page, signed_in):
    writer, moderator = signed_in("redaction@demo.test"), signed_in("moderation@demo.test")
    editor = open_action(writer)
    before = writer.get_by_role("textbox", name="Chapeau").input_value()
    writer.get_by_role("textbox", name="Chapeau").fill("Un chapeau réécrit, à relire.")
    submit(writer, "^Soumettre à")
    expect(writer.locator(".messages")).to_contain_text("soumise")
    page.goto(PUBLIC)
    expect(page.get_by_role("main")).to_contain_text(before)

    moderator.goto("/admin/")
    expect(moderator.get_by_role("main")).to_contain_text(CAFE)
    moderator.goto(editor.replace("/edit/", "/revisions/compare/live...latest/"))
    expect(moderator.locator("main .deletion", has_text="triporteur")).to_be_visible()
    expect(moderator.locator("main .addition", has_text="chapeau réécrit, à relire.")).to_be_visible()
    moderator.goto(editor)
    moderator.wait_for_load_state("networkidle")
    submit(moderator, "^Accepter et publier")
    page.goto(PUBLIC)
    expect(page.get_by_role("main")).to_contain_text("Un chapeau réécrit, à relire.")

    moderator.goto(editor.replace("/edit/", "/history/"))
    story = moderator.get_by_role("main").inner_text()
    assert max(story.index("Publié"), story.index("Approuvé")) < story.index("Brouillon sauvegardé"), "newest first"
    assert "Andrea Exemple" in story and "Dominique Exemple" in story


def test_the_editor_says_in_plain_words_who_sees_the_page(signed_in):
    writer = signed_in("redaction@demo.test")
    open_action(writer)
    writer.get_by_role("tab", name="Public et parution").click()
    expect(writer.get_by_role("main")).to_contain_text("Tout le monde")


def test_a_writer_is_offered_nothing_that_publishes(signed_in):
    writer = signed_in("redaction@demo.test")
    open_action(writer)
    writer.get_by_role("button", name="Plus d'actions").click()
    assert writer.locator("footer").get_by_role("button", name=re.compile("^Publier|Dépublier")).count() == 0


def page_menu(page, name: str) -> None:
    """Choose one of the things to do with a page, behind the dots beside its title."""
    page.locator("header [data-controller~=w-dropdown] button").first.click()
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state("networkidle")


def test_a_coordinator_writes_up_a_meeting_and_notes_a_decision_which_is_then_followed(page, signed_in):
    coordinator = signed_in("caf@demo.test")
    coordinator.goto("/admin/reunions/")
    coordinator.get_by_role("link", name="Les deux directions se rencontrent").click()
    coordinator.wait_for_load_state("networkidle")
    page_menu(coordinator, "Rédiger le compte rendu")
    expect(coordinator.get_by_role("main")).to_contain_text("le compte rendu sera lu par : Tout le monde")
    coordinator.get_by_role("button", name="Rédiger le compte rendu").click()
    coordinator.wait_for_load_state("networkidle")
    expect(coordinator).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    minutes = coordinator.url

    page_menu(coordinator, "Noter une décision")
    coordinator.get_by_role("textbox", name="Décision").fill("Proposer la convention à la Ville")
    coordinator.get_by_role("textbox", name="Qui s’en charge").fill("direction de la Caf")
    coordinator.get_by_role("textbox", name="Échéance").fill("15/02/2009")
    coordinator.get_by_role("button", name="Enregistrer").click()
    coordinator.wait_for_load_state("networkidle")
    expect(coordinator.locator(".messages")).to_contain_text("Décision notée")

    coordinator.goto("/admin/")
    expect(coordinator.get_by_role("main")).to_contain_text("Proposer la convention à la Ville")
    page.goto("/recherche/?q=proposer+la+convention+a+la+ville")
    expect(page.get_by_role("main")).not_to_contain_text("Proposer la convention à la Ville")
    coordinator.goto(minutes)
    coordinator.wait_for_load_state("networkidle")
    submit(coordinator, "^Publier")
    page.goto("/recherche/?q=proposer+la+convention+a+la+ville")
    page.get_by_role("link", name="Proposer la convention à la Ville").click()
    expect(page).to_have_url(re.compile(r"/compte-rendu/#decision-\d+$"))
    expect(page.get_by_role("main")).to_contain_text("direction de la Caf")


def test_a_facilitator_convenes_a_group_and_its_members_are_written_to_once(signed_in):
    facilitator = signed_in("animation@demo.test")
    facilitator.goto("/admin/reunions/?state=to_come")
    facilitator.get_by_role("main").locator("td.title a").first.click()
    facilitator.wait_for_load_state("networkidle")
    page_menu(facilitator, "Convoquer")
    told = facilitator.get_by_role("main").locator("ul li")
    expect(told).to_have_count(2)
    facilitator.get_by_role("button", name="Envoyer la convocation").click()
    expect(facilitator.locator(".messages")).to_contain_text("Convocation envoyée à 2 personnes.")
    page_menu(facilitator, "Convoquer")
    expect(facilitator.get_by_role("main")).to_contain_text("Toutes les personnes attendues")


def test_the_administrator_adds_a_territory_by_its_code_and_a_convention_from_the_template(page, signed_in):
    admin = signed_in("admin@demo.test")
    admin.goto("/admin/pages/")
    territories = "/admin/pages/add/territories/territorypage/"
    admin.goto("/admin/conventions/")
    parent = admin.request.get("/admin/api/main/pages/?slug=territoires").json()["items"][0]["id"]
    admin.goto(f"{territories}{parent}/")
    admin.wait_for_load_state("networkidle")
    admin.locator("[name=place]").fill("33318")
    submit(admin, "^Publier")
    page.goto("/trouver/?q=33318")
    page.get_by_role("link", name=re.compile("^Pessac")).first.click()
    expect(page).to_have_url(re.compile(r"/territoires/pessac-33318/$"))

    admin.goto("/admin/conventions/")
    admin.get_by_role("link", name="Convention à partir d’un modèle").first.click()
    admin.get_by_label("Territoire").select_option(label="Pessac")
    admin.get_by_role("textbox", name="Intitulé").fill("CTG de Pessac")
    admin.get_by_role("main").locator("form[method=post] button[type=submit]").first.click()
    admin.wait_for_load_state("networkidle")
    expect(admin.locator(".messages")).to_contain_text("CTG de Pessac")
    page.goto("/recherche/?q=CTG+de+Pessac")
    expect(page.get_by_role("main").get_by_role("link", name="CTG de Pessac")).to_have_count(0)
    admin.goto("/admin/instances/")
    expect(admin.get_by_role("main")).to_contain_text("CTG de Pessac")
    admin.goto("/admin/groupes/")
    expect(admin.get_by_role("main")).to_contain_text("CTG de Pessac")
