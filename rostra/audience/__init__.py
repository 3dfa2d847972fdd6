"""Who got it: daily visitors, views and engagement, counted without watching people."""
