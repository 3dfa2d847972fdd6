"""The verbs of results."""
