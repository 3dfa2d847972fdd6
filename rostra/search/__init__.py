"""How it is found, in each language."""
