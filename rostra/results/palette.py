"""The colour and the mark of each language: the same in every chart, told apart by the colour-blind and in grey.

Colours after Okabe and Ito (2008), ordered so that neighbours differ in lightness; no two languages of the first eight
share colour or mark.
"""

from rostra.foundation.models import Language

COLOURS = ("#0072b2", "#d55e00", "#332288", "#009e73", "#9a6700", "#aa3377", "#56a4d6", "#666666")
#: Vega's names of marks.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")


def colours() -> dict[str, str]:
    """Language code -> colour, by the language's place in the institution's order."""
    return {code: COLOURS[n % len(COLOURS)] for n, code in enumerate(Language.objects.values_list("code", flat=True))}


def shapes() -> dict[str, str]:
    """Language code -> mark, likewise."""
    return {code: SHAPES[n % len(SHAPES)] for n, code in enumerate(Language.objects.values_list("code", flat=True))}
