"""Stems: the part of a word that most of its forms share, found by rule alone.

Promises: one stem for every normalized word, never empty where the word is not, the same for the
same word on every platform (Snowball's Arabic stemmer). It joins forms that no lexicon knows: names
with clitics, new and foreign words.

Refuses: words over `LONGEST_WORD` characters, whose stem is their beginning; words that are not
Arabic, which are their own stem.
"""

import re
import threading

import Stemmer

LONGEST_WORD = 64
"""Characters of a word that are analysed. The longest Arabic forms with all their clitics have
about 20; the bound keeps text without spaces from costing time."""

STEMMER_VERSION: str = Stemmer.version()
"""Another version may give other stems, so indexes must know which one made theirs."""

# Conjunction and preposition, with or without the article; longest first. Three letters must remain,
# because most Arabic roots have three, and a shorter rest is usually a word cut in two.
_PROCLITICS = re.compile("^(?:وال|بال|فال|كال|لل|ال|[وفبكل])(?=.{3})")
_WITH_ARTICLE = re.compile("^(?:وال|بال|فال|كال|لل|ال)(?=..)")
ARABIC_WORD = re.compile("[\u0621-\u064a]+")

_stemmers = threading.local()  # a Snowball stemmer keeps its word in itself: one for each thread


def stem(norm: str) -> str:
    """The stem of a word that `letters.normalize` gave."""
    word = norm[:LONGEST_WORD]
    if not ARABIC_WORD.fullmatch(word):
        return word
    return _snowball(_PROCLITICS.sub("", word)) or word


def _snowball(word: str) -> str:
    stemmer: Stemmer.Stemmer | None = getattr(_stemmers, "arabic", None)
    if stemmer is None:
        stemmer = _stemmers.arabic = Stemmer.Stemmer("arabic", 0)  # 0: our caller keeps its own cache
    stemmed: str = stemmer.stemWord(word)
    return stemmed


def without_article(norm: str) -> str:
    """A normalized word without the article and what is joined to it: القاهره and والقاهره give قاهره."""
    return _WITH_ARTICLE.sub("", norm)
