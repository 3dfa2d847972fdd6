"""Which language answers: the one that a browser asks for. Values in, values out."""

from collections.abc import Mapping

#: An Accept-Language header longer than this (characters) is not read; RFC 9110, section 12.5.4, needs far less.
LONGEST_HEADER = 500


def negotiate(header: str, tags: Mapping[str, str], *, default: str) -> str:
    """The language that an Accept-Language header (RFC 9110, 12.5.4) likes best.

    Args:
        header: as sent; nonsense is passed over.
        tags: code -> BCP 47 tag of the languages on offer.
        default: the code for a header that likes none of them.
    """
    for tag in _by_preference(header[:LONGEST_HEADER]):
        for code, offered in tags.items():
            if tag in {code.lower(), offered.lower()}:
                return code
        primary = tag.partition("-")[0]
        for code, offered in tags.items():
            if primary in {code.lower(), offered.lower().partition("-")[0]}:
                return code
    return default


def _by_preference(header: str) -> list[str]:
    ranked = []
    for place, part in enumerate(header.split(",")):
        tag, _, parameter = part.strip().partition(";")
        weight = _weight(parameter.strip())
        if tag and weight > 0:
            ranked.append((-weight, place, tag.strip().lower()))
    return [tag for _, _, tag in sorted(ranked)]


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, value = parameter.partition("=")
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if name.strip() == "q" and 0 <= weight <= 1 else 0.0
