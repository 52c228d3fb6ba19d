"""What a text says of itself: the values that `extract` gives back.

Promises: every part that stands in the text has offsets in characters of the text as it was given,
`text[start:end]` being its words; values are frozen and compare by content.

Refuses: to hold guesses as facts. Whether a name was known beforehand, and whether a speaker is certain,
is said with each.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

PERSON, PLACE, ORGANIZATION, OUTLET = "person", "place", "organization", "outlet"
"""Kinds of name, called as the archive's models call them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text: `text` is what stands from `start` up to `end`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """«القدس المحتلة – مصدر الإخبارية»: where a story was written and by which outlet; "" for what is not said."""

    text: str
    start: int
    end: int
    place: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands: without the clitics and titles before it.

    `name` is the fullest form that the text, or the known name, gives it; `role` is what the text says that
    this person is, in the text's words. `key` is what `KnownName` was given, None for a name that was not known."""

    kind: str
    name: str
    role: str
    text: str
    start: int
    end: int
    key: Hashable = None

    @property
    def known(self) -> bool:
        return self.key is not None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks (the marks left out), and who says them: a name, or what the text calls them.

    `speaker` is "" where the text does not tell. `mention` is the speaker's mention, where it is one of those found.
    `certain` where a verb of saying joins the speaker to these words, and the marks are whole."""

    text: str
    start: int
    end: int
    speaker: str = ""
    certain: bool = False
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found. Mentions and quotes are in the order of the text."""

    headline: Passage | None = None
    standfirst: Passage | None = None
    dateline: Dateline | None = None
    byline: Passage | None = None
    body: Passage | None = None
    """The story itself: what follows headline, standfirst and dateline."""
    source: str = ""
    """The outlet that the text came from, as far as it says."""
    cited_sources: tuple[Mention, ...] = ()
    people: tuple[Mention, ...] = ()
    organizations: tuple[Mention, ...] = ()
    places: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The object that `manage.py extract` prints."""
        dateline = self.dateline
        return {
            "headline": self.headline.text if self.headline else "",
            "standfirst": self.standfirst.text if self.standfirst else "",
            "dateline": {
                "text": dateline.text if dateline else "",
                "place": dateline.place if dateline else "",
                "agency": dateline.agency if dateline else "",
            },
            "byline": self.byline.text if self.byline else "",
            "source": self.source,
            "cited_sources": list(dict.fromkeys(mention.name for mention in self.cited_sources)),
            "people": [_mention(mention) for mention in self.people],
            "organizations": [_mention(mention) for mention in self.organizations],
            "places": [_mention(mention) for mention in self.places],
            "quotes": [
                {"text": q.text, "speaker": q.speaker, "start": q.start, "end": q.end, "certain": q.certain}
                for q in self.quotes
            ],
        }


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "name": mention.name,
        "role": mention.role,
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
    }
