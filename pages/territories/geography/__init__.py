"""The official code geography: its rows (models), how they are found (lookup), read (source) and written (loading)."""
