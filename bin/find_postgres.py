#!/usr/bin/env python3
"""Print the address of a PostgreSQL server where the tests may make their databases; fail when none answers.

It is TEST_POSTGRES_URL, or a server of this machine that opens to the present user or to « portail ».
"""

import os
import sys

import psycopg2

LOCAL = (
    "postgresql://portail:portail@localhost:5432/postgres",
    "postgresql:///postgres",
    "postgresql://postgres@localhost:5432/postgres",
)


def usable(url):
    """Say whether the server answers and lets this role make databases."""
    try:
        connection = psycopg2.connect(url, connect_timeout=3)
    except psycopg2.Error:
        return False
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        allowed = cursor.fetchone()[0]
    connection.close()
    return allowed


if __name__ == "__main__":
    asked = os.environ.get("TEST_POSTGRES_URL")
    found = next((url for url in ([asked] if asked else LOCAL) if usable(url)), None)
    if not found:
        sys.exit(1)
    print(found)
