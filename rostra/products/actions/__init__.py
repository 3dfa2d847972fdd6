"""The verbs of products: one file, one door each."""
