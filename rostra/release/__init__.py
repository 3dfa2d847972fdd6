"""One act, many channels: seal, arm, hold, join, correct, withdraw, deliver."""
