"""The search page by keyboard: suggestions, a facet, a chip, a search followed."""

import re

from playwright.sync_api import expect


def test_suggestions_by_keyboard_with_the_accents_missing(page):
    page.goto("/recherche/")
    field = page.get_by_role("combobox", name="Que cherchez-vous ?")
    field.focus()
    page.keyboard.type("creche")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("rèche")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("creche")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=creche*")
    expect(page.locator(".result mark").first).to_be_visible()


def test_a_suggestion_chosen_leads_to_it(page):
    page.goto("/recherche/")
    page.get_by_role("combobox", name="Que cherchez-vous ?").focus()
    page.keyboard.type("cafes des paren")
    first = page.get_by_role("option").first
    expect(first).to_contain_text(re.compile("cafés? des parents", re.IGNORECASE))
    told = first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/recherche/" not in url)
    assert page.get_by_role("heading", level=1).inner_text() in told


def test_a_facet_is_chosen_and_taken_back_by_keyboard(page):
    page.goto("/recherche/?q=parents")
    told = page.get_by_role("status").first.text_content()
    actions = page.locator("#affiner a", has_text="Actions").first
    actions.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**type=action**")
    chip = page.locator(".chips").get_by_role("link", name="Retirer le filtre")
    expect(chip).to_be_visible()
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "type=action" not in url)
    expect(page.get_by_role("status").first).to_have_text(told)


def test_without_javascript_the_search_answers(browser, base_url):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/recherche/")
    page.fill("#q", "creche")
    page.press("#q", "Enter")
    expect(page.locator(".result").first).to_be_visible()
    context.close()


def test_a_search_is_followed_from_the_page(page):
    page.goto("/recherche/?q=parents")
    page.get_by_role("link", name="par courriel").click()
    page.get_by_label("Adresse électronique").fill("marie@exemple.fr")
    page.get_by_role("button", name="Suivre cette recherche").click()
    page.wait_for_url("**/recherche/?q=parents")
    expect(page.get_by_text("ouvrez le lien")).to_be_visible()
