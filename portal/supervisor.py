"""One process that keeps others running: a child that dies is started again, a signal stops them all."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

SETTLED = 30.0  # seconds after which a child is held to be well started
LONGEST_PAUSE = 30.0
PATIENCE = 8.0  # seconds left to the children to end by themselves


@dataclass
class Child:
    """A command kept running; ``name`` is what people call it."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    falls: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        # A session of its own: Ctrl-C then reaches the supervisor alone, which stops its children in order.
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - commands of our own
        self.started_at = time.monotonic()

    def fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def sweep(self) -> None:
        """End what the child had started and left behind: it would hold the port."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def pause(self) -> float:
        """Return how long to wait before starting again: longer each time it falls soon after its start."""
        if time.monotonic() - self.started_at > SETTLED:
            self.falls = 0
        self.falls += 1
        return min(LONGEST_PAUSE, 2.0 ** (self.falls - 1))


class Supervisor:
    """Run children until SIGTERM, SIGINT or ``stop()``; ``say`` receives one line per event."""

    def __init__(self, children: list[Child], say: Callable[[str], None] = print):
        self.children = children
        self.say = say
        self.stopping = threading.Event()

    def stop(self, *signal_arguments) -> None:
        self.stopping.set()

    def run(self, once_started: Callable[[], None] | None = None) -> None:
        """Start the children, call ``once_started``, and watch until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            for child in self.children:
                child.start()
            if once_started:
                once_started()
            while not self.stopping.wait(0.2):
                self.watch()
        finally:
            self.end()

    def watch(self) -> None:
        """Start again those that fell, once their pause is over."""
        for child in self.children:
            if child.fallen():
                pause = child.pause()
                self.say(f"{child.name} s’est arrêté (code {child.process.returncode}), reprise dans {pause:.0f} s.")
                child.sweep()
                child.process, child.start_at = None, time.monotonic() + pause
            elif child.process is None and time.monotonic() >= child.start_at:
                child.start()

    def end(self) -> None:
        """Ask every child to end, and end those that do not."""
        started = [child for child in self.children if child.process]
        for child in started:
            child.process.terminate()
        limit = time.monotonic() + PATIENCE
        for child in started:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, limit - time.monotonic()))
            child.sweep()
            child.process.wait()


def web(host: str, port: int, workers: int = 1, threads: int = 4) -> list[str]:
    """Return the command of the web server, on the settings of this process."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        str(threads),
        "--backpressure",
        "128",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "5",
        "--log-level",
        "warning",
        "portal.wsgi:application",
    ]


def worker() -> list[str]:
    """Return the command of the background worker."""
    return [sys.executable, "manage.py", "worker"]
