"""Citations: the outlets that a story quotes — «لصحيفة معاريف الإسرائيلية», «لمعاريف», «بحسب رويترز».

Promises: outlets by what they are called (صحيفة، قناة، وكالة …) and by listed names; each with the fullest name that the text
gives it, without the nationality after it.

Refuses: names that are also places or common words (الرياض، الحياة، اليوم), unless they are called an outlet or stand in
quotation marks after something that is said or published.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from articles.arabic import fold, is_function_word, readings

from .callings import bare_forms
from .facts import OUTLET
from .marking import Mark, Paragraph
from .outlets import AMBIGUOUS, HEADS, first_words, listed_weight, outlet_weight
from .vocabulary import words_of

LONGEST_NAME = 4
_QUOTES_OPEN, _QUOTES_CLOSE = '«"“”„', '»"”“'
_ATTRIBUTING = words_of("attributing")
_UNNAMED = words_of("unnamed outlets")


def find_outlets(paragraph: Paragraph) -> Iterator[Mark]:
    """The outlets named in a paragraph, in its order."""
    i, count = 0, len(paragraph.tokens)
    while i < count:
        found = _called(paragraph, i) or _listed(paragraph, i) if _may_begin(paragraph.words[i].norm) else None
        if found:
            yield found
            i = found.last
        else:
            i += 1


@lru_cache(maxsize=50_000)
def _may_begin(norm: str) -> bool:
    """Whether an outlet may begin with this word: what outlets are called, or the first word of a listed name."""
    begins = first_words()
    return any(form in HEADS for form in bare_forms(norm)) or any(norm[cut:] in begins for cut in (0, 1, 2))


def _called(paragraph: Paragraph, i: int) -> Mark | None:
    """«صحيفة معاريف», «قناة "الجزيرة"»: what it is called, and the name that follows."""
    word = paragraph.words[i]
    if not paragraph.tokens[i].is_word or len(word.norm) < 4:
        return None
    head = next((form for form in bare_forms(word.norm) if form in HEADS), None)
    if (
        head is None
        or not word.norm.endswith(head)
        or word.norm.removesuffix(head) not in ("", "و", "ف", "ب", "ل", "ك", "ول", "وب")
    ):
        return None
    first = i + 1
    if first < len(paragraph.tokens) and paragraph.tokens[first].surface in _QUOTES_OPEN:
        closing = _closing(paragraph, first)
        return Mark(OUTLET, paragraph, i, closing + 1, len(word.norm) - len(head)) if closing else None
    last = first
    listed = _longest_listed(paragraph, first)
    if listed:
        last = listed
    else:
        while last < len(paragraph.tokens) and last - first < 2 and _names(paragraph, last):
            last += 1
    if last == first or paragraph.words[first].norm in _UNNAMED or paragraph.words[first].norm.removeprefix("ال") in _UNNAMED:
        return None
    return Mark(OUTLET, paragraph, i, last, len(word.norm) - len(head))


def _closing(paragraph: Paragraph, opening: int) -> int:
    for position in range(opening + 1, min(opening + 2 + LONGEST_NAME, len(paragraph.tokens))):
        if paragraph.tokens[position].surface in _QUOTES_CLOSE and position > opening + 1:
            return position
    return 0


def _names(paragraph: Paragraph, position: int) -> bool:
    """Whether a word goes on naming an outlet: a name, or a strange word; no verb, function word or nationality."""
    token, word = paragraph.tokens[position], paragraph.words[position]
    if not token.is_word or is_function_word(word.norm) or word.callings or word.is_verb:
        return False
    if outlet_weight(word.norm):
        return True
    return word.is_strange and not (word.norm.startswith("ال") and word.norm.endswith(("يه", "ي")))


def _longest_listed(paragraph: Paragraph, first: int) -> int:
    """Where the longest listed name that begins at `first` ends; 0 where none does."""
    if first >= len(paragraph.words):
        return 0
    longest = first_words().get(paragraph.words[first].norm, 0)
    for length in range(min(longest, len(paragraph.words) - first), 0, -1):
        if listed_weight(" ".join(word.norm for word in paragraph.words[first : first + length])):
            return first + length
    return 0


def _listed(paragraph: Paragraph, i: int) -> Mark | None:
    token, word = paragraph.tokens[i], paragraph.words[i]
    if not token.is_word:
        return None
    longest_of = first_words()
    for cut in (0, 1, 2):
        base = word.norm[cut:]
        if cut and (len(base) < 4 or word.norm[0] not in "وفلب"):
            break
        if cut == 2 and word.norm[1] not in "لب":
            break
        if base not in longest_of:
            continue
        for length in range(min(longest_of[base], len(paragraph.words) - i), 0, -1):
            name = " ".join((base, *(other.norm for other in paragraph.words[i + 1 : i + length])))
            weight = listed_weight(name)
            if weight and _counts(paragraph, i, i + length, cut, weight, name):
                return Mark(OUTLET, paragraph, i, i + length, cut)
    return None


def _counts(paragraph: Paragraph, first: int, last: int, cut: int, weight: float, name: str) -> bool:
    tokens, words = paragraph.tokens, paragraph.words
    before = words[first - 1].norm if first else ""
    quoted = (
        bool(first)
        and tokens[first - 1].surface in _QUOTES_OPEN
        and last < len(tokens)
        and tokens[last].surface in _QUOTES_CLOSE
    )
    if quoted and first > 1:
        before = words[first - 2].norm
    attributed = before in _ATTRIBUTING or before.lstrip("و") in _ATTRIBUTING or (cut > 0 and words[first].norm[cut - 1] == "ل")
    if weight == AMBIGUOUS:
        return quoted and (attributed or before.endswith("ل"))
    if last - first == 1 and len(name) <= 5 and not quoted:
        # Short names of agencies are words too (واس، قنا، معا، بنا): only where they are quoted from.
        return attributed or (not readings(tokens[first].surface) and not cut)
    if last - first == 1 and any(reading.pos != "noun_prop" for reading in readings(name)) and not quoted:
        return attributed
    return True


def name_outlets(marks: list[Mark], text: str) -> None:
    """Gives each outlet its fullest name: «صحيفة معاريف» for «معاريف» where the text says so once."""
    full: dict[str, str] = {}
    for one in marks:
        words = [norm for norm in one.norms if norm]
        if len(words) > 1 and words[0] in HEADS:
            full.setdefault(" ".join(words[1:]), _written(one, text))
    for one in marks:
        if not one.name:
            words = [norm for norm in one.norms if norm]
            one.name = full.get(" ".join(words[1:] if words and words[0] in HEADS else words), _written(one, text))


def _written(one: Mark, text: str) -> str:
    """The words of a name without the marks inside it: قناة «الجزيرة» is قناة الجزيرة."""
    kept = "".join(" " if character in '«»"“”„' else character for character in text[one.start : one.end])
    return " ".join(kept.split()) or fold(text[one.start : one.end])
