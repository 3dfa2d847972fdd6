"""Who may do which verb of results: one line a verb."""

SEE = "results.view_indicator"
SET_TARGET = "results.change_target"
ANNOTATE = "results.add_periodnote"
