"""Work done in many threads at the same instant, each on a connection of its own, as web requests do."""

import threading
from collections import Counter
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection

from pages.people.refusals import Refused

REFUSED = "refused"


def all_at_once(*works: Callable[[], object]) -> list:
    """Run each work in its thread; return what they gave, REFUSED for those that a service refused.

    Raises the first unexpected error: it must be seen, not lost with its thread.
    """
    ended: list = []
    unexpected: list[Exception] = []
    together = threading.Barrier(len(works))

    def run(work):
        try:
            together.wait(timeout=60)
            ended.append(work())
        except (ValidationError, Refused):
            ended.append(REFUSED)
        except Exception as error:
            unexpected.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    if unexpected:
        raise unexpected[0]
    return ended


def at_once(work: Callable[[], object], count: int) -> Counter:
    """Run the same work in that many threads; return how many ended with what, or refused."""
    return Counter(all_at_once(*[work] * count))
