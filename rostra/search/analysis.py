"""How text of each language becomes terms. Pure: one table says which recipe a language uses.

Every recipe sums BM25 over several fields, each fed and weighted as measured (docs/figures.md, search):
stems carry the meaning, character grams catch the forms that a stemmer misses.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import rjieba
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

#: Raise it when anything here changes what is written to an index: old generations are then rebuilt.
FORMAT = 3
#: Characters of a text that grams are made of; its whole length goes into the fields of words.
GRAM_CHARS = 8_000
#: The share of a word's grams that a document must have for the word to count as resembled.
GRAM_SHARE = 0.6

Feed = Callable[[str], str]
#: A word of a text: its terms, where it begins and where it ends.
Spot = tuple[tuple[str, ...], int, int]

_GAPS = re.compile(r"[\W_]+")
#: Abbreviations: 'WHO' is not 'who'. The same as `\b[A-Z]{2,8}\b`, and found three times as fast.
_CAPITALS = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]{1,7}\b")
#: Letters and digits, with the marks that stand on or between them.
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0e4e])+")


@dataclass(frozen=True)
class Part:
    """One field of a recipe.

    Attributes:
        field: its name in the index; languages that share it share its statistics.
        tokenizer: the name of the tokenizer in `TOKENIZERS`.
        weight: what its BM25 is multiplied with.
        feed: what is handed to the tokenizer, made of a text.
        finds: whether one term here is enough to make a document a hit.
        grams: whether its terms are pieces of words: only the beginning of a text is used, and terms count once.
    """

    field: str
    tokenizer: str
    weight: float
    feed: Feed
    finds: bool = False
    grams: bool = False

    def fed(self, text: str) -> str:
        """What an index gets of a text."""
        return self.feed(text[:GRAM_CHARS] if self.grams else text)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order; each gram once, and none that holds a space where words have none."""
        found: list[str] = _analyzer(self.tokenizer).analyze(self.feed(text))
        return list(dict.fromkeys(found)) if self.grams else found

    def placed(self, text: str) -> list[tuple[int, str]]:
        """The terms of a text with their places, the first at 0: words that are not indexed leave gaps."""
        tokens = _analyzer(self.tokenizer).pre_tokenize(self.feed(text)).tokens
        return [(token.position - tokens[0].position, token.text) for token in tokens]


@dataclass(frozen=True)
class Recipe:
    """How one language, or one family of scripts, is searched.

    Attributes:
        parts: fields whose scores are summed; the first is the field of words.
        spots: the words of a text, where they stand.
        phrased: the field in which words in a row are looked for.
        capitals: the field of words written in capitals, for those that are stop words otherwise; None without one.
    """

    name: str
    parts: tuple[Part, ...]
    spots: Callable[[str], Iterator[Spot]]
    phrased: Part
    capitals: Part | None = None

    def words(self, text: str) -> list[str]:
        """The words of a query as they stand in it."""
        return [text[start:end] for _, start, end in self.spots(text)]

    @property
    def main(self) -> Part:
        """The field of words."""
        return self.parts[0]

    @property
    def phrasing(self) -> tuple[Part, ...]:
        """The fields in which words in a row are looked for, one after the other."""
        return (self.phrased, self.main)

    @property
    def grams(self) -> Part | None:
        """The part whose grams may stand for a word, if words are long enough to have any."""
        return next((part for part in self.parts if part.grams and not part.finds), None)


