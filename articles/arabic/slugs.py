"""Slugs: the readable end of an address, in the letters of the text.

Promises: words joined by "-", without vowel marks and tatweel, Latin in lower case; only letters,
digits and "-" (with the marks that other scripts cannot do without), so nothing in it needs quoting
in an IRI's path; at most `max_length` characters, cut between words; never empty for a text that has
a word, and "" for one that has none.

Refuses: to be a key. Different texts may have the same slug.
"""

import re
import unicodedata

from .letters import ARABIC_MARKS, JOINERS, PLAIN_LETTERS
from .tokens import surfaces

_REMOVED = re.compile(f"[{ARABIC_MARKS}{JOINERS}]+")
_PLAIN = re.compile(f"[{PLAIN_LETTERS}]+")


def slugify(text: str, max_length: int = 80) -> str:
    """«بنيامين نتنياهو: "لا اتفاق"» as «بنيامين-نتنياهو-لا-اتفاق»."""
    slug = ""
    for surface in surfaces(text):
        for word in _words(surface):
            longer = f"{slug}-{word}" if slug else word
            if len(longer) > max_length:
                return slug or word[:max_length]
            slug = longer
    return slug


def _words(surface: str) -> list[str]:
    """The safe characters of one token; several words for 3.5 and for ligatures such as ﷺ."""
    if _PLAIN.fullmatch(surface):
        return [surface]
    plain = unicodedata.normalize("NFKC", _REMOVED.sub("", surface)).lower()
    return "".join(c if _is_safe(c) else " " for c in _REMOVED.sub("", plain).replace(",", "")).split()


def _is_safe(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
