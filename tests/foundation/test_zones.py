"""Time zones that are offered: those of places where people are."""

from zoneinfo import ZoneInfo

import pytest

from rostra.foundation.zones import inhabited, zone_choices


@pytest.mark.parametrize("zone", ["Factory", "localtime", "Etc/GMT+3", "EST5EDT", "Asia/Calcutta", "GB", "posixrules"])
def test_what_is_no_place_or_an_old_name_is_not_offered(zone: str) -> None:
    assert zone not in inhabited()


def test_every_zone_is_named_once_and_can_be_reckoned_with() -> None:
    names = inhabited()
    assert names[0] == "UTC"
    assert {"Asia/Kolkata", "Europe/Kyiv", "Africa/Nairobi", "America/New_York", "Pacific/Kiritimati"} <= set(names)
    assert len(set(names)) == len(names) < 450
    assert all(ZoneInfo(name).key == name for name in names)


def test_choices_stand_in_groups_after_those_that_are_kept() -> None:
    choices = zone_choices("Asia/Calcutta", "Nowhere/Land", "Europe/Paris")
    assert [value for value, _shown in choices[:3]] == ["Asia/Calcutta", "Europe/Paris", "UTC"]
    groups = dict(choices[3:])
    assert list(groups)[:2] == ["Africa", "America"]
    assert ("Europe/Paris", "Europe/Paris") not in groups["Europe"]
    assert ("Europe/Rome", "Europe/Rome") in groups["Europe"]
