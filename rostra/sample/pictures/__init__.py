"""Illustrations drawn by the project: the drawing code, and what it drew."""
