"""Staff screens over several stages."""
