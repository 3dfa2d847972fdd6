"""Rostra carries a piece of information from the mandate that asks for it to the result that proves it."""
