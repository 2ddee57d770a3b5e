"""What a process apart may use. It sets these limits on itself before it reads anything."""

import resource

MEGABYTE = 1024 * 1024

SECONDS = 20
"""Of processor, and on the clock."""
MEMORY = 1024 * MEGABYTE
FILE_SIZE = 100 * MEGABYTE
"""Of the file that is read."""
OUTPUT = 8 * MEGABYTE
"""Of all that it may print."""


def confine() -> None:
    """Hold this process to its limits, for good: it could not raise them again."""
    for limit, value in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
