"""Other servers, set up to answer the same bytes."""
