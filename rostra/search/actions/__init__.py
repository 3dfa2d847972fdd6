"""The verbs of search: one file, one door each, for command line, indexer and desk alike."""
