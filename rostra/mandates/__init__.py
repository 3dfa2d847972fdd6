"""What we were asked to do: programmes, mandates by symbol, themes, observances."""
