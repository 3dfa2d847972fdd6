"""What we keep: works, expressions and files, found by symbol."""
