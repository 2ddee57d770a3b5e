"""The process that keeps the web server and the worker running."""

import os
import signal
import subprocess
import sys
import time

import pytest

from portal.supervisor import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def until(true, patience=15.0):
    limit = time.monotonic() + patience
    while not true() and time.monotonic() < limit:
        time.sleep(0.02)
    assert true()


@pytest.fixture
def child():
    child = Child("L’essai", SLEEPER)
    yield child
    if child.process:
        child.sweep()
        child.process.wait()


def test_a_child_that_dies_is_started_again_after_a_pause(child):
    said = []
    keeper = Supervisor([child], say=said.append)
    child.start()
    first = child.process.pid
    child.process.kill()
    until(lambda: child.fallen())
    keeper.watch()
    assert child.process is None
    until(lambda: keeper.watch() or child.process is not None)
    assert child.process.pid != first
    assert len(said) == 1


def test_the_pause_grows_with_each_fall_up_to_half_a_minute(child):
    child.started_at = time.monotonic()
    assert [child.pause() for _fall in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_the_pause_is_short_again_for_a_child_that_had_settled(child):
    child.falls, child.started_at = 6, time.monotonic() - 3600
    assert child.pause() == 1


def test_stopping_ends_the_children_even_those_that_refuse(monkeypatch, child):
    monkeypatch.setattr("portal.supervisor.PATIENCE", 0.2)
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    child.command = [sys.executable, "-c", stubborn]
    child.start()
    Supervisor([child]).end()
    assert child.process.returncode is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_supervisor_and_children(number):
    code = (
        "from portal.supervisor import Child, Supervisor; import sys;"
        f"child = Child('x', {SLEEPER!r});"
        "Supervisor([child]).run(lambda: print(child.process.pid, flush=True))"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = int(supervisor.stdout.readline())
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
