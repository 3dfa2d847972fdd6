"""The ground floor: languages, symbols, clock, ledger, announcements, gate."""
