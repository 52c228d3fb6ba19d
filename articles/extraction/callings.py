"""Callings: the words that say what somebody or something is: titles, offices, verbs of saying, kinds of organization.

Promises: for a folded word, with or without article and clitics, the kinds of calling that it is.

Refuses: to know every office there is. A calling is a sign that a name is near; it makes none by itself.
"""

from __future__ import annotations

from functools import cache

from .vocabulary import words_of

TITLES = words_of("titles")

OFFICES = words_of("offices")

SAYINGS = words_of("sayings")

ORGANIZATION_HEADS = words_of("organization heads")
PLACE_HEADS = words_of("place heads")

_KINDS = {"T": TITLES, "R": OFFICES, "S": SAYINGS, "O": ORGANIZATION_HEADS, "L": PLACE_HEADS}


def bare_forms(folded: str) -> list[str]:
    """A folded word, and what is left of it without conjunction, preposition and article."""
    forms = [folded]
    word = folded
    if len(word) > 3 and word[0] in "وف":
        word = word[1:]
        forms.append(word)
    if word.startswith("لل") and len(word) > 4:
        forms += ["ال" + word[2:], word[2:]]
    elif len(word) > 3 and word[0] in "بلك":
        word = word[1:]
        forms.append(word)
    if word.startswith("ال") and len(word) > 4:
        forms.append(word[2:])
    return forms


@cache
def _by_word() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind, words in _KINDS.items():
        for word in words:
            kinds[word] = kinds.get(word, "") + kind
    return kinds


def callings(folded: str) -> str:
    """The kinds of calling, a letter each: T title, R office, S saying, O organization, L place; "" for other words."""
    by_word = _by_word()
    found = "".join(by_word.get(form, "") for form in bare_forms(folded))
    return "".join(sorted(set(found))) if found else ""
