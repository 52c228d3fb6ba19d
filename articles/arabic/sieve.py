"""A sieve: of a text's words, those that may share a term with a few asked ones.

Promises: no word that shares a norm or a lemma with an asked word is held back, so what comes through is analysed and
the rest need not even be cut into words: twenty news articles take about a millisecond. It rests on three facts, and a
test holds them: a form of a lemma contains one of the lemma's stems; a guess is in its word letter by letter, but for
long vowels between and letters for g; and a Snowball stem (the lemma of every word where there is no lexicon) is a
piece of its word but for hamzas, long vowels and the alef of است.

Refuses: to decide. Most of what comes through matches nothing.
"""

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial

from .analysis import Terms
from .configuration import open_lexicon
from .guesses import HARD_G, LONG_VOWELS, MARK
from .letters import PLAIN_LETTERS, fold_letters, fold_pairs

_UNSTEADY = "اءؤئويه"
"""Letters that Snowball writes for one another: the carriers of hamza, and what it makes of them."""
_PLAIN = re.compile(f"[{PLAIN_LETTERS}]*")
"""What `normalize` and `fold_letters` agree on; another word (Latin capitals, ligatures) comes through."""
_BETWEEN_WORDS = re.escape(" \0\n\t\f.,:;!?()[]{}<>/\\|'\"`@#$%^&*-_=+،؛؟٪«»“”‘’–—…•")
_UNEVEN = re.compile(f"[^{PLAIN_LETTERS}{_BETWEEN_WORDS}]")
"""A character by which a word may be longer than its norm, or other letters: marks, tatweel, capitals."""
_IN_NUMBER = re.compile("[0-9][.,][0-9]")


class Sieve:
    def __init__(self, asked: Iterable[Terms]) -> None:
        asked = [word for word in asked if word.norm]
        lexicon = open_lexicon()
        self._norms = {word.norm for word in asked}
        known = {lemma: lexicon.forms(lemma) if lexicon else [] for word in asked for lemma in word.lemmas}
        self._forms = sorted({form for stems in known.values() for form in stems})
        self._before, self._after = lexicon.affix_letters if lexicon else ("", "")
        strange = {lemma for lemma, stems in known.items() if not stems}
        if lexicon:
            strange -= self._norms  # not Arabic: with a lexicon no other word has them for a lemma
        shapes = {_guessed(lemma) if lemma.startswith(MARK) else _core(lemma) for lemma in strange}
        self._shapes = re.compile("|".join(sorted(shapes))) if shapes else None
        self._literals = _needed(self._norms.union(self._forms))
        self._numbers = any(character.isdigit() for norm in self._norms for character in norm)

    def __call__(self, words: Collection[str]) -> list[str]:
        """Those of `words` (without line breaks) that may share a term, each once."""
        lines = fold_letters("\n".join(words)).split("\n")
        return [word for word, folded in zip(words, lines, strict=False) if self._lets_through(folded)]

    def _lets_through(self, folded: str) -> bool:
        if folded in self._norms or not _PLAIN.fullmatch(folded):
            return True
        if self._shapes and self._shapes.search(folded):
            return True
        return any(form in folded and self._is_form(folded, form) for form in self._forms)

    def _is_form(self, folded: str, form: str) -> bool:
        """Whether all around a stem are letters of prefixes and suffixes."""
        at = folded.find(form)
        while at >= 0:
            if not folded[:at].strip(self._before) and not folded[at + len(form) :].strip(self._after):
                return True
            at = folded.find(form, at + 1)
        return False

    def near(self, text: str) -> list[tuple[int, str]]:
        """Stretches without spaces of a text in which a word stands that holds an asked word's letters, or is not plain:
        where each begins, and the stretch; in their order.

        A first look: many more than what comes through, and found without cutting the text into words."""
        if not (self._literals or self._shapes):
            return []
        return [(start, text[start:end]) for start, end in sorted(self._pieces(text).items())]

    def _pieces(self, text: str) -> dict[int, int]:
        """Where stretches without spaces begin and end, in which such a word stands."""
        folded = fold_pairs(text)
        pieces: dict[int, int] = {}
        for literal in self._literals:
            _gather(pieces, text, partial(folded.find, literal))
        for pattern in filter(None, [_UNEVEN, self._shapes, _IN_NUMBER if self._numbers else None]):
            _gather(pieces, text, partial(_place, pattern, folded))
        return pieces


def _gather(pieces: dict[int, int], text: str, next_place: Callable[[int], int]) -> None:
    at = next_place(0)
    while at >= 0:
        start = text.rfind(" ", 0, at) + 1
        end = text.find(" ", at)
        if end < 0:
            end = len(text)
        pieces[start] = end
        at = next_place(end)


def _place(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.search(text, start)
    return found.start() if found else -1


def _core(stem: str) -> str:
    """A pattern found in every norm with this stem. Snowball makes يست, تست and نست into است."""
    letters = stem[1:] if stem.startswith("است") else stem
    return "".join(f"[{_UNSTEADY}]" if letter in _UNSTEADY else re.escape(letter) for letter in letters)


def _guessed(guess: str) -> str:
    """A pattern found in every norm with this guess."""
    letters = (f"[{HARD_G}]" if letter in HARD_G else re.escape(letter) for letter in guess.removeprefix(MARK))
    return f"[{LONG_VOWELS}]*".join(letters)


def _needed(literals: Iterable[str]) -> list[str]:
    """Without those within which another stands: they add nothing."""
    kept: list[str] = []
    for literal in sorted(literals, key=len):
        if not any(other in literal for other in kept):
            kept.append(literal)
    return kept
