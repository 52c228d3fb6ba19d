"""What the machine proposes of a text: its parts, and each name and quote once, for a person to decide about.

`propose` reads a text that is no article yet; `review` reads an article that is saved, together with what is stored
of it already. Spans count characters of `Proposal.text`; `at` counts characters of the body, as mentions and quotes do.

Refuses: to decide. Where one spelling may mean several names of the archive, all of them are given. Quotes that stand
in headline or standfirst are left out: what is said there is said again in the story.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from articles.arabic import fold
from articles.extraction import Extraction, extract
from articles.extraction import Mention as Marked
from articles.extraction import Quote as Said
from articles.models import Article, Mention, Quote

from .clean import Cleaned, clean
from .linking import KINDS, Candidate, Found, candidates_of, known_names

Span = tuple[int, int]
State = Mention.State
_LONGEST = 300
"""Characters of a name, as the models have it; what is longer is a run of words that the machine took for one."""


@dataclass(frozen=True, slots=True)
class ProposedName:
    """A name that the text mentions, once, however often it stands there."""

    kind: str
    found: str
    """The fullest form that the text gives."""
    role: str = ""
    text: str = ""
    """The words at `at`; where the body does not mention it, those of the headline or standfirst."""
    at: Span | None = None
    spans: tuple[Span, ...] = ()
    """Every place in the text."""
    candidates: tuple[Candidate, ...] = ()
    stored: Mention | None = None

    @property
    def key(self) -> Found:
        return self.kind, fold(self.found)

    @property
    def state(self) -> str:
        return self.stored.state if self.stored else State.SUGGESTED


@dataclass(frozen=True, slots=True)
class ProposedQuote:
    text: str
    at: Span | None
    span: Span | None
    speaker: Found | None = None
    """Who of the names says it."""
    said_by: str = ""
    """What the text calls whoever says it, where that is no name."""
    certain: bool = False
    stored: Quote | None = None

    @property
    def state(self) -> str:
        return self.stored.state if self.stored else State.SUGGESTED


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of layout: `kind` is headline, standfirst, dateline or byline."""

    kind: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Proposal:
    text: str
    body: Span
    parts: dict[str, Part] = field(default_factory=dict)
    place: str = ""
    agency: str = ""
    source: str = ""
    names: tuple[ProposedName, ...] = ()
    quotes: tuple[ProposedQuote, ...] = ()
    cleaned: Cleaned | None = None
    """What was taken out of the text that came."""

    def part(self, kind: str) -> str:
        return self.parts[kind].text if kind in self.parts else ""

    @property
    def body_text(self) -> str:
        return self.text[slice(*self.body)]


def propose(raw: str) -> Proposal:
    """The proposal for a text as it came."""
    cleaned = clean(raw, gaps=True)
    return _proposal(cleaned.text, cleaned)


def review(article: Article) -> Proposal:
    """The proposal for a saved article, joined with its stored mentions and quotes, those decided about included."""
    before = "".join(f"{part}\n" for part in (article.headline, article.standfirst) if part)
    own = _proposal(before + article.body, None, body_at=len(before), dense=False)
    names = _joined(own, article)
    return replace(own, names=names, quotes=_joined_quotes(own, names, article))


# --- reading --------------------------------------------------------------------------------------


def _proposal(spaced: str, cleaned: Cleaned | None, body_at: int | None = None, dense: bool = True) -> Proposal:
    """`spaced` is a text with empty lines between its blocks; with `dense` they are left out of the proposal's text."""
    found = extract(spaced, known_names(spaced))
    place = _Places(spaced if dense else "")
    text = place.text if dense else spaced
    body = found.body
    span = place.of(body.start, body.end) if body else (0, len(text))
    if body_at is not None:
        span = body_at, len(text)
    passages = {"headline": found.headline, "standfirst": found.standfirst, "dateline": found.dateline, "byline": found.byline}
    parts = {
        kind: Part(kind, text[slice(*place.of(one.start, one.end))], place.of(one.start, one.end))
        for kind, one in passages.items()
        if one and one.start < one.end
    }
    return Proposal(
        text=text,
        body=span,
        parts=parts,
        place=found.dateline.place if found.dateline else "",
        agency=found.dateline.agency if found.dateline else "",
        source=found.source,
        names=_names(found, text, span, place),
        quotes=_quotes(found.quotes, text, span, place),
        cleaned=cleaned,
    )


class _Places:
    """Where a place of a text with empty lines is in the same text without them."""

    def __init__(self, spaced: str) -> None:
        self.text = spaced.replace("\n\n", "\n")
        self._gaps = [at for at in range(len(spaced)) if spaced.startswith("\n\n", at)] if "\n\n" in spaced else []

    def of(self, start: int, end: int) -> Span:
        return start - bisect_left(self._gaps, start), end - bisect_left(self._gaps, end)


def _names(found: Extraction, text: str, body: Span, place: _Places) -> tuple[ProposedName, ...]:
    groups: dict[Found, list[Marked]] = {}
    mentions = (*found.people, *found.organizations, *found.places, *found.cited_sources)
    for mention in sorted(mentions, key=lambda one: one.start):
        if max(len(mention.name), len(mention.text)) <= _LONGEST and (folded := fold(mention.name)):
            groups.setdefault((mention.kind, folded), []).append(mention)
    fitting = candidates_of(groups)
    return tuple(_name(group, text, body, place, fitting.get(key, ())) for key, group in groups.items())


