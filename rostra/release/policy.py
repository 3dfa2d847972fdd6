"""Who may do which verb of release: one line a verb."""

SCHEDULE = "release.schedule_release"
HOLD = "release.hold_release"
UNSEAL = "release.unseal_release"
CORRECT = "release.correct_release"
WITHDRAW = "release.withdraw_release"
WAIVE = "release.waive_language"
