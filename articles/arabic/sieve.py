"""A sieve: of many written words, those that may share a term with a few asked ones.

Promises: no word that shares a norm or a lemma with an asked word is held back, so what comes through is
analysed and the rest need not be: a text's new words cost a tenth of a microsecond instead of twenty. It
rests on three facts, and a test holds them: a form of a lemma contains one of the lemma's stems; a guess is
in its word letter by letter, but for long vowels between and letters for g; and a Snowball stem (the lemma
of every word where there is no lexicon) is a piece of its word but for hamzas, long vowels and the alef of است.

Refuses: to decide. Most of what comes through matches nothing.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from .analysis import Terms
from .configuration import open_lexicon
from .guesses import HARD_G, LONG_VOWELS, MARK
from .letters import PLAIN_LETTERS, fold_letters

_UNSTEADY = "اءؤئويه"
"""Letters that Snowball writes for one another: the carriers of hamza, and what it makes of them."""
_NOT_PLAIN = f"[^{PLAIN_LETTERS}\n]"
"""A character that `normalize` may change and `fold_letters` does not (Latin capitals, ligatures): its word comes through."""


class Sieve:
    def __init__(self, asked: Iterable[Terms]) -> None:
        asked = [word for word in asked if word.norm]
        lexicon = open_lexicon()
        lemmas = {lemma for word in asked for lemma in word.lemmas}
        forms = {form for lemma in lemmas for form in lexicon.forms(lemma)} if lexicon else set()
        cores = {re.escape(word.norm) for word in asked}
        cores |= {_guessed(lemma) if lemma.startswith(MARK) else _core(lemma) for lemma in lemmas}
        self._patterns = [re.compile("|".join([_NOT_PLAIN, *_needed(cores)]))]
        if lexicon and forms:
            before, after = lexicon.affix_letters
            known = "|".join(map(re.escape, sorted(forms)))
            self._patterns.append(re.compile(f"\n[{before}]*(?:{known})[{after}]*(?=\n)"))

    def __call__(self, words: Collection[str]) -> list[str]:
        """Those of `words` (without line breaks) that may share a term, each once."""
        if not words:
            return []
        lines = fold_letters("\n".join(["", *words, ""]))
        numbers = {number for pattern in self._patterns for number in _lines(pattern, lines)}
        return [word for number, word in enumerate(words) if number in numbers] if numbers else []


def _lines(pattern: re.Pattern[str], lines: str) -> Iterator[int]:
    """The numbers of the lines in which the pattern is found; the first begins after the first line break."""
    number = counted = 0
    end = 0
    while found := pattern.search(lines, end):
        number += lines.count("\n", counted, found.end())
        counted = found.end()
        end = lines.find("\n", counted)
        yield number - 1


def _core(stem: str) -> str:
    """A pattern found in every norm with this stem. Snowball makes يست, تست and نست into است."""
    letters = stem[1:] if stem.startswith("است") else stem
    return "".join(f"[{_UNSTEADY}]" if letter in _UNSTEADY else re.escape(letter) for letter in letters)


def _guessed(guess: str) -> str:
    """A pattern found in every norm with this guess."""
    letters = (f"[{HARD_G}]" if letter in HARD_G else re.escape(letter) for letter in guess.removeprefix(MARK))
    return f"[{LONG_VOWELS}]*".join(letters)


def _needed(cores: Iterable[str]) -> list[str]:
    """Without those within which another stands: they add nothing."""
    kept: list[str] = []
    for core in sorted(cores, key=len):
        if not any(other in core for other in kept):
            kept.append(core)
    return kept
