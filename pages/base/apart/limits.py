"""What a process apart may use. It sets these limits on itself before it reads anything."""

import resource

MEGABYTE = 1024 * 1024

PROCESSOR_SECONDS = 20
SECONDS = 60
"""On the clock: a busy machine is not a hostile file."""
MEMORY = 1024 * MEGABYTE
FILE_SIZE = 100 * MEGABYTE
"""Of the file that is read."""
OUTPUT = 8 * MEGABYTE
"""Of all that it may print."""


def confine() -> None:
    """Hold this process to its limits, for good: it could not raise them again."""
    for limit, value in (
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
