"""``make demo`` says in one line what is missing, and recognises a database of another age."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from portal.management.commands.demo import outdated, schema_fits

ROOT = Path(__file__).parents[2]


def start(*arguments, **environment):
    command = [sys.executable, str(ROOT / "bin" / "demo.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=60)


def one_line(answer) -> str:
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr
    return answer.stderr


def test_a_taken_port_is_told_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"PORT={port + 1}" in one_line(start("--port", str(port)))


@pytest.mark.parametrize("port", ["abc", "0", "-1", "70000", "", "８０"])
def test_a_port_that_is_none_is_told(port):
    assert "PORT=" in one_line(start(f"--port={port}"))


def test_a_host_that_is_not_this_machines_is_told():
    assert "HOST=192.0.2.1" in one_line(start("--port", "8799", "--host", "192.0.2.1"))


def test_an_old_python_is_told():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'bin')!r}); import environment;"
        "sys.version_info = (3, 8, 10); environment.check_python()"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "Python 3.11" in one_line(answer)
    assert "ici 3.8" in answer.stderr


def test_a_python_without_venv_is_told():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'bin')!r}); import environment;"
        "sys.modules['ensurepip'] = None; environment.check_python()"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "python3-venv" in one_line(answer)


@pytest.mark.parametrize("script", ["demo.py", "environment.py"])
def test_the_first_scripts_are_readable_by_an_old_python(script):
    import ast

    ast.parse((ROOT / "bin" / script).read_text(), feature_version=(3, 5))


@pytest.mark.django_db
def test_a_schema_made_by_the_present_migrations_fits():
    assert schema_fits()


@pytest.mark.django_db
def test_a_schema_made_by_migrations_of_the_same_name_but_other_columns_does_not_fit():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_beatjob RENAME COLUMN last_error TO former_error")
    assert not schema_fits()


@pytest.mark.django_db
def test_an_older_database_is_told_with_what_to_remove():
    assert "rm " in outdated("/srv/var/portail.sqlite3") or connection.vendor != "sqlite"
