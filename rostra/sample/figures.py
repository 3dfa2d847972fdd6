"""The sample's indicators, with invented baselines and targets that say so wherever they show."""

from datetime import date
from typing import Any

from rostra.foundation.models import Language
from rostra.mandates.models import Programme
from rostra.results.models import Baseline, Indicator, Target
from rostra.sample.files import read

#: What an indicator takes from its data as it stands.
TEXTS = ("measure", "better", "order", "name", "definition", "method", "unit")


def make_indicators() -> list[str]:
    """Make the indicators that are not there yet, and say which; what people changed since is theirs."""
    data, made = read("indicators.json"), []
    programme = Programme.objects.get(code=read("organization.json")["marker"])
    for row in data["indicators"]:
        values = {**{name: row[name] for name in TEXTS}, "programme": programme, "remark": data["note"]}
        indicator, is_new = Indicator.objects.get_or_create(code=row["code"], defaults=values)
        if is_new:
            made.append(indicator.code)
            _figures(indicator, row, data["note"])
    return made


def _figures(indicator: Indicator, row: dict[str, Any], note: dict[str, str]) -> None:
    """The baseline and target of all together and of each language that the instance has."""
    languages = {language.code: language for language in Language.objects.all()}
    before, promised = _year(row["baseline"]["period"]), _year(row["target"]["period"])
    whole = {"baseline": row["baseline"]["value"], "target": row["target"]["value"]}
    for code, values in {"": whole, **row["per_language"]}.items():
        if code in languages or not code:
            about = {"indicator": indicator, "language": languages.get(code)}
            Baseline.objects.create(**about, **before, value=values["baseline"], typed_in=True, source=note)
            Target.objects.create(**about, **promised, value=values["target"])


def _year(period: str) -> dict[str, date]:
    year = int(period)
    return {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
