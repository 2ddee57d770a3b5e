"""What the templates of every page call: the frame (style sheets, account) and numbers written the French way."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.base.dates import ApproximateDate
from pages.people import account_menu, notices, rights
from pages.people.models import TEAM_ROLES, User

register = template.Library()

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
MEGABYTE = 1_000_000

# Linked one by one: no build step joins them, each stays in the browser's cache until it changes itself.
STYLE_SHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components/site.css",
    "css/components/actions.css",
    "css/components/cards.css",
    "css/components/progress.css",
    "css/components/content.css",
    "css/components/conventions.css",
    "css/components/meetings.css",
    "css/components/fund.css",
    "css/components/proposals.css",
    "css/components/agenda.css",
    "css/components/charts.css",
    "css/components/listings.css",
    "css/components/search.css",
    "css/components/forms.css",
    "css/components/account.css",
    "css/components/space.css",
    "css/components/writing.css",
)


@register.inclusion_tag("components/style_sheets.html")
def style_sheets() -> dict:
    """Link the style sheets of a public page, in the order of their layers."""
    return {"sheets": STYLE_SHEETS}


@register.simple_tag
def account_entries(user: User) -> list[account_menu.Entry]:
    """Return the entries of the menu « Mon espace » for who is signed in."""
    return account_menu.entries(user)


@register.simple_tag
def administers(user: User) -> bool:
    """Say whether the administration opens to a person: by a role of today, else by a permission given to them."""
    by_role = user.is_superuser or any(one.role in TEAM_ROLES for one in rights.roles_today(user))
    return by_role or user.has_perm("wagtailadmin.access_admin")


@register.simple_tag
def unread_notices(user: User) -> dict:
    """Return what the bell says: ``count``, ``shown`` (« 9+ » beyond nine), ``said``, its name in words."""
    count = notices.unread(user)
    shown = f"{notices.MOST_SHOWN}+" if count > notices.MOST_SHOWN else str(count)
    if not count:
        return {"count": 0, "shown": "", "said": _("Mes avis")}
    said = ngettext("Mes avis (%(shown)s non lu)", "Mes avis (%(shown)s non lus)", count) % {"shown": shown}
    return {"count": count, "shown": shown, "said": said}


@register.simple_tag
def site_address(path: str = "") -> str:
    """Return a path of the portal as a whole address, for what leaves the page (canonical link, Open Graph)."""
    return f"{settings.BASE_URL}{path}"


def _decimal(value) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _grouped(value: Decimal, decimals: int) -> str:
    written = number_format(abs(value), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return written.replace(" ", NBSP).replace(NARROW_NBSP, NBSP)


def _signed(value: Decimal, written: str) -> str:
    return f"\u2212{NBSP}{written}" if value < 0 else written


@register.filter
def euros(value) -> str:
    """Return an amount in euros as « 140 000 € », with its cents only when there are some; empty for no amount."""
    amount = _decimal(value)
    if amount is None or not amount.is_finite():
        return ""
    amount = amount.quantize(Decimal("0.01"))
    decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{_signed(amount, _grouped(amount, decimals))}{NBSP}€"


@register.filter
def number(value) -> str:
    """Return a number with its thousands apart, at most two decimals and none that says nothing."""
    amount = _decimal(value)
    if amount is None or not amount.is_finite():
        return ""
    amount = amount.quantize(Decimal("0.01")).normalize()
    decimals = max(0, -amount.as_tuple().exponent)
    return _signed(amount, _grouped(amount, decimals))


@register.filter
def percent(value) -> str:
    """Return a percentage (0 to 100) as « 58 % », without decimals; empty for no value."""
    amount = _decimal(value)
    if amount is None or not amount.is_finite():
        return ""
    return f"{number(round(amount))}{NBSP}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a day as « 8 avril 2015 », « 1er avril 2015 »; empty for none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return str(ApproximateDate(value)) if value else ""


@register.filter
def file_size(value: int | None) -> str:
    """Return the weight of a file as citizens read it, « 30 Ko », « 1,4 Mo »; empty for none."""
    if value is None:
        return ""
    if value < MEGABYTE:
        return f"{max(1, round(value / 1000))}{NBSP}Ko"
    return f"{number_format(value / MEGABYTE, decimal_pos=1, use_l10n=True)}{NBSP}Mo"


@register.filter
def share(value) -> int:
    """Return a percentage as a whole number held between 0 and 100, fit for an SVG attribute."""
    amount = _decimal(value)
    if amount is None or not amount.is_finite():
        return 0
    return int(min(100, max(0, round(amount))))


@register.filter
def message_kind(level_tag: str) -> str:
    """Return how an alert looks for a tag of django.contrib.messages."""
    return {"success": "good", "warning": "warning", "error": "wrong"}.get(level_tag, "info")


@register.simple_tag
def page_numbers(page_obj) -> list[dict]:
    """Return the entries of a pagination: number (None for a gap), current (bool)."""
    paginator = page_obj.paginator
    shown = paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return [
        {"number": None if entry == paginator.ELLIPSIS else entry, "current": entry == page_obj.number}
        for entry in shown
    ]


@register.simple_tag
def error_count_title(form) -> str:
    """Return the title of the summary of a form's errors."""
    count = sum(len(errors) for errors in form.errors.values())
    if count == 1:
        return _("Une réponse est à corriger")
    return _("%(count)d réponses sont à corriger") % {"count": count}
