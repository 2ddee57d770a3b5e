"""Association 3, 5 and 7: a request sent, followed, withdrawn, taken up again; one’s data; the account closed."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looking import faults, wrong_in
from tests.browser.test_accounts import confirm
from tests.browser.test_proposals import association, files, signed_in  # noqa: F401 - fixtures

NUMBER = re.compile(r"\d{4}-\d{4}")


@pytest.fixture(params=["on a desk", "on a phone, without JavaScript"])
def screen(request, browser, base_url):
    """A page of someone's own browser."""
    phone = request.param != "on a desk"
    context = browser.new_context(
        base_url=base_url,
        locale="fr-FR",
        java_script_enabled=not phone,
        viewport={"width": 320, "height": 640} if phone else {"width": 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_request_is_sent_followed_withdrawn_taken_up_then_its_author_leaves(screen, association, files):  # noqa: F811
    page, made = screen, association(ready=True)
    signed_in(page, made["email"]).goto(f"{made['url']}pieces/")
    place = page.get_by_role("region", name="Devis du matériel")
    place.get_by_label("Choisir").set_input_files(files[0])
    place.get_by_role("button", name="Joindre").click()
    expect(place.get_by_role("link", name="devis.pdf")).to_be_visible()

    # Sent once, however many clicks.
    page.goto(f"{made['url']}relire/")
    page.get_by_role("button", name="Soumettre la proposition").dblclick()
    expect(page.get_by_role("heading", name="Et maintenant ?")).to_be_visible()
    expect(heading(page)).to_have_text("Cafés des parents")
    page.wait_for_load_state()
    number = NUMBER.search(page.get_by_role("main").inner_text())[0]
    expect(page.get_by_text("Proposition envoyée")).to_have_count(1)
    expect(page.locator("[aria-current=step]")).to_contain_text("Recevabilité")
    expect(page.get_by_role("main")).to_contain_text("réputée refusée")
    page.goto(f"{made['url']}relire/")
    expect(page.get_by_role("heading", name="Et maintenant ?")).to_be_visible()

    # What was sent, and its proof.
    page.get_by_role("link", name="Relire ce qui a été envoyé").click()
    expect(page.get_by_role("main")).to_contain_text("Rompre l’isolement.")
    expect(page.get_by_role("main").get_by_role("link", name="Devis du matériel")).to_be_visible()
    page.goto(made["url"])
    with page.expect_download() as download:
        page.get_by_role("link", name="Accusé de réception (PDF)").click()
    assert number in download.value.suggested_filename
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    # Thought better of, then withdrawn.
    page.get_by_role("link", name="Retirer").click()
    page.get_by_role("link", name="Ne pas la retirer").click()
    page.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer la proposition").dblclick()
    expect(heading(page)).to_have_text("Mes propositions")
    page.goto(made["url"])
    expect(page.locator("[aria-current=step]")).to_contain_text("Retirée")
    expect(page.get_by_role("link", name="Retirer")).to_have_count(0)

    # Taken up in the open call.
    page.get_by_role("link", name="Reprendre mon dossier").click()
    page.get_by_role("link", name="Appel d’essai").click()
    expect(page.get_by_role("main")).to_contain_text(number)
    page.get_by_role("button", name="Reprendre ce dossier").dblclick()
    page.wait_for_url(re.compile(r"/espace/propositions/\d+/$"))
    renewed = page.url
    assert not renewed.endswith(made["url"])
    page.goto(f"{renewed}action/")
    expect(page.get_by_label("Intitulé")).to_have_value("Cafés des parents")
    page.goto(f"{renewed}public-et-territoire/")
    expect(page.get_by_label("Date de début")).to_have_value("")
    page.goto("/espace/propositions/?etat=draft")
    expect(page.get_by_role("link", name="Cafés des parents")).to_have_count(1)

    # One's data, then the door.
    page.goto("/compte/")
    page.get_by_role("link", name="Exporter mes données").click()
    page.get_by_label("Mot de passe").fill("demo-portail")
    with page.expect_download() as download:
        page.get_by_role("button", name="Continuer").click()
    told = json.loads(Path(download.value.path()).read_text())
    assert [one["numero"] for one in told["associations"]["propositions_envoyees"]] == [number]
    page.goto("/compte/fermer/")
    page.get_by_role("button", name="Supprimer mon compte").click()
    expect(page.get_by_role("status").first).to_contain_text("Votre compte est fermé")
    page.goto("/espace/")
    expect(page).to_have_url(re.compile("/compte/connexion/"))


def test_who_alone_represents_an_association_that_awaits_an_answer_is_told_why_they_stay(page, sign_in):
    sign_in("association2@demo.test").goto("/compte/fermer/")
    confirm(page)
    expect(page.get_by_role("main")).to_contain_text("Vous êtes seul à représenter")
    expect(page.get_by_role("button", name="Supprimer mon compte")).to_have_count(0)
    assert faults(page) == []


def test_the_keyboard_alone_sends_a_request(page, association, files):  # noqa: F811
    made = association(ready=True)
    signed_in(page, made["email"]).goto(f"{made['url']}pieces/")
    place = page.get_by_role("region", name="Devis du matériel")
    place.get_by_label("Choisir").set_input_files(files[0])
    place.get_by_role("button", name="Joindre").press("Enter")
    expect(place.get_by_role("link", name="devis.pdf")).to_be_visible()
    page.goto(f"{made['url']}relire/")
    for _stop in range(120):
        if page.evaluate("document.activeElement.textContent") == "Soumettre la proposition":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Et maintenant ?")).to_be_visible()
    expect(page.get_by_text("Proposition envoyée")).to_have_count(1)


def test_no_screen_of_a_request_that_was_sent_has_a_fault(page, sign_in):
    sign_in("association@demo.test").goto("/espace/propositions/?etat=submitted")
    sent = page.get_by_role("link", name="Les goûters voyageurs").get_attribute("href")
    renewal = f"/espace/propositions/nouvelle/?reprend={sent.split('/')[-2]}"
    assert wrong_in(page, ["/espace/propositions/", sent, f"{sent}envoi/", f"{sent}retirer/", renewal]) == {}
    page.context.clear_cookies()
    sign_in("caf@demo.test").goto("/dossiers/")
    received = page.get_by_role("link", name="Les goûters voyageurs").get_attribute("href")
    narrowed = [f"/dossiers/?{one}" for one in ("territoire=33281&etat=submitted", "etat=accepted")]
    assert wrong_in(page, ["/dossiers/", *narrowed, received]) == {}
