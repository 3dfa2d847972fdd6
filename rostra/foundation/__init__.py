"""The ground floor: languages, symbols, clock, ledger, announcements, gate."""

#: A language as addresses, files and catalogues name it.
LANGUAGE_CODE = r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*"
