"""Guesses: what a strange word may be a form of. Mostly it is a name, and mostly a foreign one.

Promises: one or two guesses for every normalized Arabic word, shared by its forms with and without clitics,
article, plural ending and ending of relation (الحوثي، للحوثيين), and by the spellings in which newspapers print
foreign names: with and without long vowels (ترامب، ترمب), with ج, غ, ك or ق for a g (سامسونج، سامسونغ).

Refuses: to be taken for a lemma. A guess begins with MARK, so none is ever equal to a lemma of the lexicon.
"""

import re

from .stems import ARABIC_WORD, LONGEST_WORD

MARK = "~"

_ARTICLE = re.compile("^(?:وال|بال|فال|كال|لل|ال)(?=.{3})")
_CLITIC = re.compile("[وفبكل](?=.{4})")
"""A one-letter word written together with the next; whether a strange word begins with one cannot be known."""
_ENDINGS = (
    re.compile("(?<=.{3})(?:هما|هم|هن|ها|ه)$"),
    re.compile("(?<=.{3})(?:ون|ين|ان|ات)$"),
    re.compile("(?<=.{3})يا?$"),
)
LONG_VOWELS = "اوي"
HARD_G = "جغكق"
"""Letters that stand for a g; a guess has the first of them."""
_LATER_VOWELS = re.compile(f"(?<=.)[{LONG_VOWELS}]")
_ONE_G = str.maketrans(dict.fromkeys(HARD_G, HARD_G[0]))
_ENOUGH = 4
"""Consonants that tell a strange word by themselves; shorter ones keep their vowels (ميسي is not موسى)."""
_LONG = 6


def guesses(norm: str) -> tuple[str, ...]:
    """For a word that `letters.normalize` gave; empty for one that is not in Arabic letters."""
    word = norm[:LONGEST_WORD]
    if not ARABIC_WORD.fullmatch(word):
        return ()
    bare = _ARTICLE.sub("", word)
    forms = [bare]
    if bare == word and _CLITIC.match(word):
        forms.append(word[1:])
    return tuple(dict.fromkeys(MARK + _core(form) for form in forms))


def name_guesses(lemmas: tuple[str, ...]) -> tuple[str, ...]:
    """What the other spellings of known names are guessed to be; only of long ones, which foreign names mostly are."""
    cores = dict.fromkeys(map(_consonants, lemmas))
    return tuple(MARK + core for core in cores if len(core) >= _LONG)


def _core(word: str) -> str:
    for ending in _ENDINGS:
        word = ending.sub("", word)
    consonants = _consonants(word)
    return consonants if len(consonants) >= _ENOUGH else word


def _consonants(word: str) -> str:
    """Its first letter and the consonants after it, one letter for every g."""
    return _LATER_VOWELS.sub("", word).translate(_ONE_G)
