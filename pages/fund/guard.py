"""The database itself keeps the entries of the ledger as they were written, whatever goes round the models."""

from django.db import DEFAULT_DB_ALIAS, connections

from pages.fund.models import LedgerEntry

TABLE = LedgerEntry._meta.db_table
# The author alone may be forgotten, when an account is erased; nobody is ever written in their place.
KEPT = ", ".join(field.column for field in LedgerEntry._meta.concrete_fields if field.name != "author")
SAID = "a ledger entry is neither changed nor deleted"

SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_{name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for name, event in {
        "not_changed": f"UPDATE OF {KEPT} ON {TABLE}",
        "not_signed": f"UPDATE OF author_id ON {TABLE} WHEN NEW.author_id IS NOT NULL",
        "not_deleted": f"DELETE ON {TABLE}",
    }.items()
]
POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE OR REPLACE TRIGGER {TABLE}_kept BEFORE DELETE OR UPDATE OF {KEPT} ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()
    """,
    f"""
    CREATE OR REPLACE TRIGGER {TABLE}_not_signed BEFORE UPDATE OF author_id ON {TABLE}
    FOR EACH ROW WHEN (NEW.author_id IS NOT NULL) EXECUTE FUNCTION {TABLE}_refuse()
    """,
]


def lay(using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Lay the triggers that refuse; done after each migration, harmless when they are there."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
