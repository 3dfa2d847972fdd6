"""Images and documents, private until a release makes them public."""
