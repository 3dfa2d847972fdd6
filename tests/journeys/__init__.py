"""Journeys: what people come to do, from end to end."""
