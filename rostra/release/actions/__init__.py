"""The verbs of release: one file, one door each, for views, API and command line alike."""