def _name(group: list[Marked], text: str, body: Span, place: _Places, fitting: Iterable[Candidate]) -> ProposedName:
    spans = tuple(place.of(one.start, one.end) for one in group)
    within = [at for at, span in enumerate(spans) if body[0] <= span[0] and span[1] <= body[1]]
    # Where it stands in full, else where it stands first; the story before the headline.
    folded = fold(group[0].name)
    told = next((at for at in within if fold(group[at].text) == folded), within[0] if within else 0)
    role = next((one.role for one in (group[told], *group) if one.role), "")
    span = spans[told]
    return ProposedName(
        kind=group[0].kind,
        found=group[0].name,
        role=role[:500],
        text=text[slice(*span)],
        at=_within(span, body),
        spans=spans,
        candidates=tuple(fitting),
    )


def _quotes(said: Iterable[Said], text: str, body: Span, place: _Places) -> tuple[ProposedQuote, ...]:
    found = []
    for one in said:
        span = place.of(one.start, one.end)
        if at := _within(span, body):
            speaker = (one.mention.kind, fold(one.mention.name)) if one.mention else None
            said_by = "" if speaker else one.speaker[:300]
            found.append(ProposedQuote(text[slice(*span)], at, span, speaker, said_by, one.certain))
    return tuple(found)


def _within(span: Span, body: Span) -> Span | None:
    return (span[0] - body[0], span[1] - body[0]) if body[0] <= span[0] < span[1] <= body[1] else None


# --- what is stored ---------------------------------------------------------------------------------


def _joined(own: Proposal, article: Article) -> tuple[ProposedName, ...]:
    """The names found, each with its stored mention; then what is stored and was not found again."""
    stored = [mention for mention in article.mentions.select_related("name") if _kind(mention) in KINDS]
    named: dict[int, list[Mention]] = {}
    found: dict[Found, Mention] = {}
    for mention in stored:
        if mention.folded:
            found[mention.kind, mention.folded] = mention
        if mention.name_id:
            named.setdefault(mention.name_id, []).append(mention)
    # A name that became known since, or is known in another form now: the same words, read otherwise.
    places = {(_kind(mention), mention.start): mention for mention in stored if mention.start is not None}
    taken: set[int] = set()
    names = []
    for one in own.names:
        by_name = (each for candidate in one.candidates if candidate.spelt for each in named.get(candidate.name.pk, ()))
        match = found.get(one.key) or next((each for each in by_name if each.pk not in taken), None)
        match = match or (places.get((one.kind, one.at[0])) if one.at else None)
        if match and match.pk not in taken:
            taken.add(match.pk)
            one = _with_stored(one, match, own)
        names.append(one)
    left = [mention for mention in stored if mention.pk not in taken]
    alone = [_stored_name(mention, own) for mention in left]
    fitting = candidates_of(one.key for one in alone if one.stored and one.stored.name is None)
    names += [replace(one, candidates=tuple(fitting.get(one.key, ()))) for one in alone]
    return tuple(names)


def _kind(mention: Mention) -> str:
    """As the machine found it, or else the name's. Topics are given by people; a text does not say them."""
    return mention.kind or (mention.name.kind if mention.name else "")


def _with_stored(one: ProposedName, stored: Mention, own: Proposal) -> ProposedName:
    told = _stored_name(stored, own)
    return replace(
        one,
        found=one.found if stored.folded in ("", fold(one.found)) else stored.found,
        role=told.role or one.role if stored.state == State.SUGGESTED else told.role,
        text=told.text or one.text,
        at=told.at or one.at,
        stored=stored,
    )


def _stored_name(mention: Mention, own: Proposal) -> ProposedName:
    found = mention.found or (mention.name.name if mention.name else mention.text)
    at = _standing(mention, own)
    spans = (_in_text(at, own),) if at else ()
    return ProposedName(_kind(mention), found, mention.role, mention.text, at, spans, stored=mention)


def _standing(one: Mention | Quote, own: Proposal) -> Span | None:
    return (one.start, one.end) if one.start is not None and one.end is not None and one.end <= len(own.body_text) else None


def _in_text(at: Span, own: Proposal) -> Span:
    return at[0] + own.body[0], at[1] + own.body[0]


def _joined_quotes(own: Proposal, names: Sequence[ProposedName], article: Article) -> tuple[ProposedQuote, ...]:
    stored = list(article.quotes.select_related("speaker__name"))
    speakers = {one.stored.pk: one.key for one in names if one.stored}
    quotes = []
    for one in own.quotes:
        if match := next((each for each in stored if _same_words(each, one)), None):
            stored.remove(match)
            quotes.append(_stored_quote(match, own, speakers))
        else:
            quotes.append(one)
    return tuple(quotes + [_stored_quote(quote, own, speakers) for quote in stored])


def _same_words(stored: Quote, found: ProposedQuote) -> bool:
    if found.at and stored.start is not None and stored.end is not None:
        return stored.start < found.at[1] and found.at[0] < stored.end
    return " ".join(stored.text.split()) == " ".join(found.text.split())


def _stored_quote(quote: Quote, own: Proposal, speakers: dict[int, Found]) -> ProposedQuote:
    at = _standing(quote, own)
    return ProposedQuote(
        text=quote.text,
        at=at,
        span=_in_text(at, own) if at else None,
        speaker=speakers.get(quote.speaker_id) if quote.speaker_id else None,
        said_by=quote.said_by,
        certain=quote.certain,
        stored=quote,
    )
