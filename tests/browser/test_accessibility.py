"""axe (WCAG 2.2 AA and best practices) on every template, at two widths, light and dark, logged out and in."""

import re

from playwright.sync_api import expect

from tests.browser.looking import faults, wrong_here, wrong_in

MERIGNAC = "/territoires/merignac-33281/"
CONVENTION = f"{MERIGNAC}ctg-2009/"
GENNEVILLIERS = "/territoires/gennevilliers-92036/ctg-2015/"
PUBLIC = {
    "home": "/",
    "territories": "/territoires/",
    "territory": MERIGNAC,
    "conventions": "/conventions/",
    "convention": CONVENTION,
    "axis": f"{CONVENTION}axe-2-soutenir-les-parents/",
    "action plan": f"{CONVENTION}plan-d-actions/",
    "action": f"{CONVENTION}plan-d-actions/cafes-des-parents/",
    "actions": "/actions/?statut=late",
    "diagnosis": f"{CONVENTION}diagnostic/",
    "committees": f"{CONVENTION}instances/",
    "committee": f"{CONVENTION}instances/comite-de-pilotage/",
    "groups": f"{CONVENTION}groupes/",
    "fund": f"{CONVENTION}fonds/",
    "evaluations": f"{CONVENTION}evaluation/",
    "evaluation": f"{CONVENTION}evaluation/fin-2010/",
    "call": f"{CONVENTION}fonds/le-temps-des-enfants/",
    "funded project": f"{CONVENTION}fonds/cuisines-ouvertes/",
    "practice sheet": f"{CONVENTION}plan-d-actions/cafes-des-parents/fiche-d-experience/",
    "listing": f"{CONVENTION}agenda/",
    "form": f"{CONVENTION}donnez-votre-avis/",
    "event": f"{CONVENTION}forum-des-familles/",
    "piece of news": f"{CONVENTION}huit-cents-droits/",
    "group": f"{GENNEVILLIERS}groupes/petite-enfance/",
    "meeting": f"{GENNEVILLIERS}instances/comite-de-pilotage/premier-apres-la-signature/",
    "minutes": f"{GENNEVILLIERS}instances/comite-de-pilotage/premier-apres-la-signature/compte-rendu/",
    "other convention": GENNEVILLIERS,
    "funds": "/fonds/",
    "calls": "/appels/",
    "no call": "/appels/?territoire=92036",
    "past call": f"{CONVENTION}fonds/voisins-voisines/",
    "news list": "/actualites/",
    "agenda by month": "/agenda/?vue=mois",
    "agenda as a list": "/agenda/?vue=liste",
    "themes and territories": "/themes/",
    "structures": "/equipements/",
    "structure": "/equipements/centre-social-de-la-source-fictif/",
    "listing as cards": f"{CONVENTION}nos-actualites/",
    "tag": "/etiquettes/agrement/",
    "no action": "/actions/?statut=abandoned&theme=vacances-et-loisirs&annee=2009",
    "search": "/recherche/?q=parents",
    "search without result": "/recherche/?q=zzzzzz",
    "search with words that few have": "/recherche/?q=creche+vacances+parents",
    "search followed": "/recherche/alertes/?q=parents",
    "finder": "/trouver/?q=merignac",
    "organisations": "/organisations/",
    "organisation": "/organisations/ville-de-merignac/",
    "theme": "/themes/parentalite/",
    "standard page": "/donnees-ouvertes/",
    "site map": "/plan-du-site/",
    "accessibility": "/accessibilite/",
    "contact": "/contact/",
    "log in": "/compte/connexion/",
    "sign up": "/compte/inscription/",
    "waiting for the mail": "/compte/adresse/a-confirmer/",
    "forgotten password": "/compte/mot-de-passe/oublie/",
    "not found": "/n-existe-pas/",
    "components": "/composants/",
}


def test_no_public_template_has_a_fault(page):
    assert wrong_in(page, PUBLIC.values()) == {}


def test_no_template_has_a_fault_for_someone_signed_in(page, sign_in):
    sign_in("membre@demo.test")
    addresses = [PUBLIC[name] for name in ("home", "territory", "convention", "action", "search")]
    assert wrong_in(page, [*addresses, "/compte/mot-de-passe/"]) == {}
    page.goto(PUBLIC["call"])
    page.get_by_role("link", name="Poser une question").click()
    expect(page.get_by_role("button", name="Envoyer la question")).to_be_visible()
    assert wrong_here(page) == []
    page.get_by_role("button", name="Envoyer la question").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    assert faults(page) == []


def test_nothing_is_asked_of_another_host_and_the_policy_blocks_nothing_of_ours(page, base_url):
    elsewhere, refused = [], []
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(base_url) else None)
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    for address in PUBLIC.values():
        page.goto(address)
    assert [url for url in elsewhere if not url.startswith("data:")] == []
    assert refused == []


def test_forms_that_are_wrong_say_so_first_and_beside_the_field(page):
    page.goto("/contact/")
    page.get_by_label("Objet").fill("Une question")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    expect(page.get_by_label("Objet")).to_have_value("Une question")
    expect(page.get_by_label("Message")).to_have_attribute("aria-invalid", "true")
    assert faults(page) == []
