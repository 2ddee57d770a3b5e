"""Association 1 in a real browser: an account, an association, its file, a colleague invited, another accepted."""

import itertools
import re

import pytest
from playwright.sync_api import expect
from stdnum import luhn

from tests.browser.looking import faults, overflows
from tests.browser.test_accounts import send_mails  # noqa: F401 - a fixture
from tests.proposals.making import content_of

PASSWORD = "une phrase de passe bien longue 7"
numbers = itertools.count(1)


def siret() -> str:
    """Return a Siret that passes the checks and that the demonstration has not."""
    siren = f"{810_000_00 + next(numbers):08d}"
    siren += luhn.calc_check_digit(siren)
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


@pytest.fixture(params=["on a desk", "on a phone, without JavaScript"])
def someone(request, browser, base_url):
    """Return what opens a browser of someone's own."""
    phone = request.param != "on a desk"
    opened = []

    def arrive():
        context = browser.new_context(
            base_url=base_url,
            locale="fr-FR",
            java_script_enabled=not phone,
            viewport={"width": 320, "height": 640} if phone else {"width": 1280, "height": 900},
        )
        opened.append(context)
        return context.new_page()

    yield arrive
    for context in opened:
        context.close()


@pytest.fixture
def mailed_link(send_mails):  # noqa: F811
    """Return what finds a link in the last mail to an address."""

    def find(address: str, pattern: str) -> str:
        # Several may have left in the same second: the one that holds such a link.
        texts = (one.get_body(("plain",)).get_content() for one in reversed(send_mails()) if one["To"] == address)
        return next(filter(None, (re.search(rf"https?://[^/\s]+({pattern})", text) for text in texts)))[1]

    return find


def check(page) -> None:
    """Look at a screen as axe does, wide and narrow; on the phone without JavaScript, at its width."""
    page.wait_for_load_state()
    size = page.viewport_size
    assert not overflows(page), page.url
    if size["width"] == 320:
        return
    for width in (320, size["width"]):
        page.set_viewport_size({**size, "width": width})
        assert not overflows(page), (page.url, width)
        assert faults(page) == [], (page.url, width)


def sign_up(page, mailed_link, email: str, first: str, last: str) -> None:
    """Open an account from the sign-up page, follow the mail's link, log in."""
    page.get_by_label("Prénom").fill(first)
    page.get_by_label("Nom", exact=True).fill(last)
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmez")
    page.goto(mailed_link(email, r"/compte/adresse/confirmer/\S+"))
    page.get_by_role("main").get_by_role("button", name="Confirmer").click()
    page.wait_for_url(lambda url: "/confirmer/" not in url)
    if "/connexion/" not in page.url:
        return
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()


