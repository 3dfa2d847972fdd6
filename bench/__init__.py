"""Benchmarks: each file runs by itself, takes its input folder as an argument, and prints one JSON document."""
