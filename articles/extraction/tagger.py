"""The tagger: a statistical model's suggestion which words name people, places and organizations.

Promises: spans of tokens with a kind, for names that nobody listed. The model is a linear-chain conditional random field
(CRFsuite) beside this module; `data/README.md` says what it was trained on and how good it is.

Refuses: to run with a model made of other features than `features` makes (`ModelMismatch`), which would quietly find
little; to be asked for facts: what it says are suggestions.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie
import pycrfsuite

from .facts import ORGANIZATION, PERSON, PLACE
from .features import VERSION, FeatureMaker, WordFeatures
from .reading import Token

MODEL = Path(__file__).with_name("data") / "names.crfsuite"
FACTS = MODEL.with_name("names.json")
"""What the model was made of, and how good it is."""
FEATURES = MODEL.with_name("features.marisa")
"""The features that the model has weights for."""
_KINDS = {"PERS": PERSON, "LOC": PLACE, "ORG": ORGANIZATION}
MISCELLANEOUS = "MISC"
"""What the training data calls names of other things (currencies, products); nothing here asks for them."""

DOCUMENT = 60
"""Sequences that are one document to the tagger: a very long text is several."""


class ModelMismatch(RuntimeError):
    """The model beside this module was made with other features."""


class Span(NamedTuple):
    """Tokens `first` up to `last` of a sequence name something of this kind; `sure` where a pattern says so."""

    kind: str
    first: int
    last: int
    sure: bool = False


class Tagger:
    """Features and model together. Threads may not share one: `tagger()` gives each its own."""

    def __init__(self, path: Path = MODEL) -> None:
        facts = json.loads(FACTS.read_text(encoding="utf-8"))
        if facts["features"] != VERSION:
            raise ModelMismatch(
                f"{path} was made with version {facts['features']} of the features, and this program makes version {VERSION}: "
                "train it again with bin/train-names."
            )
        self._model = pycrfsuite.Tagger()
        self._model.open(str(path))
        self._features = FeatureMaker(_useful())

    def tag(self, sequences: Sequence[Sequence[Token]]) -> Iterator[tuple[list[WordFeatures], list[Span]]]:
        """For each sequence its words and the names in it."""
        self._features.refresh()
        for start in range(0, len(sequences), DOCUMENT):
            part = [[token.surface for token in tokens] for tokens in sequences[start : start + DOCUMENT]]
            for words, features in self._features.document(part):
                yield words, spans(self._model.tag(features), words)


@cache
def _useful() -> dict[str, bytes]:
    return {feature: feature.encode() for feature in marisa_trie.Trie().mmap(str(FEATURES))}


_threads = threading.local()


def tagger() -> Tagger:
    """This thread's tagger."""
    found: Tagger | None = getattr(_threads, "tagger", None)
    if found is None:
        found = _threads.tagger = Tagger()
    return found


def spans(labels: Sequence[str], words: Sequence[WordFeatures]) -> list[Span]:
    """The names that labels (B-PERS I-PERS … O) mark.

    A name that goes on without having begun («طلعت/O زكريا/I-PERS») takes in the word before it, if that may be a name."""
    found: list[Span] = []
    first, kind = -1, ""
    for i, label in enumerate(labels):
        goes_on = label[0] == "I" and label[2:] == kind
        if first >= 0 and not goes_on:
            found.append(Span(_KINDS.get(kind, MISCELLANEOUS), first, i))
            first, kind = -1, ""
        if label[0] == "B" or (label[0] == "I" and not goes_on):
            first, kind = i, label[2:]
            if label[0] == "I" and i and labels[i - 1] == "O" and _may_begin(words[i - 1]):
                first = i - 1
    if first >= 0:
        found.append(Span(_KINDS.get(kind, MISCELLANEOUS), first, len(labels)))
    return found


def _may_begin(word: WordFeatures) -> bool:
    return word.may_be_name and not word.callings
