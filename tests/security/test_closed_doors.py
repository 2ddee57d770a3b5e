"""There is one door: the admin's and Wagtail's own log-in and account screens open nothing."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"
DOORS = [
    "/admin/login/",
    "/_util/login/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/password_reset/confirm/MQ/abc-def/",
    "/admin/password_reset/complete/",
]
ELSEWHERE = ["https://pirate.test/", "//pirate.test/", "/\\pirate.test/", "https:///pirate.test", "javascript:alert(1)"]


@pytest.fixture
def boss(portal):
    return factories.admin()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["get", "post", "head", "put"])
def test_a_native_door_leads_to_ours_and_opens_nothing(client, boss, door, method):
    sent = {"username": boss.email, "email": boss.email, "password": factories.PASSWORD}
    answer = getattr(client, method)(door, sent) if method != "put" else client.put(door)
    assert answer.status_code in (302, 405)
    if answer.status_code == 302:
        assert answer["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "door", ["/Admin/login/", "/admin/Login/", "/_UTIL/login/", "/admin//login/", "/admin/login", "/_util/login"]
)
def test_another_spelling_opens_nothing(client, boss, door):
    answer = client.post(door, {"username": boss.email, "password": factories.PASSWORD})
    assert answer.status_code in (301, 302, 404)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("door", [LOGIN, "/admin/login/"])
def test_after_the_log_in_nobody_is_led_to_another_site(client, boss, door, elsewhere):
    page = client.get(door, {"next": elsewhere}, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else f"{LOGIN}?next={elsewhere}"
    answer = client.post(address, {"login": boss.email, "password": factories.PASSWORD, "next": elsewhere})
    assert answer.status_code == 302
    assert "pirate" not in answer["Location"]
    assert "alert" not in answer["Location"]
    again = client.get(LOGIN, {"next": elsewhere})
    assert again.status_code == 302, "somebody signed in"
    assert "pirate" not in again["Location"]


def test_a_page_of_the_portal_is_come_back_to(client, boss):
    sent = {"login": boss.email, "password": factories.PASSWORD, "next": "/admin/"}
    answer = client.post(f"{LOGIN}?next=/admin/", sent)
    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_neither_leaving_nor_confirming_leads_to_another_site(client, boss, elsewhere):
    client.post(LOGIN, {"login": boss.email, "password": factories.PASSWORD})
    confirmed = client.post("/compte/verification/", {"password": factories.PASSWORD, "next": elsewhere})
    assert "pirate" not in confirmed["Location"]
    assert "pirate" not in client.post("/compte/deconnexion/", {"next": elsewhere})["Location"]


def test_the_admin_s_own_account_screen_changes_neither_address_nor_password(client, boss):
    client.force_login(boss)
    page = client.get("/admin/account/").content.decode()
    for name in ("email-email", "password-old_password", "password-new_password1"):
        assert f'name="{name}"' not in page
    client.post(
        "/admin/account/",
        {
            "name_email-first_name": "A",
            "name_email-last_name": "B",
            "name_email-email": "autre@exemple.test",
            "password-old_password": factories.PASSWORD,
            "password-new_password1": "une phrase toute neuve 7",
            "password-new_password2": "une phrase toute neuve 7",
        },
    )
    kept = type(boss).objects.get(pk=boss.pk)
    assert kept.email == boss.email
    assert kept.check_password(factories.PASSWORD)
