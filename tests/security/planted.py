"""The made-up words that the demonstration plants in its confidential texts."""

from pathlib import Path

# Shown to those named, and in no index: a draft of an association, its bank details, what is said of a request.
OUT_OF_THE_INDEX = frozenset({"trompillane", "grisolette", "moustragne", "gribouchelle", "tourniflard"})


def words() -> dict[str, set[str]]:
    """Return each word of ``planted.txt`` with the addresses of the accounts that may find it."""
    lines = Path(__file__).with_name("planted.txt").read_text().splitlines()
    told = [line.partition(": ") for line in lines if line and not line.startswith("#")]
    return {word: set(accounts.split(", ")) for word, _colon, accounts in told}
