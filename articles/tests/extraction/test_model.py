"""Model, its features and what is told of it belong together."""

import hashlib
import json

import marisa_trie
import pycrfsuite

from articles.extraction.tagger import FACTS, FEATURES, MODEL


def test_the_figures_are_of_the_model_beside_them() -> None:
    assert json.loads(FACTS.read_text(encoding="utf-8"))["sha256"] == hashlib.sha256(MODEL.read_bytes()).hexdigest()


def test_every_feature_of_the_model_is_listed_and_no_other() -> None:
    model = pycrfsuite.Tagger()
    model.open(str(MODEL))
    assert set(marisa_trie.Trie().mmap(str(FEATURES))) == set(model.info().attributes)
