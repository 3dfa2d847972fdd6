"""Settings, addresses and entry points of an instance."""
