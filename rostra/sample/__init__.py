"""An invented organization with real prose, for a first look and for tests."""
