"""The rules of the ledger: what may be written, by whom, and that nothing written changes."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from pages.fund import services
from pages.fund.models import LedgerEntry
from pages.people.models import LocalRole, Role
from tests import factories
from tests.fund.ledgers import caf, city, coordinator, funded, instructor, write

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def fund(portal):
    return funded()


@pytest.fixture
def project(fund):
    return factories.project(fund)


def reverse(fund, one, reason="Délibération retirée", **fields):
    return services.reverse_entry(coordinator(fund), one, reason, fields.pop("date", TODAY()), **fields)


# The sums


def test_the_balance_is_what_was_contributed_and_not_committed(fund, project):
    assert services.balance(fund) == Decimal(140000)
    write(fund, "commitment", "12000.50", project=project)
    assert services.balance(fund) == Decimal("127999.50")
    assert services.available(fund, caf()) == Decimal("57999.50")
    assert services.available(fund, city()) == Decimal(70000)
    write(fund, "payment", "5000", project=project)
    assert services.balance(fund) == Decimal("127999.50")


def test_an_empty_fund_has_nothing(portal):
    assert services.balance(factories.fund()) == 0
    assert services.position(factories.project()) == []


def test_a_project_knows_what_each_funder_committed_and_paid(fund, project):
    write(fund, "commitment", "8000", project=project)
    write(fund, "commitment", "2000", project=project, funder=city())
    write(fund, "payment", "3000.10", project=project)
    found = [(one.funder, one.committed, one.paid, one.due) for one in services.position(project)]
    assert found == [
        ("Caf de test", Decimal(8000), Decimal("3000.10"), Decimal("4999.90")),
        ("Ville de test", Decimal(2000), Decimal(0), Decimal(2000)),
    ]


def test_cents_add_up_exactly(fund, project):
    for _time in range(30):
        write(fund, "commitment", "0.10", project=project)
    assert services.balance(fund) == Decimal("139997.00")


# The rules


def test_a_funder_commits_no_more_than_it_brought(fund, project):
    write(fund, "commitment", "69999.99", project=project)
    with pytest.raises(ValidationError, match="0,01"):
        write(fund, "commitment", "0.02", project=project)
    write(fund, "commitment", "0.01", project=project)
    assert services.available(fund, caf()) == 0
    assert services.balance(fund) == 70000


def test_a_funder_commits_nothing_of_what_another_brought(fund, project):
    with pytest.raises(ValidationError):
        write(fund, "commitment", "70000.01", project=project)
    assert services.balance(fund) == 140000


def test_a_funder_pays_no_more_than_it_committed_to_the_project(fund, project):
    write(fund, "commitment", "1000", project=project)
    write(fund, "commitment", "5000", project=factories.project(fund))
    write(fund, "commitment", "5000", project=project, funder=city())
    with pytest.raises(ValidationError) as refused:
        write(fund, "payment", "1000.01", project=project)
    assert "amount" in refused.value.message_dict
    write(fund, "payment", "600", project=project)
    with pytest.raises(ValidationError):
        write(fund, "payment", "400.01", project=project)
    write(fund, "payment", "400", project=project)


def refused(thing) -> set[str]:
    with pytest.raises(ValidationError) as error:
        thing.full_clean()
    return set(error.value.message_dict)


def test_a_call_does_not_close_before_it_opens(fund):
    call = factories.call(fund)
    call.closes_at = call.opens_at
    assert refused(call) == {"closes_at"}


def test_a_project_does_not_end_before_it_begins(fund):
    project = factories.project(fund, start=factories.when("mai 2020"))
    project.end = factories.when("avril 2020")
    assert refused(project) == {"end"}


def test_neither_an_envelope_nor_what_a_call_offers_is_negative(fund):
    fund.envelope = Decimal("-1")
    assert refused(fund) == {"envelope"}
    call = factories.call(fund)
    call.amount = Decimal("-0.01")
    assert refused(call) == {"amount"}


@pytest.mark.parametrize(
    "amount",
    ["0", "-1", "-0.01", "1e400", "NaN", "sNaN", "Infinity", "0.001", "10.005", "99999999999", "", None, "dix"],
)
def test_a_wrong_amount_is_refused(fund, amount):
    with pytest.raises(ValidationError) as refused:
        write(fund, "contribution", amount)
    assert "amount" in refused.value.message_dict
    with pytest.raises(ValidationError):
        write(fund, "contribution", Decimal(amount) if amount and amount != "dix" else amount)
    assert services.balance(fund) == 140000


@pytest.mark.parametrize("kind", ["cancellation", "gift", "", None])
def test_a_forged_kind_is_refused(fund, kind):
    with pytest.raises(ValidationError):
        write(fund, kind)


def test_an_entry_names_a_project_when_it_must_and_only_then(fund, project):
    for kind, named in (("contribution", project), ("commitment", None), ("payment", None)):
        with pytest.raises(ValidationError):
            write(fund, kind, project=named)


def test_a_project_of_another_fund_is_refused(fund):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    with pytest.raises(ValidationError) as refused:
        write(fund, "commitment", project=factories.project(factories.fund(elsewhere)))
    assert "project" in refused.value.message_dict


@pytest.mark.parametrize("day", [dt.date(2009, 3, 31), dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_a_date_before_the_convention_or_to_come_is_refused(fund, day):
    with pytest.raises(ValidationError) as refused:
        write(fund, "contribution", date=day)
    assert "date" in refused.value.message_dict


def test_today_and_the_first_day_of_the_convention_are_good_dates(fund):
    assert write(fund, "contribution", date=TODAY()).pk
    assert write(fund, "contribution", date=dt.date(2009, 4, 1)).pk


@pytest.mark.parametrize("missing", ["fund", "funder", "date"])
def test_an_entry_lacks_nothing(fund, missing):
    with pytest.raises(ValidationError):
        services.write_entry(coordinator(fund), LedgerEntry(**{**values(fund), missing: None}))


def values(fund, **fields) -> dict:
    return {"fund": fund, "kind": "contribution", "amount": "5", "funder": caf(), "date": TODAY(), **fields}


# Sent twice


def test_an_entry_sent_twice_is_written_once(fund):
    who, sent = coordinator(fund), uuid.uuid4()
    first = services.write_entry(who, LedgerEntry(**values(fund), submission=sent))
    second = services.write_entry(who, LedgerEntry(**values(fund), submission=sent))
    assert first.pk == second.pk
    assert services.balance(fund) == 140005
    assert PageLogEntry.objects.filter(action="fund.entry", page=fund.pk).count() == 3


def test_the_same_sending_with_other_values_is_refused(fund):
    who, sent = coordinator(fund), uuid.uuid4()
    services.write_entry(who, LedgerEntry(**values(fund), submission=sent))
    with pytest.raises(ValidationError):
        services.write_entry(who, LedgerEntry(**values(fund, amount="6"), submission=sent))
    assert services.balance(fund) == 140005


# Cancelling


def test_a_cancellation_undoes_the_whole_of_an_entry_and_names_it(fund, project):
    one = write(fund, "commitment", project=project)
    back = reverse(fund, one)
    assert (back.kind, back.amount, back.reverses, back.project) == ("cancellation", one.amount, one, project)
    assert services.balance(fund) == 140000
    assert services.position(project) == []
    assert LedgerEntry.objects.get(pk=one.pk).amount == 10000


def test_an_entry_is_cancelled_once(fund, project):
    one = write(fund, "commitment", project=project)
    reverse(fund, one)
    with pytest.raises(ValidationError, match="déjà annulée"):
        reverse(fund, one)
    assert services.balance(fund) == 140000


def test_a_cancellation_sent_twice_is_written_once(fund, project):
    one, sent = write(fund, "commitment", project=project), uuid.uuid4()
    assert reverse(fund, one, submission=sent) == reverse(fund, one, submission=sent)


def test_a_cancellation_is_not_itself_cancelled(fund, project):
    back = reverse(fund, write(fund, "commitment", project=project))
    with pytest.raises(ValidationError):
        reverse(fund, back)


def test_a_contribution_already_committed_is_not_cancelled(fund, project):
    brought = LedgerEntry.objects.get(funder=caf(), kind="contribution")
    spent = write(fund, "commitment", "0.01", project=project)
    with pytest.raises(ValidationError, match="déjà engagée"):
        reverse(fund, brought)
    reverse(fund, spent)
    reverse(fund, brought)
    assert services.balance(fund) == 70000


def test_a_commitment_already_paid_is_not_cancelled(fund, project):
    granted = write(fund, "commitment", project=project)
    paid = write(fund, "payment", "0.01", project=project)
    with pytest.raises(ValidationError, match="déjà versé"):
        reverse(fund, granted)
    reverse(fund, paid)
    reverse(fund, granted)
    assert services.position(project) == []


def test_a_cancellation_has_a_reason_and_a_date_after_its_entry(fund):
    one = write(fund, "contribution")
    for wrong in ({"reason": "  "}, {"reason": "x" * 251}):
        with pytest.raises(ValidationError) as refused:
            reverse(fund, one, **wrong)
        assert "reason" in refused.value.message_dict
    for day in (one.date - dt.timedelta(days=1), TODAY() + dt.timedelta(days=1)):
        with pytest.raises(ValidationError) as refused:
            reverse(fund, one, date=day)
        assert "date" in refused.value.message_dict


# Who


def test_the_pair_in_office_writes_for_every_funder(fund):
    for role in (Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR):
        who = factories.holder(role, fund.convention)
        for funder in (caf(), city()):
            assert write(fund, "contribution", actor=who, funder=funder).author == who


def test_an_instructor_writes_for_their_own_funder_only(fund):
    who = instructor(fund, city())
    assert write(fund, "contribution", actor=who, funder=city()).pk
    with pytest.raises(PermissionDenied, match="autre financeur"):
        write(fund, "contribution", actor=who, funder=caf())
    with pytest.raises(PermissionDenied, match="autre financeur"):
        services.reverse_entry(who, LedgerEntry.objects.filter(funder=caf()).first(), "Erreur", TODAY())


NOBODY = [
    "no role",
    "administrator",
    "partner",
    "writer",
    "officer",
    "moderator",
    "elsewhere",
    "over",
    "deputy",
    "closed",
]


@pytest.mark.parametrize("who", NOBODY)
def test_nobody_else_writes(fund, who):
    actor = outsider(fund, who)
    with pytest.raises(PermissionDenied, match="Seuls le binôme"):
        write(fund, "contribution", actor=actor)
    with pytest.raises(PermissionDenied, match="Seuls le binôme"):
        services.reverse_entry(actor, LedgerEntry.objects.first(), "Erreur", TODAY())
    assert services.balance(fund) == 140000


def outsider(fund, who: str):
    convention = fund.convention
    if who == "no role":
        return factories.user()
    if who == "administrator":
        return factories.admin()
    if who == "elsewhere":
        other = factories.convention(factories.territory("92036", "Gennevilliers"))
        return factories.holder(Role.CAF_COORDINATOR, other)
    if who == "over":
        yesterday = TODAY() - dt.timedelta(days=1)
        return factories.holder(Role.LOCAL_COORDINATOR, convention, end=yesterday)
    if who == "deputy":
        return factories.holder(Role.CAF_COORDINATOR, convention, is_deputy=True)
    if who == "closed":
        return factories.holder(Role.CAF_COORDINATOR, convention, factories.user(is_active=False))
    roles = {"partner": Role.PARTNER, "writer": Role.WRITER, "officer": Role.COOPERATION_OFFICER}
    return factories.holder(roles.get(who, Role.MODERATOR), convention)


def test_a_deputy_who_stands_in_writes(fund):
    who = factories.holder(Role.CAF_COORDINATOR, fund.convention, is_deputy=True, standing_in=True)
    assert write(fund, "contribution", actor=who).pk
    LocalRole.objects.update(standing_in=False)
    with pytest.raises(PermissionDenied):
        write(fund, "contribution", actor=who)


def test_every_write_is_logged_on_the_page_of_the_fund(fund, project):
    PageLogEntry.objects.all().delete()
    who = instructor(fund)
    one = write(fund, "commitment", "150.5", actor=who, project=project, reference="CA 2026-12")
    services.reverse_entry(who, one, "Erreur de saisie", TODAY())
    written, undone = PageLogEntry.objects.filter(page=fund.pk).order_by("pk")
    assert (written.action, written.user, undone.action) == ("fund.entry", who, "fund.reversal")
    assert written.data == {
        "entry": str(one.pk),
        "kind": "Engagement",
        "amount": "150.50",
        "funder": "Caf de test",
        "project": project.title,
        "reference": "CA 2026-12",
    }
    assert undone.data["reason"] == "Erreur de saisie"


# Kept


def test_an_entry_is_neither_changed_nor_deleted(fund):
    one = LedgerEntry.objects.first()
    one.amount = 1
    for attempt in (
        one.save,
        one.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(amount=1),
        lambda: LedgerEntry.objects.bulk_update([one], ["amount"]),
        lambda: services.write_entry(coordinator(fund), one),
    ):
        with pytest.raises((PermissionDenied, ValidationError)):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry(**values(fund), pk=one.pk).save()
    assert services.balance(fund) == 140000


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fund_ledgerentry SET amount = 1",
        "UPDATE fund_ledgerentry SET kind = 'payment'",
        "UPDATE fund_ledgerentry SET date = '2020-01-01'",
        "UPDATE fund_ledgerentry SET author_id = author_id",
        "DELETE FROM fund_ledgerentry",
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(fund, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert services.balance(fund) == 140000


def test_an_erased_account_leaves_its_entries(fund):
    who = coordinator(fund)
    one = write(fund, "contribution", actor=who)
    who.delete()
    one.refresh_from_db()
    assert (one.author, one.amount) == (None, 10000)


def test_a_fund_is_found_with_the_organisations_that_brought_its_money(client, fund):
    assert fund.url in client.get(caf().get_absolute_url()).content.decode()
    assert fund.url not in client.get(factories.organisation().get_absolute_url()).content.decode()
    services.reverse_entry(coordinator(fund), LedgerEntry.objects.get(funder=caf()), "Retirée", TODAY())
    assert fund.url not in client.get(caf().get_absolute_url()).content.decode()
