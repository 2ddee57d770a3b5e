"""Accounts in a real browser: a passkey made and used, sign-up with the keyboard and without JavaScript."""

import email
import itertools
import re
import subprocess
import sys
import time
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, ROOT
from tests.browser.looking import faults, wrong_here, wrong_in

PHRASE = "une phrase toute neuve 7"
numbers = itertools.count(1)


def mails(folder: Path) -> list:
    """Return the mails that left, the oldest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime)
    found = []
    for path in files:
        for text in path.read_text().split("-" * 79 + "\n"):
            if text.strip():
                found.append(email.message_from_string(text, policy=default))
    return found


@pytest.fixture(scope="session")
def send_mails(portal_environment):
    """Return what the worker does every five seconds."""

    def send() -> list:
        command = [sys.executable, "manage.py", "send_queued_mail"]
        subprocess.run(command, cwd=ROOT, env=portal_environment, check=True, capture_output=True)
        return mails(Path("/" + portal_environment["EMAIL_URL"].removeprefix("file:////")))

    return send


@pytest.fixture
def authenticator(page):
    """A telephone that recognises its owner, plugged into the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def confirm(page) -> None:
    """Type the password again, when it is asked."""
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()


def log_out(page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_made_then_opens_the_account_by_itself(page, sign_in, authenticator):
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in("association2@demo.test")
    page.goto("/compte/securite/cles/ajouter/")
    confirm(page)
    page.get_by_label("Nom de la clé").fill("mon téléphone")
    assert page.get_by_label("Ouvrir mon compte avec cette seule clé").is_checked()
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    page.goto("/compte/securite/cles/")
    expect(page.get_by_role("main")).to_contain_text("mon téléphone")
    assert faults(page) == []

    log_out(page)
    page.goto("/compte/connexion/?next=/compte/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page).to_have_url(re.compile("/compte/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")

    # As a second factor, after the password.
    log_out(page)
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill("association2@demo.test")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    assert faults(page) == []
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url(lambda url: "/connexion/" not in url)

    # To confirm who is there, then to be taken away.
    page.goto("/compte/verification/cle/?next=/compte/securite/cles/")
    assert faults(page) == []
    page.get_by_role("button", name="Utiliser ma clé").click()
    expect(page).to_have_url(re.compile("/compte/securite/cles/$"))
    page.get_by_role("link", name="Renommer").click()
    assert faults(page) == []
    page.get_by_label("Nom de la clé").fill("l’ancien téléphone")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("l’ancien téléphone")
    page.get_by_role("link", name="Retirer").click()
    assert faults(page) == []
    page.get_by_role("button", name="Retirer la clé").click()
    expect(page.get_by_role("main")).to_contain_text("Vous n’avez pas encore de clé")
    assert refused == []


def test_a_key_that_does_not_answer_is_said_in_words(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto("/compte/connexion/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('refused')) }")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("La clé n’a pas répondu")


def sign_up(page, keyboard: bool = False) -> str:
    address = f"nouvelle{next(numbers)}.{time.time_ns()}@exemple.test"
    page.goto("/compte/inscription/")
    typed = {"Prénom": "Élodie", "Nom": "D’Été", "Adresse électronique": address, "Mot de passe": PHRASE}
    if not keyboard:
        for label, text in typed.items():
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name="Ouvrir mon compte").click()
        return address
    page.get_by_label("Prénom").focus()
    for text in typed.values():
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    # « Montrer le mot de passe », there and back.
    page.keyboard.press("Space")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_attribute("type", "text")
    page.keyboard.press("Space")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_attribute("type", "password")
    page.get_by_label("Mot de passe", exact=True).focus()
    page.keyboard.press("Enter")
    return address


def confirm_by_mail(page, send_mails, address: str) -> None:
    message = next(one for one in reversed(send_mails()) if one["To"] == address)
    text = message.get_body(("plain",)).get_content()
    page.goto(re.search(r"https?://\S+/confirmer/\S+", text)[0])
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_url(lambda url: "/confirmer/" not in url)


def test_someone_signs_up_with_the_keyboard_alone(page, send_mails):
    address = sign_up(page, keyboard=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez votre adresse")
    assert faults(page) == []
    confirm_by_mail(page, send_mails, address)
    page.goto("/compte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


def test_someone_signs_up_on_a_phone_without_javascript_and_closes_the_account(browser, base_url, send_mails):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=base_url, locale="fr-FR"
    )
    page = context.new_page()
    address = sign_up(page)
    expect(page.get_by_role("button", name="Montrer le mot de passe")).to_be_hidden()
    confirm_by_mail(page, send_mails, address)
    page.goto("/compte/")
    page.get_by_role("link", name="Supprimer mon compte").click()
    page.get_by_label("Mot de passe").fill(PHRASE)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Supprimer mon compte").click()
    expect(page.get_by_role("status")).to_contain_text("Votre compte est fermé")
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Mot de passe").fill(PHRASE)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    context.close()


SCREENS = (
    "/compte/",
    "/compte/adresse/",
    "/compte/mot-de-passe/",
    "/compte/securite/",
    "/compte/securite/application/",
    "/compte/securite/cles/",
    "/compte/securite/cles/ajouter/",
    "/compte/sessions/",
    "/compte/verification/?next=/compte/",
    "/compte/fermer/",
)


def test_no_screen_of_the_account_has_a_fault(page, sign_in):
    sign_in("association@demo.test")
    page.goto("/compte/fermer/")
    confirm(page)
    assert wrong_in(page, SCREENS) == {}


def test_codes_and_their_set_up_have_no_fault(page, send_mails):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    address = sign_up(page)
    confirm_by_mail(page, send_mails, address)
    page.goto("/compte/securite/application/")
    page.get_by_label("Mot de passe").fill(PHRASE)
    page.get_by_role("button", name="Continuer").click()
    secret = page.locator("code.key").inner_text()
    assert wrong_here(page) == []
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Code que l’application affiche").fill(code)
    page.get_by_role("button", name="Activer").click()
    pages = [f"/compte/securite/{name}/" for name in ("codes", "codes/nouveaux", "application/retirer")]
    assert wrong_in(page, [*pages, "/compte/verification/code/?next=/compte/"]) == {}
