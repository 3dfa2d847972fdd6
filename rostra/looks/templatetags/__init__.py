"""Template tags of the public face and the desk."""
