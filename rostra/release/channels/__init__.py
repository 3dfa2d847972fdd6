"""Channels: each file here is one way out, registered by name; none imports another."""
