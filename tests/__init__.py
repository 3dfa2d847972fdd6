"""The suite: one folder per stage, `journeys` for whole ways, `house_rules` for structure."""
