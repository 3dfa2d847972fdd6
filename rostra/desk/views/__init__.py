"""The desk's screens over several stages."""
