"""What people type made ready for reading as a symbol: plain letters, digits and strokes, no stray edges."""

import re
import unicodedata
from urllib.parse import unquote

#: The longest text that is looked at, in characters.
LONGEST = 200
#: The most parts of one symbol.
MOST_PARTS = 14

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
        **dict.fromkeys("⁄∕⧸", "/"),
        **dict.fromkeys("[{【〔", "("),
        **dict.fromkeys("]}】〕", ")"),
        # Cyrillic letters that look Latin: what a Russian keyboard gives for the same symbol.
        **dict(zip("АВЕКМНОРСТХ", "ABEKMHOPCTX", strict=True)),
    }
)
_EDGES = " \t.,;:'\"`´‘’“”«»*/<>؛،。，、！？!?"

ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_FILE_END = re.compile(r"\.(?:pdf|xml|docx?|html?|txt)$", re.IGNORECASE)
_JOB_END = re.compile(r"[-_]\d{7}[A-Z]?$")
_LANGUAGE_END = re.compile(r"(?:(?<=[\d)A-Z])-[A-Z]{2}|(?:(?<=[\d)])|(?<=-[A-Z]))-[a-z]{2})$")
_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"https?:/{1,2}[^/?#]+/([^?#]*).*", re.IGNORECASE)
#: Where a symbol may begin in the path of an address: what has a capital, or is the letter of a principal body.
_BEGINNING = re.compile(r"(?:^|/)(?=[^/]*[A-Z]|[aest]/)")
#: Three words or more with hyphens between them, as in `A-RES-74-1`: fewer are a word such as `covid-19`.
_HYPHENED = re.compile(r"[A-Za-z]+(?:-[\w.]+){2,}(?: ?\([^()]*\))?")
#: Hyphens that are the symbol's own, taken for strokes: of a session (`S-21`), of letters (`93A-B`).
_SESSION = re.compile(r"(?<=/)(E?S)/(?=\d)", re.IGNORECASE)
_LETTERS = re.compile(r"(?<=\d)/?([A-Z])/([A-Z])$", re.IGNORECASE)


class NotASymbolError(ValueError):
    """A text that is no document symbol; `reason` says why, for a person."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{text[:60]!r}: {reason}")
        self.reason = reason


def roman_value(text: str) -> int:
    """The value of a roman numeral; 0 where it is none."""
    if not ROMAN.fullmatch(text):
        return 0
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[c] for c in text]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def tidy(text: str) -> str:
    """Latin letters, plain digits and strokes, single spaces, no stray edges, brackets in pairs.

    Raises:
        NotASymbolError: where the text is too long or holds control characters.
    """
    if len(text) > LONGEST:
        raise NotASymbolError(text, f"It is longer than {LONGEST} characters.")
    folded = unicodedata.normalize("NFKC", unquote(unquote(text))).translate(_FOLD)
    plain = "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c
        for c in folded
        if unicodedata.category(c) != "Cf"
    )
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in plain):
        raise NotASymbolError(text, "It holds control characters.")
    plain = _from_address(_without_edges(_SPACES.sub(" ", plain)))
    if "/" not in plain:
        plain = _from_file_name(plain)
    return _balanced(plain)


def _without_edges(text: str) -> str:
    text = text.strip(_EDGES)
    while text[:1] == "(" and text[-1:] == ")" and "(" not in text[1:]:
        text = text[1:-1].strip(_EDGES)
    return text


def _from_address(text: str) -> str:
    """The end of a web address, from where it may be a symbol; any other text as it stands. No host is better known."""
    address = _ADDRESS.fullmatch(text)
    if address is None:
        return text
    begins = _BEGINNING.search(address[1])
    return address[1][begins.end() :].strip(_EDGES) if begins else ""


def _from_file_name(text: str) -> str:
    """`A_RES_70_93-FR.pdf`, `A-RES-70-93` and `A RES 70 93` as symbols with strokes."""
    if "_" in text or _HYPHENED.fullmatch(text):
        text = _LANGUAGE_END.sub("", _JOB_END.sub("", _FILE_END.sub("", text)))
    if "_" in text:
        return text.replace("_(", " (").replace("_", "/")
    if _HYPHENED.fullmatch(text):
        return _LETTERS.sub(r" \1-\2", _SESSION.sub(r"\1-", text.replace("-", "/")))
    return re.sub(r" (?=[A-Za-z0-9])(?![^(]*\))", "/", text) if " " in text else text


def _balanced(text: str) -> str:
    """The text with brackets that have no partner dropped or closed."""
    kept: list[str] = []
    depth = 0
    for c in text:
        if (c == "(" and depth) or (c == ")" and not depth):
            continue
        depth += (c == "(") - (c == ")")
        kept.append(c)
    return "".join(kept).rstrip(" (") + (")" if depth and "(" in text.rstrip(" (") else "")


def pieces_of(text: str, *, whole: str) -> list[str]:
    """The parts between strokes; a stroke inside brackets divides nothing.

    Raises:
        NotASymbolError: with the reason; `whole` is what was typed.
    """
    pieces = [piece.strip() for piece in re.split(r"/+(?![^(]*\))", text)]
    if not all(pieces):
        raise NotASymbolError(whole, "A part between two strokes is empty.")
    if len(pieces) < 2:
        raise NotASymbolError(whole, "A symbol has at least two parts divided by a stroke, as in 'A/79/1'.")
    if len(pieces) > MOST_PARTS:
        raise NotASymbolError(whole, f"It has more than {MOST_PARTS} parts.")
    return pieces
