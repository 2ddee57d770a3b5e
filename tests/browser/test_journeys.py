"""The journeys of a citizen and an editor, walked with a keyboard, on a phone, without JavaScript."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

CONVENTION = re.compile(r"/territoires/merignac-33281/ctg-2009/$")


def test_a_citizen_types_a_commune_and_reaches_its_convention_with_the_keyboard_alone(page):
    page.goto("/")
    page.get_by_role("combobox", name="Votre commune").focus()
    page.keyboard.type("merignac")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert [re.search(r"\((.+?)\)", text)[1] for text in options.all_inner_texts()] == [
        "Gironde",
        "Charente",
        "Charente-Maritime",
    ]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(CONVENTION)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mérignac")


def test_suggestions_come_to_whoever_types_slower_than_the_portal_answers(page):
    page.goto("/")
    network = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)
    page.get_by_role("combobox", name="Votre commune").focus()
    page.keyboard.type("merig", delay=250)
    expect(page.get_by_role("option").first).to_be_visible()


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page):
    page.goto("/")
    field = page.get_by_role("combobox", name="Votre commune")
    field.focus()
    page.keyboard.type("merig")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(field).to_have_value("merig")


@pytest.fixture
def plain_page(browser, base_url):
    """A page of a browser without JavaScript, as wide as a phone."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=base_url, locale="fr-FR"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("asked", ["Mérignac", "MERIGNAC", "merignac"])
def test_without_javascript_the_three_communes_of_that_name_are_told_apart(plain_page, asked):
    plain_page.goto("/")
    plain_page.get_by_label("Votre commune").fill(asked)
    plain_page.get_by_role("button", name="Voir ma convention").click()
    names = plain_page.get_by_role("main").get_by_role("heading", level=2)
    expect(names).to_have_text(["Mérignac (Gironde)", "Mérignac (Charente)", "Mérignac (Charente-Maritime)"])


@pytest.mark.parametrize("asked", ["33700", "33281"])
def test_a_postal_code_or_an_insee_code_lead_to_the_convention(plain_page, asked):
    plain_page.goto(f"/trouver/?q={asked}")
    plain_page.get_by_role("link", name="Mérignac (Gironde)").click()
    expect(plain_page).to_have_url(CONVENTION)


def test_a_commune_without_convention_is_told_so(plain_page):
    plain_page.goto("/trouver/?q=33063")
    expect(plain_page.get_by_role("main")).to_contain_text("Bordeaux")
    expect(plain_page.get_by_role("main")).to_contain_text("Aucune convention n’est suivie ici")


def test_on_a_phone_the_menu_unfolds_without_javascript(plain_page):
    plain_page.goto("/")
    link = plain_page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Actions")
    expect(link).to_be_hidden()
    plain_page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    link.click()
    expect(plain_page).to_have_url(re.compile(r"/actions/$"))


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_filters_are_kept_in_the_address_and_removed_one_by_one(page):
    page.goto("/actions/")
    page.get_by_label("Territoire").select_option(label="Mérignac")
    page.get_by_label("État").select_option(label="En retard")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile(r"territoire=33281.*statut=late"))
    page.wait_for_load_state()
    shown = page.get_by_role("main").locator(".status").all_inner_texts()
    assert shown and set(shown) == {"En retard"}
    page.get_by_role("link", name=re.compile("État")).click()
    expect(page).to_have_url(re.compile(r"\?territoire=33281$"))


def test_an_action_is_read_as_one_thread_from_its_axis(page):
    page.goto("/territoires/merignac-33281/ctg-2009/plan-d-actions/cafes-des-parents/")
    thread = page.locator(".thread")
    thread.get_by_role("link", name=re.compile(r"^2\.1")).click()
    expect(page).to_have_url(re.compile(r"/axe-2-soutenir-les-parents/#objectif-2\.1$"))
    page.get_by_role("link", name="Le café des parents").click()
    expect(page.get_by_role("heading", name="Points d’étape")).to_be_visible()


MERIGNAC = "/territoires/merignac-33281/ctg-2009/"


