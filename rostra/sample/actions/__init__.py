"""The verbs of setting up: an instance, and the sample."""
