"""The same work done in many threads at the same instant, each on a connection of its own."""

import threading
from collections import Counter
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection

REFUSED = "refused"


def at_once(work: Callable[[], object], count: int) -> Counter:
    """Run the same work in every thread at the same instant; return how many ended how: with what, or refused."""
    ended: list = []
    together = threading.Barrier(count)

    def run():
        try:
            together.wait(timeout=60)
            ended.append(work())
        except ValidationError:
            ended.append(REFUSED)
        except Exception as error:  # an unexpected end must be seen in the count, not lost with its thread
            ended.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _one in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return Counter(ended)
