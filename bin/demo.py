#!/usr/bin/env python3
"""Start the demonstration from nothing: check the machine, install, hand over to ``manage.py demo``.

Each thing that can be missing is told in one line. Standard library only, readable by an old Python.
"""

import argparse
import errno
import os
import re
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import environment  # noqa: E402 - its folder had to be named first


def port(text):
    if not re.match("[0-9]{1,5}$", text) or not 1 <= int(text) <= 65535:
        environment.stop("PORT=%s : un nombre de 1 à 65535 est attendu." % text)
    return int(text)


def check_port(host, number):
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            # Bound is not enough: servers that share a port let it be bound twice.
            trial.listen(1)
    except socket.gaierror:
        environment.stop("HOST=%s : cette adresse n’est pas connue. Essayez HOST=127.0.0.1." % host)
    except (OSError, OverflowError) as problem:
        if getattr(problem, "errno", None) == errno.EADDRINUSE:
            environment.stop("Le port %d est déjà pris : essayez make demo PORT=%d." % (number, number % 65535 + 1))
        if getattr(problem, "errno", None) == errno.EACCES:
            environment.stop("Le port %d est réservé : essayez make demo PORT=8000." % number)
        environment.stop("HOST=%s : cette adresse n’est pas celle de cette machine. Essayez HOST=127.0.0.1." % host)


def main():
    environment.check_python()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8000")
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args()
    number = port(options.port)
    check_port(options.host, number)
    environment.prepare()
    manage = os.path.join(environment.ROOT, "manage.py")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    # The demonstration's accounts are used by anyone: none has a telephone of its own.
    os.environ.setdefault("SECOND_FACTOR_REQUIRED", "false")
    os.chdir(environment.ROOT)
    os.execv(environment.PYTHON, [environment.PYTHON, manage, "demo", "--port", str(number), "--host", options.host])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
