"""Who may do which verb of audience: one line a verb."""

INGEST = "audience.add_logsource"
FORGET = "audience.delete_logsource"
