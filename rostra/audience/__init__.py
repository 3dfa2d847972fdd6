"""Who got it: requests counted without watching people, bots out, as Parquet that any engine can read."""
