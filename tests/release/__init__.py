"""Release: the rules, the verbs, the worker."""
