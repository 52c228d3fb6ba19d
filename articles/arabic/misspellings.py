"""Misspellings: what a word may have been meant to be, and in what other ways its letters are written.

Promises: `one_slip_away` gives what stands one slip away from a normalized word, with the cost of each slip, and
`two_slips_away` what stands two likely slips away. A cost is how many powers of ten rarer the slip is than writing the
word right, estimated by hand in steps: letters that sound alike or stand for one another (ض and ظ, ئ and ؤ, ت and ط)
cost little, then exchanged neighbours, doubled and lost vowels, other dots, the next key; any other letter costs most.

Refuses: to know words. Most of what it gives is none; whoever asks looks each up where words are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise, product
from math import prod

from .keyboard import LAYOUTS
from .letters import normalize

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ"
"""The letters of norms."""
LATIN = "abcdefghijklmnopqrstuvwxyz"
HAMZAS, ALIKE, SWAPPED, DOUBLED, VOWEL, DOTS, NEXT_KEY, ADDED, LOST, OTHER = 0.6, 1.0, 1.2, 1.0, 1.2, 1.6, 1.8, 2.6, 2.3, 3.0
FIRST_LETTER = 0.6
"""More, where the word's first letter is wrong: hands seldom are, there (ears are anywhere)."""
LIKELY = 1.3
"""What may come twice in a word."""
SHORT = 3
"""Letters."""
MOST_SPELLINGS = 64

_HAMZAS = ("ؤئءاوي",)
_ALIKE = ["ضظ", "تط", "ته", "سص", "سث", "صث", "ذز", "ذد", "ذظ", "زظ", "دض", "هح", "حخ", "هخ", "قك", "قغ", "قج", "غج"]
_ALIKE += ["اع", "اي", "اه"]
_ENDS = ({"ت", "ه"}, {"ا", "ي"}, {"ا", "ه"})
"""Alike at the end of a word only, where ه is ta marbuta and ي alef maqsura."""
_DOTS = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
_VOWELS = frozenset("اويءaeiou")
_SPELLINGS: Mapping[str, str] = {"ا": "اأإآ", "ي": "يى", "ه": "هة"}


def one_slip_away(norm: str) -> dict[str, float]:
    """Words one slip away from `norm`, with its cost. Near a short word stands everything: there only likely slips count."""
    return _cheapest(norm, _slips(norm, OTHER + FIRST_LETTER if len(norm) > SHORT else LIKELY))


def two_slips_away(norm: str) -> dict[str, float]:
    """Words two likely slips away and not one, with what both cost."""
    once = _cheapest(norm, _slips(norm, LIKELY))
    twice = ((word, cost + more) for between, cost in once.items() for word, more in _slips(between, LIKELY))
    return {word: cost for word, cost in _cheapest(norm, twice).items() if word not in once}


def spellings(norm: str) -> list[str]:
    """Ways to write the letters of a norm, with the hamzas of its alefs and the dots of its end; the norm itself first."""
    last = len(norm) - 1
    choices = [_SPELLINGS.get(letter, letter) if at == last or letter == "ا" else letter for at, letter in enumerate(norm)]
    if prod(map(len, choices)) > MOST_SPELLINGS:
        choices[3:-1] = norm[3:-1]  # hamzas are oftenest at the beginning, and after the article
    return ["".join(letters) for letters in product(*choices)]


def _cheapest(norm: str, slips: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word, cost in slips:
        if cost < found.get(word, 99.0) and word != norm:
            found[word] = cost
    return found


def _slips(norm: str, dearest: float) -> Iterator[tuple[str, float]]:
    """Words one slip away that costs no more than `dearest`; some more than once."""
    latin = norm[:1] < "\u0600"
    for at, letter in enumerate(norm):
        before, after = norm[:at], norm[at + 1 :]
        slips = [(before + after, _added(norm, at))]
        if after and after[0] != letter:
            slips.append((before + after[0] + letter + after[1:], SWAPPED))
        slips += [(before + meant + after, cost) for meant, cost in _meant(letter, latin, not after)]
        slips += [(before + lost + letter + after, cost) for lost, cost in _lost(before[-1:], letter, latin)]
        for word, cost in slips:
            cost += FIRST_LETTER if not at and cost > LIKELY else 0.0
            if cost <= dearest:
                yield word, cost
    yield from ((norm + lost, cost) for lost, cost in _lost(norm[-1:], "", latin) if cost <= dearest)


def _added(norm: str, at: int) -> float:
    """What it costs that the letter there was written and not meant."""
    if at and norm[at] == norm[at - 1]:
        return DOUBLED
    if at and norm[at] in _VOWELS and norm[at:] != "ي":
        return VOWEL
    slipped = any({norm[at], other} in _neighbours() for other in norm[max(0, at - 1) : at + 2])
    return NEXT_KEY if slipped else ADDED


@cache
def _lost(before: str, after: str, latin: bool) -> list[tuple[str, float]]:
    """Letters that were meant between two and not written; a ya at the end makes another word."""
    return [
        (letter, DOUBLED if letter in (before, after) else VOWEL if letter in _VOWELS and before and after else LOST)
        for letter in (LATIN if latin else ARABIC)
    ]


@cache
def _meant(written: str, latin: bool, last: bool) -> list[tuple[str, float]]:
    """Letters for which another is written."""
    return [
        (letter, OTHER if not last and {written, letter} in _ENDS else _costs().get((written, letter), OTHER))
        for letter in (LATIN if latin else ARABIC)
        if letter != written
    ]


@cache
def _costs() -> dict[tuple[str, str], float]:
    """What it costs to write the one letter where the other was meant."""
    found: dict[tuple[str, str], float] = {}
    for groups, cost in (
        (map("".join, _neighbours()), NEXT_KEY),
        (_DOTS, DOTS),
        (_HAMZAS, VOWEL),
        (_ALIKE, ALIKE),
        (("ؤئء",), HAMZAS),
    ):
        for group in groups:
            found |= {(one, other): cost for one in group for other in group if one != other}
    return found


@cache
def _neighbours() -> frozenset[frozenset[str]]:
    """Letters on keys beside each other, on the commonest Arabic keyboard and the American one."""
    rows = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
    latin = [pair for row in rows for pair in pairwise(row)]
    arabic = [tuple(normalize(LAYOUTS[0][key]) for key in pair) for pair in latin]
    return frozenset(frozenset(pair) for pair in latin + arabic if all(len(letter) == 1 for letter in pair))
