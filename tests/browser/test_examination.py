"""Editors 2 and 3, association 3 to 6: a request from its draft to the public page and the payment, each in a browser
of their own; then every screen of the circuit, looked at by axe.
"""

import json
import re

from playwright.sync_api import expect

from tests.browser.looking import faults, wrong_here
from tests.browser.test_editors import signed_in as browsers  # noqa: F401 - a fixture
from tests.browser.test_proposals import association, files  # noqa: F401 - fixtures

NUMBER = re.compile(r"\d{4}-\d{4}")


def heading(page):
    return page.get_by_role("heading", level=1)


def press(page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def gesture(page, number: str, name: str) -> None:
    """Open a gesture from the dossier's page; nothing on it is at fault."""
    page.goto(f"/dossiers/{number}/")
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    assert faults(page) == []


def done(page, said: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(said)


def test_from_the_draft_to_the_public_page_and_the_payment(page, browsers, association, files):  # noqa: F811
    made = association(ready=True)
    author, moderator = browsers(made["email"]), browsers("moderation@demo.test")
    officer, caf, city = browsers("cooperation@demo.test"), browsers("caf@demo.test"), browsers("ville@demo.test")
    fund = browsers("fonds@demo.test")

    # The association sends.
    author.goto(f"{made['url']}pieces/")
    place = author.get_by_role("region", name="Devis du matériel")
    place.get_by_label("Choisir").set_input_files(files[0])
    place.get_by_role("button", name="Joindre").click()
    expect(place.get_by_role("link", name="devis.pdf")).to_be_visible()
    author.goto(f"{made['url']}relire/")
    author.get_by_role("button", name="Soumettre la proposition").dblclick()
    expect(author.get_by_role("heading", name="Et maintenant ?")).to_be_visible()
    author.wait_for_load_state()
    number = NUMBER.search(author.get_by_role("main").inner_text())[0]

    # The moderation finds it in what waits, and asks for a correction.
    moderator.goto("/a-traiter/?etape=eligibility")
    expect(heading(moderator)).to_have_text("À traiter")
    assert faults(moderator) == []
    expect(moderator.get_by_text(f"n° {number}")).to_be_visible()
    gesture(moderator, number, "Demander une correction")
    press(moderator, "Demander une correction")
    expect(moderator.get_by_role("alert")).to_contain_text("Parties à rouvrir")
    assert faults(moderator) == []
    moderator.get_by_role("checkbox", name="L’action", exact=True).check()
    moderator.get_by_label("Ce qui est attendu").fill("Dites quels jours.")
    press(moderator, "Demander une correction")
    done(moderator, "La correction est demandée.")

    # The association is told, corrects what is open and nothing else, and sends back.
    author.goto("/espace/")
    author.get_by_role("link", name=re.compile("^Corriger")).click()
    expect(author.get_by_role("main")).to_contain_text("Dites quels jours.")
    assert faults(author) == []
    expect(author.get_by_role("main").get_by_role("link", name="Budget de l’action")).to_have_count(0)
    author.get_by_role("main").get_by_role("link", name="L’action", exact=True).click()
    author.get_by_label("Description").fill("Un café, le mardi et le samedi.")
    author.get_by_role("button", name="Enregistrer et continuer").click()
    press(author, "Renvoyer la proposition corrigée")
    expect(author.get_by_role("heading", name="Versions envoyées")).to_be_visible()
    author.get_by_role("link", name="ce qui a changé dans la version 2").click()
    expect(author.get_by_role("main").locator("ins")).to_contain_text("samedi")
    assert faults(author) == []

    # Eligible, then the opinion of a named person.
    gesture(moderator, number, "Déclarer recevable")
    press(moderator, "Déclarer recevable")
    done(moderator, "recevable")
    gesture(moderator, number, "Transmettre pour avis")
    officer_name = officer.evaluate("document.querySelector('.account__name').textContent")
    moderator.get_by_label("À qui").select_option(label=officer_name)
    press(moderator, "Transmettre pour avis")
    done(moderator, "L’avis est demandé.")
    officer.goto("/a-traiter/")
    expect(officer.get_by_role("main")).to_contain_text("Votre avis")
    gesture(officer, number, "Donner mon avis")
    officer.get_by_label("Favorable", exact=True).check()
    officer.get_by_label("Observations").fill("Utile au quartier.")
    press(officer, "Donner mon avis")
    done(officer, "Votre avis est enregistré.")
    gesture(moderator, number, "Conclure l’instruction")
    press(moderator, "Conclure l’instruction")
    done(moderator, "L’instruction est conclue.")

    # Both halves, the committee, the funder.
    for half in (caf, city):
        gesture(half, number, "Donner mon accord")
        press(half, "Donner mon accord")
        done(half, "Votre accord est enregistré.")
    gesture(city, number, "Enregistrer l’avis")
    city.get_by_label("Réuni le").fill(city.evaluate("new Date().toISOString().slice(0, 10)"))
    city.get_by_label("Favorable", exact=True).check()
    press(city, "Enregistrer l’avis")
    done(city, "L’avis du comité est enregistré")
    gesture(fund, number, "Enregistrer la décision")
    today = fund.evaluate("new Date().toISOString().slice(0, 10)")
    fund.get_by_label("Accorder").check()
    fund.get_by_label("Montant accordé").fill("9 000")
    fund.get_by_label("Acte", exact=True).fill("Décision de la commission")
    fund.get_by_label("Référence de l’acte").fill("CAS-12")
    fund.get_by_label("Date de l’acte").fill(today)
    press(fund, "Enregistrer la décision")
    expect(fund.get_by_role("alert")).to_contain_text("Montant accordé")
    expect(fund.get_by_label("Référence de l’acte")).to_have_value("CAS-12")
    fund.get_by_label("Montant accordé").fill("3 000")
    press(fund, "Enregistrer la décision")
    done(fund, "La décision est enregistrée.")

    # The page is there, filled: the moderation publishes it; the payment follows.
    moderator.goto(f"/dossiers/{number}/")
    moderator.get_by_role("link", name="La page née de cette proposition").click()
    moderator.wait_for_load_state("networkidle")
    moderator.get_by_role("button", name="Plus d'actions").click()
    moderator.get_by_role("button", name=re.compile("^Publier")).first.click()
    moderator.wait_for_load_state("networkidle")
    gesture(fund, number, "Enregistrer le versement")
    fund.get_by_label("Montant versé").fill("1 000")
    fund.get_by_label("Date du versement").fill(today)
    fund.get_by_label("Référence du mandat").fill("M-7")
    fund.get_by_role("main").get_by_role("button", name="Enregistrer le versement").dblclick()
    done(fund, "Le versement est enregistré.")

    author.goto(made["url"])
    expect(author.locator("[aria-current=step]")).to_contain_text("Acceptée")
    expect(author.get_by_role("main")).to_contain_text("CAS-12")
    for secret in ("Utile au quartier.", officer_name):
        expect(author.get_by_role("main")).not_to_contain_text(secret)
    assert faults(author) == []
    author.get_by_role("link", name="La page publique de votre action").click()
    public = author.url
    page.goto(public)
    expect(heading(page)).to_have_text("Cafés des parents")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"1\s000\s€ versés sur 3\s000\s€"))
    assert faults(page) == []


