"""Verbs of the desk: one a file."""
