"""The public sites of headquarters and of every centre."""
