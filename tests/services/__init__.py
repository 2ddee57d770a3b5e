"""Real search clusters on this machine, started by ``search-cluster`` (README.md beside this file)."""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = Path(__file__).parent / "search-cluster"
MISSING = "sudo apt install maven openjdk-21-jdk-headless"


def _free_port(nodes: int) -> int:
    """Return a port that is free, as are the next ones and those a hundred above, where nodes speak to each other."""
    while True:
        port = random.randrange(21_000, 29_000)  # noqa: S311 - no secret
        try:
            for number in (*range(port, port + nodes), *range(port + 100, port + 100 + nodes)):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port


class Cluster:
    """A cluster that runs: its engine, its addresses, and what can happen to its nodes."""

    def __init__(self, engine: str, nodes: int, folder: Path):
        self.engine, self.folder = engine, folder
        port = _free_port(nodes)
        self._start = ("--engine", engine, "--nodes", str(nodes), "--port", str(port), "--heap", "512m")
        self.start()
        self.hosts = [f"http://127.0.0.1:{port + number}" for number in range(nodes)]

    def _do(self, verb: str, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, COMMAND, verb, "--dir", self.folder, *arguments], capture_output=True, text=True
        )
        if done.returncode and ("is needed" in done.stderr):
            reason = f"{done.stderr.strip()} {MISSING}"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
        assert not done.returncode, done.stderr

    def settings(self, prefix: str) -> dict:
        """Return what the portal's settings say of it."""
        account = {"username": "", "password": "", "authority": ""}
        return {"engine": self.engine, "hosts": self.hosts, "prefix": prefix, **account}

    def start(self) -> None:
        """Start every node that does not run, and wait for all of them."""
        self._do("start", *self._start)

    def kill(self, node: int) -> None:
        self._do("kill", str(node))

    def pause(self, node: int) -> None:
        self._do("pause", str(node))

    def resume(self, node: int) -> None:
        self._do("resume", str(node))

    def destroy(self) -> None:
        self._do("destroy")


@contextmanager
def cluster(engine: str, nodes: int, folder: Path) -> Iterator[Cluster]:
    """Run a cluster; skip the test where Maven or a JDK is missing, fail it in continuous integration."""
    running = Cluster(engine, nodes, folder)
    try:
        yield running
    finally:
        running.destroy()
