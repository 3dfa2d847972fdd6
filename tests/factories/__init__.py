"""Small makers of things, each in a state that a test can name: `cleared_product`, `live_release`."""
