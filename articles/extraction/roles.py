"""Roles: what a text says that a person is — «المتحدث باسم حركة حماس في غزة», before the name or after it.

Promises: the words of the text from the office's first word to the last before the name, or between commas after it;
«العميد (احتياط)» with its brackets; nothing where the name only belongs to somebody's office («مكتب نتنياهو»).

Refuses: roles that are told in a sentence («الذي عُيّن وزيرًا»), and those longer than `LONGEST` words.
"""

from __future__ import annotations

from articles.arabic import is_function_word

from .callings import OFFICES, TITLES, bare_forms
from .facts import PERSON
from .marking import Mark, Paragraph
from .reading import after_letters
from .vocabulary import words_of

LONGEST = 12
"""Words. Of 4,920 roles found in a day of newspapers 74 had more; hardly one of them was a role and nothing else."""
NEAR = 12
"""Marks on either side of a name that a role of `LONGEST` words may hold."""
_OPEN, _CLOSE = "([", ")]"
_COMMAS = "،,"
_DASHES = "-–—"
_INSIDE = words_of("inside roles")
_KIN = words_of("kin")
_ADVERBS = words_of("adverbs")
_RANKS = words_of("ranks")


def find_roles(marks: list[Mark]) -> None:
    """Sets the role of each person's mark in one paragraph."""
    taken = 0
    for number, one in enumerate(marks):
        if one.kind != PERSON:
            continue
        near = marks[max(0, number - NEAR) : number + NEAR]
        span = _before(one, near) or _after(one, near)
        if span and span[0] >= taken:
            taken = span[1]
            one.role = _words(one.paragraph, *span)


def _words(paragraph: Paragraph, first: int, last: int) -> str:
    """The words of a role as they stand in the text, without the conjunction or preposition before them."""
    token = paragraph.tokens[first]
    norm = paragraph.words[first].norm
    letters = 0
    if norm not in OFFICES and norm not in TITLES and norm[0] in "وفلب":
        bare = norm[1:]
        letters = 1 if bare in OFFICES or bare in TITLES or bare.removeprefix("ال") in OFFICES | TITLES else 0
    start = token.start + after_letters(token.surface, letters)
    return " ".join(paragraph.text[start : paragraph.tokens[last - 1].end].split())


def _head(norm: str) -> str:
    """The office or title that a word is, without clitics and article; "" where it is none."""
    for form in bare_forms(norm):
        if form in OFFICES or form in TITLES:
            return form
    return ""


def _before(one: Mark, marks: list[Mark]) -> tuple[int, int] | None:
    paragraph = one.paragraph
    words, tokens = paragraph.words, paragraph.tokens
    if one.cut or one.first == 0:
        return None
    last = one.first
    comma = tokens[last - 1].surface in _COMMAS
    end = last - 1 if comma else last
    begin = _window(paragraph, end, marks)
    heads = [position for position in range(begin, end) if tokens[position].is_word and _head(words[position].norm)]
    if not heads:
        return None
    if comma:
        # «والمستشار السياسي لنتنياهو، أوفير فالك»: the whole clause before the comma is the role, or nothing is.
        return (heads[0], end) if heads[0] == begin and _is_whole(paragraph, begin, end, marks) else None
    first = _first_head(paragraph, heads, begin)
    if not _leads_to_name(paragraph, first, end, marks):
        return None
    # «منسق شؤون الأسرى …، العميد (احتياط) جال هيرش»: a clause before the comma that is a role too.
    if first and tokens[first - 1].surface in _COMMAS and first == begin:
        earlier = _window(paragraph, first - 1, marks)
        if earlier < first - 1 and _head(words[earlier].norm) and _is_whole(paragraph, earlier, first - 1, marks):
            first = earlier
    return first, end


def _window(paragraph: Paragraph, end: int, marks: list[Mark]) -> int:
    """Where the words begin that may be a role ending at `end`."""
    words, tokens = paragraph.words, paragraph.tokens
    floor = max((one.last for one in marks if one.kind == PERSON and one.last <= end and not _inside_role(one)), default=0)
    begin = end
    depth = 0
    while begin > max(floor, end - LONGEST):
        token, word = tokens[begin - 1], words[begin - 1]
        if not token.is_word:
            if token.surface in _CLOSE:
                depth += 1
            elif token.surface in _OPEN and depth:
                depth -= 1
            elif token.surface not in _DASHES and token.surface not in '«»"“”':
                break
        elif not depth and ("S" in word.callings or word.is_verb or _stops(word.norm)):
            break
        begin -= 1
    while begin < end and not tokens[begin].is_word:
        begin += 1
    return begin


