"""What the sample calls things by is said in every language that one of its sites speaks."""

import pytest
from django.contrib.auth.models import Group

from rostra.audience import policy
from rostra.sample.files import read
from rostra.sample.roles import make_roles


def spoken() -> set[str]:
    """The codes of all languages of the sample's sites."""
    return {code for office in read("organization.json")["offices"] for code in office["languages"]}


def test_kinds_and_themes_are_named_in_the_working_language_of_a_centre_too() -> None:
    assert len(spoken()) > len(read("languages.json")), "a centre speaks a language that is not official"
    for kind in read("kinds.json"):
        assert spoken() <= set(kind["name"]), kind["slug"]
        assert set(kind["name"]) == set(kind["plural"]), kind["slug"]
    for theme in read("organization.json")["themes"]:
        assert spoken() <= set(theme["name"]) & set(theme["description"]), theme["slug"]


@pytest.mark.django_db
def test_one_role_counts_logs_and_it_is_not_the_one_that_is_judged_by_the_figures() -> None:
    make_roles()
    for right in (policy.INGEST, policy.FORGET):
        who = Group.objects.filter(permissions__codename=right.partition(".")[2])
        assert [group.name for group in who] == ["Administrator"]
