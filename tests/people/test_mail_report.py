"""« Rapports », « Courriels » : the administrator sees what left, and sends again what did not; nobody reads it."""

import pytest
from django.core.exceptions import PermissionDenied
from post_office.models import STATUS, Email
from wagtail.models import ModelLogEntry

from pages.people import mails
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db
REPORT = "/admin/rapports/courriels/"


def written(status, subject: str = "Un objet") -> Email:
    mail = Email.objects.create(
        from_email="portail@exemple.test",
        to=["quelqu.un@exemple.test"],
        subject=subject,
        message="le corps planté",
        html_message="<p>le corps planté</p>",
        status=status,
        number_of_retries=8,
    )
    if status == STATUS.failed:
        mail.logs.create(status=STATUS.failed, exception_type="SMTPServerDisconnected", message="le détail planté")
    return mail


@pytest.fixture
def boss(client, portal):
    who = factories.admin()
    client.force_login(who)
    return who


def test_the_report_tells_state_receiver_and_error_and_never_the_text(client, boss):
    written(STATUS.failed)
    written(STATUS.sent, "Parti")
    page = client.get(REPORT).content.decode()
    for said in ("Échoué", "Envoyé", "quelqu.un@exemple.test", "Un objet", "SMTPServerDisconnected", "Renvoyer"):
        assert said in page
    assert "planté" not in page


def test_the_report_is_filtered_by_state(client, boss):
    written(STATUS.failed, "Perdu")
    written(STATUS.sent, "Parti")
    page = client.get(f"{REPORT}?status={STATUS.failed}").content.decode()
    assert "Perdu" in page
    assert "Parti" not in page
    assert client.get(f"{REPORT}?status=n-importe").status_code == 200


@pytest.mark.parametrize("role", [Role.WRITER, Role.CAF_COORDINATOR])
def test_nobody_else_reads_or_sends(client, portal, role):
    mail = written(STATUS.failed)
    client.force_login(factories.holder(role, factories.convention()))
    assert "quelqu.un" not in client.get(REPORT, follow=True).content.decode()
    client.post(f"{REPORT}{mail.pk}/renvoyer/")
    mail.refresh_from_db()
    assert mail.status == STATUS.failed
    assert "rapports/courriels" not in client.get("/admin/").content.decode()


def test_a_lost_mail_is_sent_again_once_and_it_is_logged(client, boss):
    mail = written(STATUS.failed)
    client.post(f"{REPORT}{mail.pk}/renvoyer/")
    client.post(f"{REPORT}{mail.pk}/renvoyer/")
    mail.refresh_from_db()
    assert (mail.status, mail.number_of_retries) == (STATUS.queued, None)
    entry = ModelLogEntry.objects.get(action="people.mail_resent")
    assert (entry.user, entry.label) == (boss, f"Courriel n°\u00a0{mail.pk}")


@pytest.mark.parametrize("status", [STATUS.sent, STATUS.queued, STATUS.requeued])
def test_a_mail_that_did_not_fail_is_not_sent_twice(boss, status):
    mail = written(status)
    with pytest.raises(PermissionDenied, match="n’a pas échoué"):
        mails.resend(boss, mail)


def test_the_service_itself_refuses_others(portal):
    with pytest.raises(PermissionDenied, match="Seul l’administrateur"):
        mails.resend(factories.user(), written(STATUS.failed))


def test_a_link_sends_nothing(client, boss):
    mail = written(STATUS.failed)
    assert client.get(f"{REPORT}{mail.pk}/renvoyer/").status_code == 405
