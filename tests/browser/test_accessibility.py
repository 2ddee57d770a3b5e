"""axe (WCAG 2.2 AA and best practices) on every template, at two widths, light and dark, logged out and in."""

import pytest
from axe_playwright_python.sync_playwright import Axe

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
    "finder": "/trouver/?q=merignac",
    "organisations": "/organisations/",
    "organisation": "/organisations/ville-de-merignac/",
    "theme": "/themes/parentalite/",
    "standard page": "/donnees-ouvertes/",
    "site map": "/plan-du-site/",
    "accessibility": "/accessibilite/",
    "contact": "/contact/",
    "log in": "/compte/connexion/",
    "forgotten password": "/compte/mot-de-passe/oublie/",
    "not found": "/n-existe-pas/",
    "components": "/composants/",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page) -> list[str]:
    """Return what axe finds on a page: rule, elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']} : {[node['target'] for node in one['nodes']][:3]}" for one in found]


def overflows(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_public_template_has_a_fault(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    wrong = {}
    for name, address in PUBLIC.items():
        page.goto(address)
        found = faults(page)
        if overflows(page):
            found.append("the page is wider than the screen")
        if page.locator("h1").count() != 1:
            found.append("there is not one h1")
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_template_has_a_fault_for_someone_signed_in(page, sign_in, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in("membre@demo.test")
    page.emulate_media(color_scheme=scheme)
    wrong = {}
    for name in ("home", "territory", "convention", "action", "search"):
        page.goto(PUBLIC[name])
        if found := faults(page):
            wrong[name] = found
    page.goto("/compte/mot-de-passe/")
    if found := faults(page):
        wrong["password"] = found
    assert wrong == {}


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
    assert page.get_by_label("Objet").input_value() == "Une question"
    assert page.get_by_label("Message").get_attribute("aria-invalid") == "true"
    assert page.title().startswith("Erreur")
    assert faults(page) == []
