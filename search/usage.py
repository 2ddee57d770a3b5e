"""What is searched and what finds nothing, counted without telling who: neither account, machine nor hour is kept.

A question is at first a number that cannot be read back, another one each month; its words are written once it has been
asked several times, and never when they look like someone's (an address, a long number).
"""

import logging
import re
import threading
import time
from collections import Counter

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.models import QueryUse
from search.searching import Answer, Asked

logger = logging.getLogger("search.usage")

SAID_FROM = 5
"""How often a question is asked, in a month, before its words are written."""
LONGEST = 60  # characters
FLUSHED = 60.0  # seconds
PERSONAL = re.compile(r"@|\d[\d .-]{5,}\d")

_lock = threading.Lock()
_waiting: Counter[tuple[str, bool]] = Counter()
_last_flush = 0.0


def record(asked: Asked, answer: Answer) -> None:
    """Count a search of the page, its first page only; written with others, about once a minute."""
    text = " ".join(asked.text.lower().split())
    if not text or asked.page > 1 or len(text) > LONGEST or PERSONAL.search(text):
        return
    with _lock:
        _waiting[text, not answer.all_words] += 1
        due = time.monotonic() - _last_flush > FLUSHED
    if due:
        flush()


def flush() -> None:
    """Write what was counted; what cannot be written is dropped: it is only a measure."""
    global _last_flush
    with _lock:
        counted, _last_flush = dict(_waiting), time.monotonic()
        _waiting.clear()
    month = timezone.localdate().replace(day=1)
    try:
        with transaction.atomic():
            for (text, fruitless), number in sorted(counted.items()):
                _add(text, month, number, number if fruitless else 0)
    except DatabaseError as problem:
        logger.warning("Les recherches n’ont pas été comptées (%s).", type(problem).__name__)


def _add(text: str, month, number: int, fruitless: int) -> None:
    digest = salted_hmac("search-usage", f"{month:%Y-%m} {text}", algorithm="sha256").hexdigest()
    row, _created = QueryUse.objects.get_or_create(digest=digest, defaults={"month": month})
    QueryUse.objects.filter(pk=row.pk).update(count=F("count") + number, fruitless=F("fruitless") + fruitless)
    QueryUse.objects.filter(pk=row.pk, text="", count__gte=SAID_FROM).update(text=text)


def forget_old() -> int:
    """Forget the questions without words once their month is over, the others after a year; return how many."""
    this_month = timezone.localdate().replace(day=1)
    oldest = this_month.replace(year=this_month.year - 1)
    unsaid = QueryUse.objects.filter(month__lt=this_month, text="").delete()[0]
    return unsaid + QueryUse.objects.filter(month__lt=oldest).delete()[0]
