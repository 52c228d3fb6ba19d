"""Names that may be one: spelt nearly alike, or one a shorter form of the other.

Promises: pairs of standing names of one kind, the likeliest first, with what speaks for each; found by putting names
that share a key together, so that the time grows with the number of names and not with its square (docstrings say what
each key is). Two names that somebody said are two, or whose successors are, are not proposed again.

Refuses: to decide. A pair is a proposal for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef

from articles.arabic import readings
from articles.models import Alias, Distinct, Mention, Name

SHOWN = 100
LARGEST = 40
"""Names that are held against each other because they share a key; of more, each only against its neighbours."""
COMMONEST = 200
"""Names that have a word: rarer words only lead from a shorter form to a longer one."""
LIKE = 0.75
"""Share of letters in common (difflib's ratio), from which two spellings count as near."""
STEADY = 5
"""Letters from which on a word with another long vowel is the same word."""
CHECKED = 2000
"""Shorter and longer forms that are looked up for articles in common, those of rarer words first."""
_SOUNDS = str.maketrans("غطصضظذثئؤء", "جتسزززتيو ", "")
"""Letters that stand for one sound in foreign names (غال، جال), or that writers interchange."""
_WEAK = re.compile("[اويءأإآؤئىه ]")
_ARTICLE = re.compile(r"\bال(?=\w{3})")
_LONE_ABD = re.compile(r"\bعبد ال")


class Pair(NamedTuple):
    first: int
    second: int
    likeness: float
    """From 0 to 1."""
    reason: str
    """In words for an editor."""


class _Spelling(NamedTuple):
    name: int
    folded: str


def likely_doubles(kind: str, limit: int = SHOWN, only: int | None = None) -> list[Pair]:
    """The likeliest pairs among the standing names of a kind; `only` those with one name."""
    spellings = list(_spellings(kind))
    distinct = _distinct()
    found: dict[tuple[int, int], Pair] = {}
    for pair in (*_near(spellings, only), *_shorter(spellings, only)):
        key = (pair.first, pair.second)
        if (only is None or only in key) and key not in distinct:
            best = found.get(key)
            found[key] = pair if best is None or pair.likeness > best.likeness else best
    ranked = sorted(found.values(), key=lambda pair: (-pair.likeness, pair.first, pair.second))
    return _much_mentioned_first(ranked[: 3 * limit])[:limit]


def declare_distinct(one: int, other: int, by: User | None = None) -> None:
    """Remembers that two names are two."""
    first, second = sorted((one, other))
    Distinct.objects.get_or_create(first_id=first, second_id=second, defaults={"said_by": by})


def _spellings(kind: str) -> Iterator[_Spelling]:
    names = Name.objects.standing().filter(kind=kind).order_by("pk").values_list("pk", "folded")
    yield from (_Spelling(*row) for row in names.iterator(chunk_size=5000))
    aliases = Alias.objects.filter(name__kind=kind, name__merged_into=None).order_by("pk").values_list("name_id", "folded")
    yield from (_Spelling(*row) for row in aliases.iterator(chunk_size=5000))


def _distinct() -> set[tuple[int, int]]:
    """Pairs that somebody said are two, by what they are merged into now."""
    rows = Distinct.objects.values_list("first_id", "first__merged_into", "second_id", "second__merged_into")
    pairs = ((first_into or first, second_into or second) for first, first_into, second, second_into in rows)
    return {(min(pair), max(pair)) for pair in pairs}


def _pair(one: int, other: int, likeness: float, reason: str) -> Pair:
    return Pair(min(one, other), max(one, other), likeness, reason)


# --- spelt nearly alike -----------------------------------------------------------------------------


def joined(folded: str) -> str:
    """Without spaces and articles: «عبد الله» and «عبدالله», «القاهره» and «قاهره» are one."""
    return _ARTICLE.sub("", _LONE_ABD.sub("عبدال", folded)).replace(" ", "")


def skeleton(folded: str) -> str:
    """The consonants, those of one sound taken together: نتنياهو and نتانياهو, اميركا and امريكا, جال and غال are one."""
    return _WEAK.sub("", joined(folded).translate(_SOUNDS))


def _near(spellings: Iterable[_Spelling], only: int | None) -> Iterator[Pair]:
    by_key: dict[str, list[_Spelling]] = defaultdict(list)
    wanted = {_key(one.folded) for one in spellings if one.name == only}
    for one in spellings:
        key = _key(one.folded)
        if only is None or key in wanted:
            by_key[key].append(one)
    for together in by_key.values():
        if len(together) > 1:
            for one, other in _beside(sorted(set(together), key=lambda spelling: (spelling.folded, spelling.name))):
                if one.name != other.name and (found := _compared(one, other)):
                    yield found


def _key(folded: str) -> str:
    """The skeleton, or the whole where too little is left of it to tell names by."""
    found = skeleton(folded)
    return found if len(found) > 2 else f"={joined(folded)}"


def _beside(together: list[_Spelling]) -> Iterator[tuple[_Spelling, _Spelling]]:
    if len(together) <= LARGEST:
        yield from combinations(together, 2)
    else:
        yield from pairwise(together)


def _compared(one: _Spelling, other: _Spelling) -> Pair | None:
    if one.folded == other.folded:
        return _pair(one.name, other.name, 1.0, "الإملاء نفسه")
    if joined(one.folded) == joined(other.folded):
        return _pair(one.name, other.name, 0.98, "لا فرق إلا في المسافات أو «ال» التعريف")
    if not _words_alike(one.folded.split(), other.folded.split()):
        return None
    likeness = SequenceMatcher(None, joined(one.folded), joined(other.folded), autojunk=False).ratio()
    return _pair(one.name, other.name, likeness * 0.95, "إملاء قريب") if likeness >= LIKE else None


def _words_alike(one: list[str], other: list[str]) -> bool:
    """Whether the words that differ may be spellings of one: in short Arabic names long vowels make another name."""
    if len(one) != len(other):
        return True
    return all(first == second or _one_word(first, second) for first, second in zip(one, other, strict=True))


def _one_word(first: str, second: str) -> bool:
    shorter, longer = sorted((len(joined(first)), len(joined(second))))
    if shorter >= STEADY or _WEAK.sub("", first) != _WEAK.sub("", second):  # غال and جال: no matter of vowels
        return True
    # محمد and محمود, حسن and حسين are names in their own right; بوتن is none.
    return longer >= STEADY and not (_is_name(first) and _is_name(second))


@lru_cache(maxsize=20_000)
def _is_name(word: str) -> bool:
    return any(reading.pos == "noun_prop" for reading in readings(word))


# --- a shorter and a longer form --------------------------------------------------------------------


def _shorter(spellings: list[_Spelling], only: int | None) -> Iterator[Pair]:
    """A name whose words all stand in another's, where some article mentions both: «قاسم» and «حازم قاسم»."""
    words = {one: frozenset(_LONE_ABD.sub("عبدال", one.folded).split()) for one in spellings}
    if only is not None:
        own = frozenset().union(*(words[one] for one in spellings if one.name == only))
        words = {one: found for one, found in words.items() if not own.isdisjoint(found)}
        spellings = list(words)
    having: dict[str, list[_Spelling]] = defaultdict(list)
    for one in spellings:
        for word in words[one]:
            having[word].append(one)
    longest = {word: max(len(words[one]) for one in those) for word, those in having.items()}
    candidates: dict[tuple[int, int], int] = {}
    for short in spellings:
        rarest = min((having[word] for word in words[short]), key=len)
        if not 1 < len(rarest) <= COMMONEST or min(longest[word] for word in words[short]) <= len(words[short]):
            continue
        for long in rarest:
            if long.name != short.name and words[short] < words[long] and (only is None or only in (short.name, long.name)):
                candidates.setdefault((short.name, long.name), len(rarest))
    for short_name, long_name in sorted(candidates, key=lambda key: (candidates[key], key))[:CHECKED]:
        if count := _in_common(long_name, short_name):
            yield _pair(short_name, long_name, 0.5 + 0.3 * count / (count + 2), "صيغة أقصر، والاسمان في مقالات مشتركة")


def _in_common(one: int, other: int) -> int:
    """Articles that mention both, counted up to five: more say no more."""
    there = Mention.objects.exclude(state=Mention.State.REJECTED).order_by()
    both = there.filter(name=one).filter(Exists(there.filter(name=other, article=OuterRef("article"))))
    return len(both.values_list("article", flat=True).distinct()[:5])


def _much_mentioned_first(pairs: list[Pair]) -> list[Pair]:
    """Among those that are as likely (to a tenth), the ones whose doubling harms more articles."""
    numbers = {number for pair in pairs for number in (pair.first, pair.second)}
    counted = Name.objects.filter(pk__in=numbers).order_by().annotate(found=Count("mentions"))
    counts = dict(counted.values_list("pk", "found"))
    return sorted(pairs, key=lambda one: (-round(one.likeness, 1), -min(counts[one.first], counts[one.second]), -one.likeness))