def test_an_association_is_registered_filled_and_joined(someone, mailed_link):
    mark = next(numbers)
    first, colleague, other = (f"{who}{mark}@exemple.test" for who in ("premiere", "collegue", "autre"))
    name, number = f"Les Voisins {mark} 🌻", siret()

    # The first one registers it
    page = someone()
    page.goto("/compte/inscription/")
    sign_up(page, mailed_link, first, "Camille", "Première")
    expect(page).to_have_url(re.compile(r"/espace/$"))
    check(page)
    page.get_by_role("main").get_by_role("link", name="Enregistrer ou rejoindre une association").click()
    page.get_by_label("Nom de l’association").fill(name)
    page.get_by_label("Siret").fill("123")
    page.get_by_role("button", name="Enregistrer l’association").click()
    expect(page.get_by_role("alert")).to_contain_text("14 chiffres")
    expect(page.get_by_label("Nom de l’association")).to_have_value(name)
    check(page)
    page.get_by_label("Siret").fill(number)
    page.get_by_role("button", name="Enregistrer l’association").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    check(page)
    home = page.url

    # ... fills its file
    page.get_by_role("main").get_by_role("link", name="Moyens humains").click()
    for label, value in (("Adhérents", "40"), ("Bénévoles", "12"), ("Salariés", "2")):
        page.get_by_label(re.compile(f"^{label}( |$)")).first.fill(value)
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.goto(f"{home}engagements/")
    check(page)
    contract = page.get_by_role("region", name="Contrat d’engagement républicain")
    contract.get_by_label("Nom et prénom de qui souscrit").fill("Camille Première")
    contract.get_by_label("En qualité de").fill("Présidence")
    contract.get_by_role("button", name=re.compile("Souscrire au nom")).click()
    expect(contract).to_contain_text("Camille Première")
    page.goto(f"{home}documents/")
    page.get_by_label("Document", exact=True).select_option("statutes")
    page.get_by_label("Fichier").set_input_files(
        {"name": "statuts.pdf", "mimeType": "application/pdf", "buffer": content_of("Statuts")}
    )
    page.get_by_role("button", name="Ajouter le document").click()
    expect(page.get_by_role("main")).to_contain_text("statuts.pdf")
    check(page)
    page.goto(home)
    expect(page.get_by_role("listitem").filter(has_text="Moyens humains").first).to_contain_text("Complète")

    # ... invites a colleague, who has no account yet
    page.get_by_role("link", name="Gérer les personnes, inviter").click()
    page.get_by_label("Adresse électronique").fill(colleague)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("main")).to_contain_text(colleague)
    check(page)
    invited = someone()
    invited.goto(mailed_link(colleague, r"/espace/invitations/\S+"))
    check(invited)
    invited.get_by_role("link", name="Ouvrir un compte").click()
    sign_up(invited, mailed_link, colleague, "Ahmed", "Collègue")
    if "/invitations/" not in invited.url:
        invited.get_by_role("button", name=re.compile("^Accepter")).click()
    else:
        check(invited)
        invited.get_by_role("button", name="Accepter l’invitation").click()
    expect(invited.get_by_role("heading", level=1)).to_have_text(name)

    # Someone else types the same number: asks to join, and is accepted
    newcomer = someone()
    newcomer.goto("/compte/inscription/")
    sign_up(newcomer, mailed_link, other, "Dominique", "Autre")
    newcomer.goto("/espace/associations/nouvelle/")
    newcomer.get_by_label("Nom de l’association").fill("La même")
    newcomer.get_by_label("Siret").fill(number)
    newcomer.get_by_role("button", name="Enregistrer l’association").click()
    expect(newcomer.get_by_role("heading", level=2)).to_contain_text("connaît déjà")
    check(newcomer)
    newcomer.get_by_label("Qui êtes-vous dans l’association").fill("La trésorière")
    newcomer.get_by_role("button", name="Demander à la rejoindre").click()
    expect(newcomer.get_by_role("main")).to_contain_text("en attente de réponse")
    check(newcomer)
    page.goto("/espace/")
    page.get_by_role("link", name=re.compile("Dominique Autre demande à vous rejoindre")).click()
    expect(page.get_by_role("main")).to_contain_text("La trésorière")
    check(page)
    page.get_by_role("radio", name="Lecteur").first.check()
    page.get_by_role("button", name=re.compile("^Accepter")).click()
    newcomer.goto("/espace/associations/")
    check(newcomer)
    newcomer.get_by_role("main").get_by_role("link", name=name).click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text(name)
    expect(newcomer.get_by_role("main")).to_contain_text("Vous pouvez lire ce dossier")
    check(newcomer)

    # ... and leaves, which is asked again first
    newcomer.get_by_role("link", name="Voir les personnes").click()
    newcomer.get_by_role("link", name="Quitter l’association").click()
    check(newcomer)
    newcomer.get_by_role("button", name="Quitter l’association").click()
    expect(newcomer).to_have_url(re.compile(r"/espace/$"))


def test_an_invitation_that_opens_nothing_says_so(someone):
    page = someone()
    page.goto("/espace/invitations/rien/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("n’est plus valable")
    check(page)
