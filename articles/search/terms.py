"""From an index's texts to the terms that an engine keeps. Needs no Django: other processes do it too.

A zone is text; its parts (headline, standfirst, body …) are kept apart by PART, so that no phrase runs from one into the
next. Its terms go into one field a kind: `text_norm`, `text_lemma`, `text_variant`. Of other texts only pieces are kept.

Variants are for exact search. Nearly every word is written as its norm is usually spelt, so only the others are kept
as written, a sixth of them all; and of a norm that the zone has in other spellings only, UNUSUAL and the norm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from articles.arabic import fold, normalize, surfaces, text_terms, without_article

from .plan import Kind, Schema

PART = "\f"
"""Between the parts of a zone."""
_BREAK = " ¶ "
"""The term that stands between the terms of two parts."""
UNUSUAL = "≠"
"""Before a norm: no word of it is written in the usual way."""
KINDS = {"norm": Kind.PLACED, "lemma": Kind.TERMS, "variant": Kind.FLAGS}
LEMMAS, BEGINS = "lemmas", "begins"
"""Pieces: which lemmas a text has; how its words begin."""
BEGINNINGS = (2, 3)
"""Letters by which a word is found while it is typed: many words begin with so few, too many to look for each."""
LONGEST_PIECE = 15
"""Letters of a word that completion looks at."""


class Texts(NamedTuple):
    """Of one document."""

    zones: Mapping[str, str]
    pieces: Mapping[str, tuple[str, str]]
    """Field -> (which pieces, text)."""


Analysed: TypeAlias = dict[str, str]
"""Field of the engine -> terms, joined by spaces."""


def schema(zones: Iterable[str], pieces: Iterable[str]) -> Schema:
    fields = {f"{zone}_{name}": kind for zone in sorted(zones) for name, kind in KINDS.items()}
    return fields | dict.fromkeys(pieces, Kind.FLAGS)


def analysed(texts: Texts) -> Analysed:
    """Raises LexiconError."""
    found = {f"{zone}_{kind}": terms for zone, text in texts.zones.items() for kind, terms in _zone(text).items()}
    for field, (kind, text) in texts.pieces.items():
        found[field] = " ".join(PIECES[kind](text))
    return found


def _zone(text: str) -> dict[str, str]:
    parts = [found for part in text.split(PART) if (found := text_terms(part))]
    norms, lemmas = (_BREAK.join(" ".join(word[kind] for word in part) for part in parts) for kind in (0, 1))
    variants = {word.variant for part in parts for word in part} - {""}
    if variants:
        words = [word for part in parts for word in part]
        unusual = {word.norm for word in words if word.variant}.difference(word.norm for word in words if not word.variant)
        variants.update(UNUSUAL + norm for norm in unusual)
    return dict(zip(KINDS, (norms, lemmas, " ".join(sorted(variants))), strict=True))


# --- pieces ---------------------------------------------------------------------------------------


def pieces_asked(kind: str, text: str) -> list[str]:
    """What a document must have where a text is looked for: its lemmas, or the first letters of its words."""
    if kind == LEMMAS:
        return list(lemmas(text))
    longest = max(BEGINNINGS) if kind == BEGINS else LONGEST_PIECE
    return [word[:longest] for word in fold(text).split()]


def lemmas(text: str) -> Iterable[str]:
    """The different lemmas of a text, in its order."""
    return dict.fromkeys(" ".join(word.lemmas for word in text_terms(text)).split())


def beginnings(text: str) -> Iterable[str]:
    """The first letters of a text's words, with the article and what is joined to it and without: «القاهرة» begins
    with ال, الق, قا and قاه."""
    found: dict[str, None] = {}
    for norm in map(normalize, surfaces(text)):
        for whole in (norm, without_article(norm)):
            found |= dict.fromkeys(whole[:length] for length in BEGINNINGS if len(whole) >= length)
    return found


def _of_words(text: str, shortest: int, inner: bool = False) -> Iterable[str]:
    return dict.fromkeys(piece for word in fold(text).split() for piece in _of_word(word, shortest, inner))


def _of_word(word: str, shortest: int, inner: bool) -> Iterator[str]:
    for start in range(max(1, len(word) - shortest + 1) if inner else 1):
        for end in range(start + shortest, min(start + LONGEST_PIECE, len(word)) + 1):
            yield word[start:end]


PIECES: dict[str, Callable[[str], Iterable[str]]] = {
    "edge_ngram": partial(_of_words, shortest=2),
    "ngram": partial(_of_words, shortest=3, inner=True),
    LEMMAS: lemmas,
    BEGINS: beginnings,
}
