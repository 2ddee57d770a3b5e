#!/usr/bin/env python3
"""Ask whether a library of .venv has a known vulnerability; a registry that does not answer fails nothing."""

import json
import subprocess
import sys

# They install the project; they do not serve it.
INSTALLERS = {"pip", "setuptools"}
COMMAND = [
    sys.executable,
    "-m",
    "pip_audit",
    "--local",
    "--progress-spinner",
    "off",
    "--format",
    "json",
    "--timeout",
    "15",
]


def main() -> int:
    try:
        answer = subprocess.run(COMMAND, capture_output=True, text=True, timeout=180, check=False)  # noqa: S603
        libraries = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("Le registre ne répond pas : contrôle remis à plus tard.")
        return 0
    found = [
        f"{library['name']} {library['version']} : {vulnerability['id']},"
        f" corrigée en {', '.join(vulnerability['fix_versions']) or '(pas encore)'}"
        for library in libraries
        if library["name"] not in INSTALLERS
        for vulnerability in library.get("vulns", [])
    ]
    print("\n".join(found) or f"{len(libraries)} bibliothèques, aucune vulnérabilité connue.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
