"""Association 2: a request written without fear: with or without JavaScript, on a phone, by keyboard, cut off."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.looking import faults, wrong_in
from tests.proposals.making import content_of

MADE = """
import itertools
import json
import random
from allauth.account.models import EmailAddress
from pages.fund.models import AskedDocument, CallPage, FundPage
from pages.proposals import services
from tests import factories
from tests.proposals import making

# Each association has a Siret of its own, from one process to the next.
factories.numbers = itertools.count(random.randrange(10**6))
call = CallPage.objects.filter(slug="appel-d-essai").first()
if call is None:
    call = making.call(parent=FundPage.objects.first(), title="Appel d’essai", slug="appel-d-essai")
    AskedDocument.objects.create(call=call, label="Devis du matériel", required=True)
rank = next(factories.numbers)
association = making.association(name=f"Les Ateliers du Bourgailh {rank}")
person = making.member(association, who=factories.user(f"atelier{rank}@exemple.test", first_name="Camille"))
person.set_password("%(password)s")
person.save()
EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
draft = services.start(person, association, call=call)
if %(ready)s:
    making.complete(person, draft)
print(json.dumps({"email": person.email, "url": draft.get_absolute_url(), "call": call.pk, "pk": draft.pk}))
"""


@pytest.fixture
def association(in_portal):
    """Return what makes an association and its draft in the portal that is served."""

    def make(ready: bool = False) -> dict:
        return json.loads(in_portal(MADE % {"password": PASSWORD, "ready": ready}))

    return make


@pytest.fixture
def files(tmp_path):
    """Return the path of a small PDF, and of a program that says it is one."""
    good, bad = tmp_path / "devis.pdf", tmp_path / "programme.pdf"
    good.write_bytes(content_of("Devis"))
    bad.write_bytes(b"MZ\x90\x00" + b"\x00" * 300)
    return good, bad


def signed_in(page, email: str):
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(lambda url: "/compte/" not in url)
    return page


def saved(page):
    """Wait until what was typed is kept."""
    expect(page.locator("#etat.saved--pending")).to_have_count(0)
    expect(page.locator("#etat")).to_contain_text(re.compile(r"Enregistré.* à \d{1,2}\s+h\s+\d\d"))


def fill_action(page):
    page.get_by_label("Intitulé").fill("Cafés des parents")
    page.get_by_label("Résumé").fill("Un café chaque semaine.")
    page.get_by_label("Besoin").fill("Les parents sont isolés.")
    page.get_by_label("Objectifs").fill("Rompre l’isolement.")
    page.get_by_label("Description").fill("Un café, le mardi.")


def test_a_section_saves_itself_as_one_types_and_the_side_list_follows(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}action/")
    expect(page.locator("#etat")).to_contain_text("Rien n’est encore enregistré")
    fill_action(page)
    saved(page)
    expect(page.locator("#manque")).to_be_empty()
    expect(page.locator("#sections [aria-current]")).to_contain_text("complète")
    page.reload()
    expect(page.get_by_label("Intitulé")).to_have_value("Cafés des parents")
    # The button after the saves that were made by themselves is no conflict.
    page.get_by_label("Intitulé").fill("Cafés des familles")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Public et territoire")


def test_a_link_waits_until_what_was_just_typed_is_kept(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}action/")
    page.get_by_label("Intitulé").fill("Écrit puis quitté")
    page.locator("#sections").get_by_role("link", name="Budget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Budget de l’action")
    page.goto(f"{made['url']}action/")
    expect(page.get_by_label("Intitulé")).to_have_value("Écrit puis quitté")


def test_a_field_that_is_wrong_is_told_beside_it_while_the_rest_is_kept_then_forgiven(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}budget/")
    page.get_by_label("60 Achats").fill("-5")
    page.get_by_label("61 Services").fill("12")
    page.get_by_label("61 Services").blur()
    expect(page.get_by_label("60 Achats")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#fautes")).to_contain_text("Un montant n’est pas négatif.")
    assert faults(page) == []
    page.get_by_label("60 Achats").fill("5")
    page.get_by_label("60 Achats").blur()
    expect(page.locator("#fautes")).to_be_empty()
    expect(page.get_by_label("60 Achats")).not_to_have_attribute("aria-invalid", "true")


def test_the_network_lost_then_found_again_loses_no_word(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}action/")
    page.context.set_offline(True)
    page.get_by_label("Intitulé").fill("Écrit sans réseau")
    page.get_by_label("Intitulé").blur()
    expect(page.locator("#etat")).to_contain_text("Non enregistré")
    assert faults(page) == []
    page.get_by_label("Résumé").fill("Et encore.")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(page.get_by_label("Intitulé")).to_have_value("Écrit sans réseau")
    expect(page.get_by_label("Résumé")).to_have_value("Et encore.")


def test_the_budget_adds_up_as_one_types_and_the_server_agrees(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}budget/")
    page.get_by_label("60 Achats").fill("1 200,50")
    page.get_by_label("64 Charges").fill("3 800")
    page.get_by_label("70 Ventes").fill("500,50")
    page.get_by_label(re.compile("^Montant demandé :")).first.fill("4 000")
    expect(page.locator("#total-expenses")).to_contain_text(re.compile(r"5\s000,50\s€"))
    expect(page.locator("#equilibre")).to_contain_text(re.compile(r"Produits qui manquent.*500\s€"))
    line = page.get_by_role("group", name="Ligne 1")
    line.get_by_label("Autre financeur").fill("Région")
    line.get_by_label("Montant").fill("500")
    expect(page.locator("#total-grants")).to_contain_text(re.compile(r"4\s500\s€"))
    expect(page.locator("#equilibre").get_by_text("Le budget est équilibré.")).to_be_visible()
    saved(page)
    page.get_by_label("64 Charges").blur()
    saved(page)
    page.reload()
    expect(page.locator("#equilibre").get_by_text("Le budget est équilibré.")).to_be_visible()
    expect(page.get_by_label("Autre financeur").first).to_have_value("Région")
    expect(page.get_by_label("Autre financeur")).to_have_count(3)


def test_files_go_one_after_the_other_and_a_refusal_stands_beside_its_file(page, association, files):
    made = association(ready=True)
    good, bad = files
    signed_in(page, made["email"]).goto(f"{made['url']}pieces/")
    place = page.get_by_role("region", name="Devis du matériel")
    place.get_by_label("Choisir").set_input_files([bad, good])
    place.get_by_role("button", name="Joindre").click()
    expect(place.locator("[data-sendings] .field__error")).to_contain_text("programme")
    expect(place.get_by_role("link", name="devis.pdf")).to_be_visible()
    assert faults(page) == []
    # Cut off, the file may be sent again.
    others = page.get_by_role("region", name="Autres pièces")
    page.context.set_offline(True)
    others.get_by_label("Choisir").set_input_files(good)
    others.get_by_role("button", name="Joindre").click()
    again = others.get_by_role("button", name="Réessayer")
    expect(again).to_be_visible()
    page.context.set_offline(False)
    again.click()
    expect(others.get_by_role("link", name="devis.pdf")).to_be_visible()
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attestations")


def test_the_keyboard_alone_writes_saves_and_goes_on(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}action/")
    page.get_by_label("Intitulé").focus()
    page.keyboard.type("Au clavier")
    for _field in range(6):
        page.keyboard.press("Tab")
    saved(page)
    for _stop in range(12):
        if page.evaluate("document.activeElement.name") == "next":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Public et territoire")


def test_without_javascript_on_a_phone_a_request_is_written_joined_and_read_over(browser, base_url, association, files):
    made = association(ready=True)
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=base_url, locale="fr-FR"
    )
    page = signed_in(context.new_page(), made["email"])
    page.goto(f"{made['url']}action/")
    fill_action(page)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    page.goto(f"{made['url']}evaluation/")
    names = page.get_by_role("textbox", name="Indicateur")
    names.last.fill("Familles")
    page.get_by_role("button", name="Enregistrer et ajouter des lignes").click()
    expect(names).to_have_count(4)
    page.goto(f"{made['url']}pieces/")
    place = page.get_by_role("region", name="Devis du matériel")
    place.get_by_label("Choisir").set_input_files(files[0])
    place.get_by_role("button", name="Joindre").click()
    expect(page.get_by_role("region", name="Devis du matériel").get_by_role("link", name="devis.pdf")).to_be_visible()
    page.goto(f"{made['url']}relire/")
    expect(page.get_by_role("button", name="Soumettre la proposition")).to_be_visible()
    context.close()


SCREENS = ("", "demande/", "action/", "public-et-territoire/", "evaluation/", "budget/", "pieces/", "attestations/")


def test_no_screen_of_a_request_has_a_fault(page, association):
    made = association(ready=True)
    signed_in(page, made["email"])
    addresses = [f"{made['url']}{one}" for one in (*SCREENS, "relire/", "supprimer/")]
    addresses += ["/espace/propositions/nouvelle/", f"/espace/propositions/nouvelle/?appel={made['call']}"]
    assert wrong_in(page, addresses) == {}


def test_two_people_on_one_section_are_shown_what_differs(page, browser, base_url, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}action/")
    context = browser.new_context(base_url=base_url, locale="fr-FR")
    other = signed_in(context.new_page(), made["email"])
    other.goto(f"{made['url']}action/")
    other.get_by_label("Intitulé").fill("De l’autre écran")
    other.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(other.get_by_text("C’est enregistré.")).to_be_visible()
    page.get_by_label("Intitulé").fill("De cet écran")
    page.get_by_label("Intitulé").blur()
    page.get_by_role("button", name="Comparer les deux versions").click()
    expect(page.get_by_role("heading", name=re.compile("Camille a enregistré cette partie"))).to_be_visible()
    expect(page.get_by_role("cell", name="De l’autre écran")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Garder ce que j’ai écrit").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    expect(page.get_by_label("Intitulé")).to_have_value("De cet écran")
    context.close()


def test_a_text_of_ten_megabytes_is_refused_and_stays_on_the_page(page, association):
    made = association()
    signed_in(page, made["email"]).goto(f"{made['url']}action/")
    # Hidden: drawing so much text would take the browser longer than sending it.
    page.evaluate(
        "const field = document.getElementById('id_description');"
        "field.hidden = true; field.value = 'a'.repeat(10000000)"
    )
    page.get_by_label("Intitulé").fill("Trop")
    page.get_by_label("Intitulé").blur()
    expect(page.locator("#etat")).to_contain_text("beaucoup trop long", timeout=20000)
    assert page.evaluate("document.getElementById('id_description').value.length") == 10_000_000