def clean(text: str) -> str:
    """Text that every store can keep: no NUL, no half of a surrogate pair."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", " ")


def _spaced(text: str) -> str:
    return _GAPS.sub(" ", text)


def _as_is(text: str) -> str:
    return text


# Russian: the two dots of yo are optional in print.
def _without_yo(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е")


# The parts of a recipe read one text in turn: what they have in common is worked out once.

# Arabic: light-10 (Larkey, Ballesteros and Connell 2002) on folded letters.
_AR_MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
_AR_LETTERS = tuple(zip("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااي" + "هوي" + "0123456789" * 2, strict=True))
_AR_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل", "و")
_AR_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def _folded_arabic(text: str) -> str:
    text = _AR_MARKS.sub("", text)
    for letter, plain in _AR_LETTERS:  # many times faster than `translate`, outside Latin-1
        text = text.replace(letter, plain)
    return text.lower()


_AR_STOPWORDS = frozenset(
    _folded_arabic(
        "من ومن منها منه في وفي فيها فيه و ف ثم او أو ب بها به ا أ اى اي أي أى لا ولا الا ألا إلا لكن ما "
        "وما كما فما عن مع اذا إذا ان أن إن انها أنها إنها انه أنه إنه بان بأن فان فأن وان وأن وإن التى "
        "التي الذى الذي الذين الى الي إلى إلي على عليها عليه اما أما إما ايضا أيضا كل وكل لم ولم لن ولن "
        "هى هي هو وهى وهي وهو فهى فهي فهو انت أنت لك لها له هذه هذا تلك ذلك هناك كانت كان يكون تكون "
        "وكانت وكان غير بعض قد نحو بين بينما منذ ضمن حيث الان الآن خلال بعد قبل حتى عند عندما لدى جميع"
    ).split()
)


@functools.lru_cache(maxsize=200_000)
def _light_stem(word: str) -> str:
    for prefix in _AR_PREFIXES:
        if word.startswith(prefix) and len(word) >= max(4 if prefix == "و" else 0, len(prefix) + 2):
            word = word[len(prefix) :]
            break
    for suffix in _AR_SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word


@functools.lru_cache(maxsize=200_000)
def _grams_in(word: str) -> str:
    """Grams of four inside a word, its two ends marked."""
    edged = f"_{word}_"
    return " ".join(edged[i : i + 4] for i in range(max(1, len(edged) - 3)))


@functools.lru_cache(maxsize=4)
def _arabic_words(text: str) -> tuple[str, ...]:
    return tuple(_spaced(_folded_arabic(text)).split())


def _arabic_stems(text: str) -> str:
    return " ".join([_light_stem(word) for word in _arabic_words(text) if word not in _AR_STOPWORDS])


def _arabic_grams(text: str) -> str:
    return " ".join(map(_grams_in, _arabic_words(text)))


def _arabic_exact(text: str) -> str:
    return " ".join(_arabic_words(text))


# Chinese: words by dictionary, beside pairs and single characters for what the dictionary cuts otherwise.
@functools.lru_cache(maxsize=4)
def _folded_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


@functools.lru_cache(maxsize=4)
def _unbroken(text: str) -> tuple[str, ...]:
    return tuple(_spaced(_folded_width(text)).split())


def _cut_words(text: str) -> str:
    return _spaced(" ".join(rjieba.cut(_folded_width(text))))


def _runs(length: int) -> Feed:
    def feed(text: str) -> str:
        runs = _unbroken(text)
        return " ".join([run[i : i + length] for run in runs for i in range(len(run) - length + 1)])

    return feed


def _cut_spots(text: str) -> Iterator[Spot]:
    for word, start, end in rjieba.tokenize(text, "search"):
        if WORD.match(word):
            yield (_folded_width(word),), start, end


@functools.lru_cache(maxsize=200_000)
def terms_of(part: Part, word: str) -> tuple[str, ...]:
    """The terms of one word, remembered: texts repeat their words."""
    return tuple(part.terms(word))


def _word_spots(main: Part) -> Callable[[str], Iterator[Spot]]:
    def spots(text: str) -> Iterator[Spot]:
        for found in WORD.finditer(text):
            yield terms_of(main, found[0]), found.start(), found.end()

    return spots


def _stemmed(snowball: str) -> Callable[[], TextAnalyzer]:
    def build() -> TextAnalyzer:
        words = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).filter(Filter.lowercase())
        stems = words.filter(Filter.stopword(snowball)).filter(Filter.stemmer(snowball))
        return stems.filter(Filter.ascii_fold()).build()

    return build


def _plain() -> TextAnalyzer:
    words = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).filter(Filter.lowercase())
    return words.filter(Filter.ascii_fold()).build()


def _fours() -> TextAnalyzer:
    grams = TextAnalyzerBuilder(Tokenizer.ngram(4, 4, False)).filter(Filter.lowercase())
    return grams.filter(Filter.ascii_fold()).build()


def _given() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.remove_long(240)).build()


#: Tokenizers by name; they are registered on every opened index, as an index does not keep them.
TOKENIZERS: dict[str, Callable[[], TextAnalyzer]] = {
    **{f"stem_{name}": _stemmed(name) for name in ("english", "french", "russian", "spanish")},
    "plain": _plain,
    "fours": _fours,
    "given": _given,
}


@functools.cache
def _analyzer(name: str) -> TextAnalyzer:
    return TOKENIZERS[name]()


def _capitals(text: str) -> str:
    return " ".join(_CAPITALS.findall(text))


def _by_stems(name: str, tokenizer: str, normal: Feed = _as_is) -> Recipe:
    main = Part(f"b_{name}", tokenizer, 1.0, normal, finds=True)
    # The grams cross spaces on purpose: measured better than grams inside words for these scripts.
    fours = Part("g4", "fours", 0.3, lambda text: _spaced(normal(text)), grams=True)
    return Recipe(name, (main, fours), _word_spots(main), main, Part("capitals", "given", 0.0, _capitals))


def _arabic() -> Recipe:
    main = Part("b_ar", "given", 1.0, _arabic_stems, finds=True)
    grams = Part("g_ar", "given", 0.5, _arabic_grams, grams=True)
    return Recipe("ar", (main, grams, Part("x_ar", "given", 0.3, _arabic_exact)), _word_spots(main), main)


def _chinese() -> Recipe:
    words = Part("b_zh", "given", 1.0, _cut_words, finds=True)
    pairs = Part("g2", "given", 1.0, _runs(2), finds=True)
    return Recipe("zh", (words, pairs, Part("g1", "given", 0.3, _runs(1))), _cut_spots, pairs)


#: For every language without a recipe of its own.
PLAIN = _by_stems("plain", "plain")
#: Recipes by the code of a language, or by its script where the script decides.
RECIPES: dict[str, Recipe] = {
    "ar": _arabic(),
    "en": _by_stems("en", "stem_english"),
    "fr": _by_stems("fr", "stem_french"),
    "ru": _by_stems("ru", "stem_russian", _without_yo),
    "es": _by_stems("es", "stem_spanish"),
    **dict.fromkeys(("Hans", "Hant", "Hani"), _chinese()),
}


def recipe_for(language: str, *, script: str = "") -> Recipe:
    """The recipe of a language, by its code (a region or variant after it is ignored), then by its ISO 15924 script."""
    return RECIPES.get(language.lower().split("-")[0]) or RECIPES.get(script) or PLAIN


def all_parts() -> dict[str, Part]:
    """Every field of words or grams that an index has, by name."""
    recipes = (*RECIPES.values(), PLAIN)
    capitals = {recipe.capitals.field: recipe.capitals for recipe in recipes if recipe.capitals}
    return {part.field: part for recipe in recipes for part in recipe.parts} | capitals
