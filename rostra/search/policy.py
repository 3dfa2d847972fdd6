"""Who may do which verb of search: one line a verb."""

REBUILD = "search.rebuild_index"
