"""What we make: products and their language versions."""
