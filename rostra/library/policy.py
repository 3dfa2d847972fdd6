"""Who may do which verb to the library."""

ADD = "library.add_work"
CHANGE = "library.change_work"
SEE = ("library.view_work", "library.change_work", "library.add_work")
