"""Whether it mattered: indicators computed from evidence."""
