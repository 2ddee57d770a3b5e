"""A fund and who writes in it, for the tests of this room."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from pages.fund import services
from pages.fund.models import FundPage, LedgerEntry
from pages.people.models import Organisation, Role, User
from tests import factories

GRANT = Decimal("10000.00")


def caf() -> Organisation:
    return Organisation.objects.filter(name="Caf de test").first() or factories.organisation("Caf de test", kind="caf")


def city() -> Organisation:
    found = Organisation.objects.filter(name="Ville de test").first()
    return found or factories.organisation("Ville de test", kind="commune")


def coordinator(fund: FundPage) -> User:
    return factories.holder(Role.CAF_COORDINATOR, fund.convention, organisation=caf())


def instructor(fund: FundPage, organisation: Organisation | None = None) -> User:
    return factories.holder(Role.FUND_INSTRUCTOR, fund.convention, organisation=organisation or caf())


def entry(fund: FundPage, kind: str, amount="10000", **fields) -> LedgerEntry:
    """Return an entry of the Caf's, not written yet, dated yesterday unless told otherwise."""
    values = {"funder": fields.pop("funder", None) or caf(), "date": timezone.localdate() - dt.timedelta(days=1)}
    return LedgerEntry(fund=fund, kind=kind, amount=amount, **{**values, **fields})


def write(fund: FundPage, kind: str, amount="10000", actor: User | None = None, **fields) -> LedgerEntry:
    return services.write_entry(actor or coordinator(fund), entry(fund, kind, amount, **fields))


def funded(amount="70000") -> FundPage:
    """Return a fund to which the Caf and the city each contributed."""
    fund = factories.fund()
    write(fund, "contribution", amount)
    write(fund, "contribution", amount, funder=city())
    return fund