def _inside_role(one: Mark) -> bool:
    """Whether a name is part of somebody's office: with a preposition before it, or after «مكتب»."""
    return bool(one.cut) or (
        one.first > 0 and one.paragraph.words[one.first - 1].norm in ("مكتب", "حكومه", "اداره", "حمله", "فريق")
    )


def _stops(norm: str) -> bool:
    return (is_function_word(norm) and norm not in _INSIDE) or norm in _ADVERBS


def _first_head(paragraph: Paragraph, heads: list[int], begin: int) -> int:
    """The head that the role begins with: the first, unless a definite title begins a new phrase («… الرئيس الأسد»)."""
    words = paragraph.words
    first = heads[0]
    for position in heads[1:]:
        form = words[position].norm
        before = words[position - 1].norm
        if form.startswith("ال") and form[2:] not in _RANKS and before not in OFFICES and not _continues(before):
            first = position
    return first


def _continues(norm: str) -> bool:
    """Whether a word wants another after it: «باسم»، «مكتب»، «لدى»."""
    return norm in _INSIDE or not (norm.startswith(("ال", "لل", "بال", "وال")))


def _leads_to_name(paragraph: Paragraph, first: int, end: int, marks: list[Mark]) -> bool:
    """Whether a role may end here: with a definite word, a name, a bracket, or the title itself."""
    word = paragraph.words[end - 1]
    if not paragraph.tokens[end - 1].is_word:
        return paragraph.tokens[end - 1].surface in _CLOSE
    head = _head(word.norm)
    if end - first == 1:
        return (
            head in TITLES
            or word.norm in TITLES
            or word.norm.startswith(("ال", "وال"))
            or (head in OFFICES and head not in _KIN)
        )
    if word.norm in _INSIDE or is_function_word(word.norm):
        return False
    if word.norm.startswith(("ال", "لل", "بال", "وال")) or head in TITLES:
        return True
    return any(one.first < end <= one.last for one in marks) or (word.is_strange and not word.given) or word.norm in TITLES


def _is_whole(paragraph: Paragraph, begin: int, end: int, marks: list[Mark]) -> bool:
    """Whether words between commas are one office, and no name with its own role stands in them."""
    if end - begin < 2:
        return False
    inside = [one for one in marks if one.kind == PERSON and begin <= one.first < end]
    return all(_inside_role(one) for one in inside)


def _after(one: Mark, marks: list[Mark]) -> tuple[int, int] | None:
    paragraph = one.paragraph
    words, tokens = paragraph.words, paragraph.tokens
    first = one.last
    if first < len(tokens) and tokens[first].surface in _COMMAS + _DASHES + _OPEN:
        first += 1
    if first >= len(tokens) or not tokens[first].is_word:
        return None
    norm = words[first].norm
    if norm[0] in "وفبل" and norm not in OFFICES:
        return None
    head = _head(norm)
    if not head or words[first].is_verb or (head in TITLES and head not in OFFICES and first == one.last):
        return None
    last = first
    while last < len(tokens) and last - first < LONGEST:
        token, word = tokens[last], words[last]
        if not token.is_word or ("S" in word.callings and last > first) or (word.is_verb and last > first) or _stops(word.norm):
            break
        if any(other.kind == PERSON and other.first == last and not other.cut for other in marks):
            break
        last += 1
    while last > first and (words[last - 1].norm in _INSIDE):
        last -= 1
    if last - first < 2 and not norm.startswith("ال"):
        return None
    following = _past_brackets(paragraph, last)
    if any(other.kind == PERSON and other.first == following for other in marks):
        return None  # «قال فلان وزير الدفاع فلان»، «مكتب فلان، العميد (احتياط) فلان»: the office is the next one's
    return first, last


def _past_brackets(paragraph: Paragraph, position: int) -> int:
    """What follows a position, brackets and what is in them left out."""
    tokens = paragraph.tokens
    if position < len(tokens) and tokens[position].surface in _OPEN:
        for closing in range(position + 1, min(position + 6, len(tokens))):
            if tokens[closing].surface in _CLOSE:
                return closing + 1
    return position
