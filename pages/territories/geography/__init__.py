"""The official code geography of France: what is loaded (models), how it is found (lookup), how it is loaded (loading)."""
