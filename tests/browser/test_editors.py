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
        page.get_by_role("main").get_by_role("button", name="Se connecter").click()
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
    expect(moderator.get_by_role("main")).to_contain_text("Un chapeau réécrit, à relire.")
    moderator.goto(editor)
    moderator.wait_for_load_state("networkidle")
    submit(moderator, "^Accepter et publier")
    page.goto(PUBLIC)
    expect(page.get_by_role("main")).to_contain_text("Un chapeau réécrit, à relire.")

    moderator.goto(editor.replace("/edit/", "/history/"))
    story = moderator.get_by_role("main").inner_text()
    assert story.index("Publié") < story.index("Approuvé") < story.index("Brouillon sauvegardé")
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
