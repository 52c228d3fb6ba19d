"""Letters: which characters make a word, and which spellings count as one.

Promises: `spelling` gives a word's letters as a dictionary prints them (no vowel marks, no tatweel,
no presentation forms, Persian keyboard letters as Arabic ones, digits in ASCII, Latin in lower case
and without accents). `normalize` also folds what writers of Arabic do not keep apart: alef with or
without hamza, ya and alef maqsura, ta marbuta and ha. Both are idempotent and give no whitespace.
On Arabic's own letters `normalize` does what camel-tools' functions do (a test holds it to that); it
is one translation table because importing those functions alone takes a third of a second.

Refuses: to repair text. Nothing made here is stored as text or shown; it is only compared.
"""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_NORM = 256
"""Characters of a normalized word that are kept. Search engines refuse very long terms (65,530
bytes is one limit); a longer "word" is encoded data, and its start tells it apart well enough."""

_LONGEST_SURFACE = 4 * LONGEST_NORM  # leaves room for the marks and tatweel that are removed

TATWEEL = "\u0640"
JOINERS = "\u00ad\u034f\u200c\u200d"
"""Soft hyphen, grapheme joiner, zero-width non-joiner and joiner: they say nothing about the word."""

_ARABIC_BLOCKS = ((0x600, 0x700), (0x750, 0x780), (0x870, 0x900), (0xFB50, 0xFE00), (0xFE70, 0xFEFD))
_MARK_BLOCKS = ((0x300, 0x3100), (0xA660, 0xAC00), (0xFE20, 0xFE30))  # below U+10000, without variation selectors


def _character_class(codes: Iterable[int]) -> str:
    """The inside of a regular expression's [class] for ascending code points."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


def _is_arabic_mark(code: int) -> bool:
    character = chr(code)
    if unicodedata.category(character) in ("Mn", "Lm"):  # Lm: the small letters of Quranic spelling
        return True
    # A mark that stands alone (U+FE70 ﹰ, U+FC5E ﱞ) is encoded as a letter, but is a space and marks.
    return unicodedata.normalize("NFKD", character)[0] in (" ", TATWEEL)


def _is_arabic_letter(code: int) -> bool:
    return unicodedata.category(chr(code)) == "Lo" and not _is_arabic_mark(code)


_ARABIC_CODES = [code for first, end in _ARABIC_BLOCKS for code in range(first, end)]
ARABIC_MARKS = _character_class(code for code in _ARABIC_CODES if _is_arabic_mark(code))
"""Everything Arabic that is written on letters or between them, tatweel included: a [class]'s inside."""
ARABIC_LETTERS = _character_class(code for code in _ARABIC_CODES if _is_arabic_letter(code))
"""The letters of every language in Arabic script, presentation forms included, likewise."""
ARABIC_SYMBOLS = "\U0001ee00-\U0001eeff"
"""Letters as used in formulas, likewise: they name quantities and make no words."""
MARKS = _character_class(
    code for first, end in _MARK_BLOCKS for code in range(first, end) if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me")
)
"""The combining marks of every living script, likewise."""

PLAIN_LETTERS = "\u0621-\u063a\u0641-\u064a0-9a-z"
"""Letters that `spelling` leaves as they are: a [class]'s inside."""
_ALREADY_SPELT = re.compile(f"[{PLAIN_LETTERS}]*")
_REMOVED = re.compile(f"[{ARABIC_MARKS}{JOINERS}\u0300-\u036f]+")
# What is neither letter nor digit, but for the point inside a number. Only compatibility characters
# bring such signs into a word: ½ holds a stroke, ﷺ spaces, ⑴ brackets, and the Thai ำ a mark before its letter.
_SIGNS = re.compile(f"^[{MARKS}]+(?=[^{MARKS}])|[^\\w.{MARKS}]|_|\\.(?!\\d)|(?<!\\d)\\.")
_HAS_ARABIC = re.compile(f"[{ARABIC_LETTERS}]")

# Persian, Urdu and Kurdish keyboards have their own ya, kaf and ha, which print alike; and letters
# for sounds that Arabic lacks are written both ways in newspapers (ڤيينا and فيينا).
_SAME_LETTERS = {
    "ا": "ٱٲٳٵ",
    "ب": "پ",
    "ة": "ۃ",
    "ج": "چ",
    "ز": "ژ",
    "ف": "ڤڥ",
    "ك": "کڪګڬگ",
    "ه": "ھہەۀۂ",
    "ي": "یېێۍےۓ",
}
_TO_SPELLING = str.maketrans(
    {other: letter for letter, others in _SAME_LETTERS.items() for other in others}
    | dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.", strict=True))
)
_NORM_PAIRS = list(zip("أإآىة", "اااي\u0647", strict=True))
_TO_NORM = str.maketrans(dict(_NORM_PAIRS))
_UNWRITTEN = [*filter(_is_arabic_mark, _ARABIC_CODES), *map(ord, JOINERS)]
_UNWRITTEN_RUN = re.compile(f"[{_character_class(sorted(_UNWRITTEN))}]+")


def spelling(word: str) -> str:
    """The letters of one word, exactly spelt: hamza, ta marbuta and alef maqsura stay.

    Of a word longer than `LONGEST_NORM` only the beginning."""
    if len(word) > _LONGEST_SURFACE:
        word = word[:_LONGEST_SURFACE]
    if not _ALREADY_SPELT.fullmatch(word):
        word = _SIGNS.sub("", _one_character_a_letter(word).translate(_TO_SPELLING))
    return word[:LONGEST_NORM].rstrip(".")


def normalize(word: str) -> str:
    """The letters of one word, spelling variants folded; empty where there is no letter or digit."""
    return spelling(word).translate(_TO_NORM)


def fold_pairs(text: str) -> str:
    """Alef, ya and ta marbuta as `normalize` writes them, character for character; the rest stays."""
    for variant, letter in _NORM_PAIRS:
        text = text.replace(variant, letter)
    return text


def fold_letters(text: str) -> str:
    """What `normalize` makes of words in `PLAIN_LETTERS` and Arabic marks, for many at once; the rest stays."""
    return _UNWRITTEN_RUN.sub("", fold_pairs(text))


def _one_character_a_letter(word: str) -> str:
    """`word` in lower case, however it was encoded, with Latin and Greek accents taken off."""
    if not word.isascii():
        # Decomposing would part أ from its hamza, so Arabic is composed instead.
        word = unicodedata.normalize("NFKC" if _HAS_ARABIC.search(word) else "NFKD", word)
    return unicodedata.normalize("NFKC", _REMOVED.sub("", word.casefold()))