def test_a_convention_tells_its_stage_who_signed_its_axes_groups_next_meetings_and_fund(page):
    page.goto(MERIGNAC)
    main = page.get_by_role("main")
    expect(main.get_by_role("list", name="Étapes de la convention")).to_contain_text("Prolongée")
    expect(main).to_contain_text("Ville de Mérignac, maire")
    for title in ("Axes et actions", "Instances et groupes", "Le fonds d’innovation sociale", "Calendrier"):
        expect(main.get_by_role("heading", name=title)).to_be_visible()
    expect(main.locator(".agenda time").first).to_be_visible()
    main.get_by_role("link", name="Groupe de réflexion sur la parentalité").last.click()
    expect(page).to_have_url(re.compile("/groupes/"))


def test_the_diagnosis_leads_from_what_both_see_to_the_objective(page):
    page.goto(f"{MERIGNAC}diagnostic/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Ce que la Caf observe")
    expect(main).to_contain_text("Ce que la collectivité observe")
    main.get_by_role("link", name="Ouvrir le temps libre à tous les enfants").click()
    expect(page).to_have_url(re.compile(r"#objectif-1\.3$"))


def amount(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9,−-]", "", text).replace(",", ".").replace("−", "-"))


def test_the_fund_s_open_data_adds_up_to_what_its_page_says(page):
    page.goto("/fonds/")
    page.get_by_role("main").get_by_role("link", name=re.compile("Fonds|fonds")).first.click()
    expect(page).to_have_url(re.compile(r"/ctg-2009/fonds/$"))
    page.wait_for_load_state()
    shown = {
        label: amount(value)
        for label, value in zip(
            page.locator(".figures dt").all_inner_texts(), page.locator(".figures dd").all_inner_texts(), strict=True
        )
    }
    with page.expect_download() as download:
        page.get_by_role("link", name="Toutes les écritures du fonds").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    sums = Counter()
    for row in csv.DictReader(io.StringIO(text)):
        sums[row["operation"]] += Decimal(row["montant"])
    assert sums == {
        "contribution": shown["apportés"],
        "engagement": shown["accordés à des projets"],
        "versement": shown["déjà versés"],
    }
    assert shown["apportés"] == Decimal(140000)
    assert shown["apportés"] - shown["accordés à des projets"] == shown["restent à accorder"]


def test_an_action_that_has_ended_leads_to_its_practice_sheet(page):
    page.goto(MERIGNAC)
    page.get_by_role("main").get_by_role("link", name="Une convention pour tout le territoire").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Une convention pour tout le territoire")
    expect(page.get_by_role("main")).to_contain_text("Gironde")


def test_a_meeting_is_added_to_one_s_own_calendar_and_a_group_s_is_subscribed_to(page):
    page.goto(MERIGNAC)
    page.get_by_role("main").locator(".agenda h3 a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Ajouter à mon agenda")).click()
    with open(download.value.path(), "rb") as file:
        events = Calendar.from_ical(file.read()).walk("VEVENT")
    assert len(events) == 1
    assert title in str(events[0]["SUMMARY"])
    page.goto(f"{MERIGNAC}groupes/")
    page.get_by_role("main").get_by_role("link", name="Groupe de réflexion sur la parentalité").click()
    address = page.get_by_role("link", name=re.compile("S’abonner")).get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert Calendar.from_ical(answer.body()).walk("VEVENT")


def test_the_agenda_is_turned_from_month_to_month_with_the_keyboard(page):
    page.goto("/agenda/?vue=mois&mois=2026-11")
    page.get_by_role("link", name=re.compile("Décembre 2026|décembre 2026")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("mois=2026-12"))
    expect(page.get_by_role("heading", name=re.compile("Décembre 2026|décembre 2026"))).to_be_visible()


def test_a_member_signs_in_sees_what_is_for_members_and_signs_out(page, sign_in):
    sign_in("membre@demo.test")
    page.goto("/recherche/?q=conseil")
    page.get_by_text("Mon espace", exact=True).click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()


def test_a_wrong_password_says_no_more_than_that(page):
    answers = []
    for email in ("caf@demo.test", "personne@demo.test"):
        page.goto("/compte/connexion/")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_label("Mot de passe").fill("pas le bon du tout")
        page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
        expect(page.get_by_role("alert").first).to_contain_text("incorrects")
        page.wait_for_load_state()
        answers.append(page.locator(".field__error, [role=alert], .alert").all_inner_texts())
    assert answers[0] == answers[1] != []


def test_the_administration_s_own_log_in_leads_to_the_portal_s(page):
    for address in ("/admin/", "/admin/login/?next=/admin/", "/_util/login/?next=/"):
        page.goto(address)
        expect(page).to_have_url(re.compile(r"/compte/connexion/\?next="))
