"""The invented organization: programme, themes, network, people, mandates. Only what is missing is made."""

from datetime import date
from typing import Any

from rostra.foundation.models import Language, User
from rostra.looks.models import Wording
from rostra.mandates.models import Mandate, MandateParagraph, Observance, Programme, Theme
from rostra.network.models import Host, Office, Person, Region
from rostra.sample.files import read

#: What an office of the sample takes from its data as it stands.
OFFICE_TEXTS = ("function", "order", "name", "place", "about", "address", "email", "telephone", "time_zone")


def is_there() -> bool:
    """Whether this instance holds the sample, whole or begun."""
    return Programme.objects.filter(code=read("organization.json")["marker"]).exists()


def make_organization() -> list[str]:
    """Make the network and the programme; returns the slugs of the offices that were new."""
    data = read("organization.json")
    first = not is_there()
    for row in data["languages"]:
        Language.objects.get_or_create(code=row["code"], defaults=row)
    make_wording()
    Programme.objects.get_or_create(code=data["programme"]["code"], defaults=_dated(data["programme"]))
    for row in data["regions"]:
        Region.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in data["themes"]:
        Theme.objects.get_or_create(slug=row["slug"], defaults=row)
    return [row["slug"] for row in data["offices"] if _office(row, rename=first)]


def make_wording() -> None:
    """Give the interface's words to the languages that have no catalogue; what the desk changed stays."""
    for code, words in read("wording.json").items():
        language = Language.objects.get(code=code)
        for msgid, forms in words.items():
            text = forms if isinstance(forms, str) else "\n".join(forms)
            Wording.objects.get_or_create(language=language, msgid=msgid, defaults={"text": text})


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: date.fromisoformat(row[name]) for name in ("starts_on", "ends_on")}}


def _office(row: dict[str, Any], *, rename: bool) -> bool:
    """Make an office; headquarters, which `init` made nameless, gets its name the first time."""
    values = {name: row[name] for name in OFFICE_TEXTS}
    office, is_new = Office.objects.get_or_create(slug=row["slug"], defaults=values)
    if not is_new and not (rename and office.function == Office.Function.HEADQUARTERS):
        return False
    for name, value in values.items():
        setattr(office, name, value)
    office.region = Region.objects.filter(slug=row["region"]).first()
    office.hub = Office.objects.filter(slug=row["hub"]).first()
    office.save()
    office.languages.set(Language.objects.filter(code__in=row["languages"]))
    for name in row["hosts"]:
        Host.objects.get_or_create(name=name, defaults={"office": office})
    for name in row.get("symbol_hosts", []):
        Host.objects.get_or_create(name=name, defaults={"office": office, "purpose": Host.Purpose.SYMBOLS})
    return True


def make_people() -> None:
    """Put people in the offices, with the logins that some of them have."""
    for row in read("organization.json")["people"]:
        office = Office.objects.get(slug=row["office"])
        user = User.objects.filter(username=row.get("user", "")).first()
        Person.objects.get_or_create(
            name=row["name"], office=office, defaults={"post": row["post"], "public": row["public"], "user": user}
        )


def make_mandates() -> list[str]:
    """Make the mandates with their paragraphs, and the observances; returns the symbols that were new."""
    data, made = read("mandates.json"), []
    programme = Programme.objects.get(code=read("organization.json")["marker"])
    for row in data["mandates"]:
        adopted = date.fromisoformat(row["adopted_on"])
        mandate, is_new = Mandate.objects.get_or_create(
            symbol=row["symbol"], defaults={"title": row["title"], "adopted_on": adopted}
        )
        if is_new:
            made.append(row["symbol"])
            mandate.programmes.add(programme)
            mandate.themes.set(Theme.objects.filter(slug__in=row["themes"]))
            for order, paragraph in enumerate(row["paragraphs"], start=1):
                MandateParagraph.objects.create(mandate=mandate, order=order, **paragraph)
    for row in data["observances"]:
        links = {
            "mandate": Mandate.objects.get(symbol=row["mandate"]),
            "theme": Theme.objects.get(slug=row["theme"]),
        }
        Observance.objects.get_or_create(slug=row["slug"], defaults={**row, **links})
    return made
