"""Dates, times and numbers as the CLDR has them for a language."""

from datetime import UTC, date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal
from django.conf import settings

#: The CLDR takes a tag without a country for the largest one's habits; day, month and year is what most readers write.
_WITHOUT_COUNTRY = {"en": "en-GB"}


@lru_cache(maxsize=128)
def locale_of(bcp47: str) -> Locale:
    """The CLDR locale of a BCP 47 tag; the interface's own where the CLDR has none."""
    for tag in (bcp47, bcp47.partition("-")[0], settings.LANGUAGE_CODE):
        try:
            return Locale.parse(_WITHOUT_COUNTRY.get(tag, tag), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("root")


def day_words(value: date, bcp47: str) -> str:
    """A date with its month in words; of a moment, the day in UTC."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    return format_date(value, "long", locale=locale_of(bcp47))


def moment_words(value: datetime, bcp47: str) -> str:
    """A date and a time to the minute in UTC, which is named."""
    locale, value = locale_of(bcp47), value.astimezone(UTC)
    pattern = str(get_datetime_format("long", locale=locale)).replace("'", "")
    time = f"{format_time(value, 'short', locale=locale)} UTC"
    return pattern.replace("{0}", time).replace("{1}", day_words(value, bcp47))


def number_words(value: float, bcp47: str) -> str:
    """A number with the separators of the language."""
    return format_decimal(value, locale=locale_of(bcp47))