SCREENS = """
import json
from pages.proposals.models import Proposal
found = {}
for proposal in Proposal.objects.exclude(number=None).order_by("pk"):
    found.setdefault(f"{proposal.status} {proposal.step}".strip(), [proposal.number, proposal.pk])
print(json.dumps(found))
"""
GESTURES = {
    "moderation@demo.test": {
        "submitted eligibility": [
            "admettre",
            "demander-une-correction",
            "refuser",
            "classer",
            "confier",
            "se-deporter",
        ],
        "under_review instruction": ["demander-un-avis", "renoncer-a-un-avis"],
    },
    "ville@demo.test": {"under_review approval": ["signer"], "under_review committee": ["avis-du-comite"]},
    "fonds-ville@demo.test": {"under_review decision": ["decider"], "accepted": ["verser", "retirer-une-decision"]},
    "fonds@demo.test": {"under_review instruction": ["donner-un-avis"]},
}
STAFF = ("", "messages/", "notes/")
AFTER = ("points-d-etape/", "compte-rendu/", "communicable/")
OWN = ("", "messages/", "points-d-etape/", "compte-rendu/", "compte-rendu/bilan/", "compte-rendu/chiffres/")


def test_no_screen_of_the_circuit_has_a_fault(browsers, in_portal):  # noqa: F811
    places = json.loads(in_portal(SCREENS))
    wrong = {}

    def look(page, address: str) -> None:
        answer = page.goto(address)
        found = wrong_here(page)
        if answer.status != 200 or found:
            wrong[address] = answer.status, found

    for account, asked in GESTURES.items():
        page = browsers(account)
        look(page, "/a-traiter/")
        for place, slugs in asked.items():
            number = places[place][0]
            for part in [*STAFF, *(f"{slug}/" for slug in slugs), *(AFTER if place == "accepted" else ())]:
                look(page, f"/dossiers/{number}/{part}")
    author = browsers("association2@demo.test")
    for part in OWN:
        look(author, f"/espace/propositions/{places['accepted'][1]}/{part}")
    for part in ("", "relire/"):
        look(author, f"/espace/propositions/{places['to_correct eligibility'][1]}/{part}")
    for address in ("/espace/", "/compte/avis/", "/compte/"):
        look(author, address)
    coordinator = browsers("caf@demo.test")
    look(coordinator, "/espace/absence/")
    assert wrong == {}


def test_a_gesture_is_done_with_the_keyboard_alone(browsers, in_portal):  # noqa: F811
    number = json.loads(in_portal(SCREENS))["under_review committee"][0]
    page = browsers("caf@demo.test")
    page.goto(f"/dossiers/{number}/")
    page.get_by_role("main").get_by_role("link", name="Messages échangés avec l’association").focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Messages")
    page.get_by_label("Message").focus()
    page.keyboard.type("Le comité se réunit bientôt.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Le comité se réunit bientôt.")
