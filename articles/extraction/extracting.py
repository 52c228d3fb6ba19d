"""Extracting: one text -> all its facts.

Promises: `extract` answers for any string, the empty one too, in time that grows with its length; every offset counts
characters of that string. The headline's and the standfirst's names count as the story's do; those of dateline and
byline are told as dateline and byline.

Refuses: to change the text, and to ask anything outside: known names come from the caller.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.arabic import fold

from .citations import find_outlets, name_outlets
from .datelines import read_line
from .facts import ORGANIZATION, OUTLET, PERSON, PLACE, Dateline, Extraction, Mention, Passage, Quote
from .known import KnownNames
from .layout import read_layout
from .marking import Mark, Paragraph, mark
from .naming import mark_surnames, name_all
from .patterns import suggest
from .quotes import find_quotes
from .reading import Token, paragraphs, pieces, sentences, tokens
from .roles import find_roles
from .speakers import Said, find_speakers
from .tagger import Span, tagger

_NO_OUTLETS = frozenset(map(fold, ("وكالات", "الوكالات", "وكالات الأنباء")))
"""What datelines say for outlets that they do not name."""


def extract(text: str, known: KnownNames | None = None) -> Extraction:
    """What `text` says of itself: its parts, people, places, organizations, outlets and quotes.

    `known` are the archive's names; they are found in every spelling and before anything else."""
    layout = read_layout(text)
    aside = [part for part in (layout.dateline, layout.byline) if part]
    passages = [piece for line in paragraphs(text) for part in _without(text, line, aside) for piece in pieces(text, part)]
    read = _read(text, passages)
    marks = [_with_outlets(paragraph, found) for paragraph, found in zip(read, mark(read, known), strict=True)]
    mark_surnames(read, marks)
    for here in marks:
        find_roles(here)
    everything = [one for here in marks for one in here]
    name_all([one for one in everything if one.kind != OUTLET], text)
    name_outlets([one for one in everything if one.kind == OUTLET], text)
    organizations = [one for one in everything if one.kind == ORGANIZATION]
    said = find_speakers(find_quotes(text, passages), read, marks, organizations)
    mentions = {id(one): _mention(one, text) for one in everything}
    return Extraction(
        headline=layout.headline,
        standfirst=layout.standfirst,
        dateline=layout.dateline,
        byline=layout.byline,
        body=layout.body,
        source=_source(layout.dateline),
        cited_sources=tuple(mentions[id(one)] for one in everything if one.kind == OUTLET),
        people=tuple(mentions[id(one)] for one in everything if one.kind == PERSON),
        organizations=tuple(mentions[id(one)] for one in organizations),
        places=tuple(mentions[id(one)] for one in everything if one.kind == PLACE),
        quotes=tuple(_quote(one, mentions) for one in said),
    )


def read_dateline(line: str) -> tuple[Dateline | None, Passage | None]:
    """Dateline and writer of a line on its own, as importers get them: «الرياض - سعود الشيباني:»."""
    return read_line(line)


def _without(text: str, line: Passage, aside: Sequence[Passage | Dateline]) -> list[Passage]:
    """What is left of a line without dateline and byline."""
    for part in aside:
        if line.start <= part.start < line.end:
            ends = [(line.start, part.start), (min(part.end, line.end), line.end)]
            whole = [
                Passage(text[start:end], start, end) for start, end in ends if start < end and text[start:end].strip(" \t:/-–—")
            ]
            return [
                piece for found in whole for piece in _without(text, found, [other for other in aside if other is not part])
            ]
    return [line]


def _read(text: str, passages: Sequence[Passage]) -> list[Paragraph]:
    """The paragraphs cut into tokens and tagged; the tagger sees the sentences of all of them as one document."""
    cut: list[list[list[Token]]] = [list(sentences(tokens(text, part.start, part.end))) for part in passages]
    tagged = tagger().tag([sentence for parts in cut for sentence in parts])
    read = []
    for parts in cut:
        paragraph = Paragraph(text, [], [], [])
        for sentence in parts:
            words, spans = next(tagged)
            shift = len(paragraph.tokens)
            paragraph.tokens += sentence
            paragraph.words += words
            paragraph.suggested += [Span(span.kind, span.first + shift, span.last + shift) for span in spans]
        suggest(paragraph)
        read.append(paragraph)
    return read


def _with_outlets(paragraph: Paragraph, marks: list[Mark]) -> list[Mark]:
    """The marks of a paragraph, with its outlets: one that the tagger took for something else is an outlet."""
    known = {position for one in marks if one.known for position in range(one.first, one.last)}
    outlets = [one for one in find_outlets(paragraph) if known.isdisjoint(range(one.first, one.last))]
    if not outlets:
        return marks
    taken = {position for one in outlets for position in range(one.first, one.last)}
    kept = [one for one in marks if taken.isdisjoint(range(one.first, one.last))]
    return sorted([*kept, *outlets], key=lambda one: one.first)


def _mention(one: Mark, text: str) -> Mention:
    start, end = one.start, one.end
    return Mention(one.kind, one.name, one.role, text[start:end], start, end, one.known.key if one.known else None)


def _quote(said: Said, mentions: dict[int, Mention]) -> Quote:
    quoted, speaker = said
    mention = mentions[id(speaker.mark)] if speaker.mark else None
    return Quote(quoted.text, quoted.start, quoted.end, speaker.name, speaker.certain, mention)


def _source(dateline: Dateline | None) -> str:
    """The outlet of the dateline: nothing else in a text says where it was published."""
    return dateline.agency if dateline and fold(dateline.agency) not in _NO_OUTLETS else ""
