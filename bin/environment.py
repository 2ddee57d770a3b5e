#!/usr/bin/env python3
"""Make .venv with what the requirements name; do nothing when it is already so.

Standard library only, and readable by an old Python, which must be able to say that it is too old.
"""

import argparse
import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


def stop(line):
    """Leave with one line that says what to do."""
    sys.stderr.write(line + "\n")
    sys.exit(1)


def check_python():
    if sys.version_info < OLDEST:
        stop(
            "Python 3.11 ou plus récent est nécessaire (ici %d.%d) : installez-le, puis recommencez."
            % sys.version_info[:2]
        )
    try:
        import ensurepip
        import venv

        assert venv and ensurepip
    except ImportError:
        stop("Le module venv de Python manque : installez-le (Debian, Ubuntu : apt install python3-venv).")


def check_folder():
    places = [ROOT] + [place for place in (VENV, os.path.join(ROOT, "var")) if os.path.exists(place)]
    for place in places:
        if not os.access(place, os.W_OK | os.X_OK):
            stop("Le dossier %s n’est pas modifiable : changez ses droits, ou copiez le projet ailleurs." % place)
        # Access rights say nothing of a disk mounted read-only for the superuser: try.
        trial = os.path.join(place, ".essai-%d" % os.getpid())
        try:
            open(trial, "w").close()
            os.remove(trial)
        except OSError as problem:
            stop("Impossible d’écrire dans %s (%s)." % (place, problem.strerror))


def wanted(names):
    """Return a digest of the requirements and of the Python that they are installed for."""
    digest = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamp(names):
    return os.path.join(VENV, names[-1] + ".installed")


def stamped(names):
    """Say whether what is installed is what these requirements name."""
    if not os.path.exists(stamp(names)):
        return False
    with open(stamp(names)) as file:
        return file.read() == wanted(names)


def run(command, failure):
    if subprocess.call(command, cwd=ROOT) != 0:
        stop(failure)


def prepare(development=False):
    """Make or complete .venv; its stamps hold the digests of what was installed last."""
    check_python()
    check_folder()
    names = ["requirements.txt"] + (["requirements-dev.txt"] if development else [])
    if os.path.exists(PYTHON) and stamped(names):
        return
    if not os.path.exists(PYTHON):
        print("Préparation de Python dans .venv…", flush=True)
        run(
            [sys.executable, "-m", "venv", VENV],
            "L’environnement Python n’a pas pu être créé : supprimez le dossier .venv, puis recommencez.",
        )
    print("Installation des bibliothèques (une minute la première fois)…", flush=True)
    run(
        [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", names[-1]],
        "Les bibliothèques n’ont pas pu être installées : vérifiez l’accès au réseau, puis recommencez.",
    )
    # What development needs contains what serving needs.
    for count in range(1, len(names) + 1):
        with open(stamp(names[:count]), "w") as file:
            file.write(wanted(names[:count]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--development", action="store_true", help="with what tests and checks need")
    prepare(parser.parse_args().development)
