"""The verbs of counting."""
