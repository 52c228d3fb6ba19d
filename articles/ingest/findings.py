"""Findings: what extraction found in articles, written beside what people decided about them.

A known name is linked where one alone is meant; where several may be, the suggestion waits without one. Whom the article
names already, confirmed or rejected, is not suggested again, in whatever spelling. What was suggested before and is not
found any more goes, without a trace: it never was a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from articles.extraction import FoundName, Summary
from articles.models import Alias, Mention, Name, Quote

from .linking import spelt

Found: TypeAlias = tuple[str, str]
"""(kind, folded spelling)"""

LONGEST_NAME, LONGEST_ROLE = 300, 500
"""Characters; the columns' widths. What is longer is no name, and a longer role is cut at a word."""


def write(findings: Mapping[int, Summary]) -> int:
    """Replaces the suggestions of these articles (by number); how many mentions are suggested.

    To be called in a transaction that holds the articles."""
    _forget(findings)
    linked = _linked(found for summary in findings.values() for found in summary.names)
    decided = _Decided(findings)
    mentions: list[Mention] = []
    speakers: dict[tuple[int, int], Mention] = {}
    """(article, position in its summary) -> who it is."""
    for article, summary in findings.items():
        for position, found in enumerate(summary.names):
            name = linked.get(_found(found))
            mention = decided.mention(article, name, found)
            if mention is None and (mention := decided.suggest(article, name, found)):
                mentions.append(mention)
            if mention:
                speakers[article, position] = mention
    Mention.objects.bulk_create(mentions)
    Quote.objects.bulk_create(_quotes(findings, speakers))
    return len(mentions)


def _forget(articles: Iterable[int]) -> None:
    """Deleted past the signals: they would write a revision each, and have the articles indexed anew."""
    quotes = Quote.objects.suggested().filter(article__in=articles)
    quotes._raw_delete(quotes.db)
    mentions = Mention.objects.suggested().filter(article__in=articles, quotes=None)
    mentions = Mention.objects.filter(pk__in=list(mentions.values_list("pk", flat=True)))
    mentions._raw_delete(mentions.db)


def _found(found: FoundName) -> tuple[str, str, object]:
    return found.kind, found.folded, found.key


def _linked(names: Iterable[FoundName]) -> dict[tuple[str, str, object], int]:
    """The number of the name that is meant, for those of which that is certain."""
    wanted = {_found(one) for one in names}
    fitting: dict[Found, set[int]] = {}
    for kind, folded, pk in spelt((kind, folded) for kind, folded, key in wanted if key is None):
        fitting.setdefault((kind, folded), set()).add(pk)
    keys = [key for _, _, key in wanted if isinstance(key, int)]
    # A name may have been merged, or deleted, since the texts were read.
    standing = {pk: merged or pk for pk, merged in Name.objects.filter(pk__in=keys).values_list("pk", "merged_into")}
    linked: dict[tuple[str, str, object], int] = {}
    for one in wanted:
        kind, folded, key = one
        found = {standing[key]} if isinstance(key, int) and key in standing else fitting.get((kind, folded), set())
        if len(found) == 1:
            linked[one] = next(iter(found))
    return linked


class _Decided:
    """The mentions that articles have, by name and by every spelling: people's, and those just suggested."""

    def __init__(self, articles: Iterable[int]) -> None:
        self._by_name: dict[tuple[int, int], Mention] = {}
        self._by_spelling: dict[tuple[int, str, str], Mention] = {}
        for mention in Mention.objects.filter(article__in=articles).select_related("name"):
            self._add(mention)
        saying: dict[int, list[Mention]] = {}
        for (_, name), mention in self._by_name.items():
            saying.setdefault(name, []).append(mention)
        aliases = Alias.objects.filter(name__in=saying)
        for name, kind, folded in aliases.values_list("name", "name__kind", "folded"):
            # Of several who are called so, the one whom the article names is meant.
            for mention in saying[name]:
                self._by_spelling.setdefault((mention.article_id, kind, folded), mention)

    def mention(self, article: int, name: int | None, found: FoundName) -> Mention | None:
        named = self._by_name.get((article, name)) if name else None
        return named or self._by_spelling.get((article, found.kind, found.folded))

    def _add(self, mention: Mention) -> None:
        if mention.name:
            self._by_name.setdefault((mention.article_id, mention.name.pk), mention)
            self._by_spelling.setdefault((mention.article_id, mention.name.kind, mention.name.folded), mention)
        if mention.folded:
            self._by_spelling.setdefault((mention.article_id, mention.kind, mention.folded), mention)

    def suggest(self, article: int, name: int | None, found: FoundName) -> Mention | None:
        """A mention to be saved; None for what is no name at all."""
        if not found.folded or len(found.name) > LONGEST_NAME:
            return None
        mention = Mention(
            article_id=article,
            name_id=name,
            kind=found.kind,
            found=found.name,
            folded=found.folded,
            role=_shortened(found.role),
            text=found.text[:LONGEST_NAME],
            start=found.start,
            end=found.end,
            state=Mention.State.SUGGESTED,
        )
        self._by_spelling[article, found.kind, found.folded] = mention
        if name:
            self._by_name[article, name] = mention
        return mention


def _shortened(role: str) -> str:
    return role if len(role) <= LONGEST_ROLE else role[:LONGEST_ROLE].rpartition(" ")[0]


def _quotes(findings: Mapping[int, Summary], speakers: Mapping[tuple[int, int], Mention]) -> list[Quote]:
    decided = set(Quote.objects.filter(article__in=findings).values_list("article", "text"))
    return [
        Quote(
            article_id=article,
            text=quote.text,
            start=quote.start,
            end=quote.end,
            speaker=None if quote.speaker is None else speakers.get((article, quote.speaker)),
            said_by=quote.said_by[:LONGEST_NAME],
            certain=quote.certain,
            state=Quote.State.SUGGESTED,
        )
        for article, summary in findings.items()
        for quote in summary.quotes
        if (article, quote.text) not in decided
    ]
