"""Text -> facts: headline, standfirst, dateline, people with their roles, places, organizations, outlets, quotes.

Needs neither Django nor a network. What is found is a suggestion; whether it becomes a fact is an editor's decision.

    known = KnownNames([KnownName("person", "بنيامين نتنياهو", ("نتنياهو",), key=7)])
    found = extract(text, known)
    found.headline.text, found.dateline.place, [(person.name, person.role) for person in found.people]
"""

from .extracting import extract, read_dateline
from .facts import ORGANIZATION, OUTLET, PERSON, PLACE, Dateline, Extraction, Mention, Passage, Quote
from .known import KnownName, KnownNames, ways_to_write
from .summary import FoundName, FoundQuote, Summary, summarize
from .tagger import ModelMismatch
from .together import Text, Together, read_all

__all__ = [
    "ORGANIZATION",
    "OUTLET",
    "PERSON",
    "PLACE",
    "Dateline",
    "Extraction",
    "FoundName",
    "FoundQuote",
    "KnownName",
    "KnownNames",
    "Mention",
    "ModelMismatch",
    "Passage",
    "Quote",
    "Summary",
    "Text",
    "Together",
    "extract",
    "read_all",
    "read_dateline",
    "summarize",
    "ways_to_write",
]
