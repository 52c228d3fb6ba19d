"""What a person decides about the names and quotes of an article, written down.

Accepted ones are confirmed, rejected ones stay as rejected so that they are not proposed again, and the others wait
as suggestions. A new name enters the archive only here, by being accepted. Everything is one transaction, with its
revisions; the article's own save, which the caller makes in the same transaction, puts it into the sync queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from articles.arabic import fold
from articles.models import Alias, Article, Mention, Name, Quote

from .linking import Found
from .proposals import Span, State

REASON = "مراجعة الحقائق"


@dataclass(frozen=True, slots=True)
class NewName:
    kind: str
    name: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class NameDecision:
    """`kind` and `found` are the machine's, so that it knows again what was decided; `name` is whose it is."""

    kind: str
    found: str
    state: str
    text: str = ""
    at: Span | None = None
    role: str = ""
    name: Name | NewName | None = None
    remember: bool = False
    """Whether `found` is another form of the name, by which it will be known from now on."""
    stored: int | None = None

    @property
    def key(self) -> Found:
        return self.kind, fold(self.found)


@dataclass(frozen=True, slots=True)
class QuoteDecision:
    text: str
    at: Span | None
    state: str
    speaker: Found | None = None
    said_by: str = ""
    certain: bool = False
    stored: int | None = None


def decide(
    article: Article,
    names: Sequence[NameDecision],
    quotes: Sequence[QuoteDecision],
    user: AbstractBaseUser | None = None,
) -> None:
    """Writes all of it, or nothing. `at` counts characters of the article's body as it is saved."""
    with transaction.atomic():
        mentions = _Mentions(article, user)
        for one in names:
            mentions.decide(one)
        mentions.write()
        _remember(names, mentions)
        _decide_quotes(article, quotes, mentions.by_key)


class _Mentions:
    """The mentions of one article, as they are and as they shall be."""

    def __init__(self, article: Article, user: AbstractBaseUser | None) -> None:
        self._article, self._user = article, user
        self._stored = {mention.pk: mention for mention in article.mentions.select_related("name")}
        self._nameless = {(one.kind, one.folded): one for one in self._stored.values() if one.name_id is None}
        self._created: list[Mention] = []
        self._changed: dict[int, Mention] = {}
        self._places = {self._place(one): one for one in self._stored.values() if one.name_id}
        self.by_key: dict[Found, Mention] = {}

    def decide(self, decision: NameDecision) -> None:
        mention = self._stored.get(decision.stored or 0) or self._nameless.get(decision.key)
        before = _values(mention) if mention else None
        if mention is None:
            mention = Mention(article=self._article)
        if mention.name_id:
            self._places.pop(self._place(mention), None)
        mention.kind, mention.found = mention.kind or decision.kind, mention.found or decision.found[:300]
        mention.role, mention.text = decision.role, decision.text or mention.text
        mention.start, mention.end = decision.at or (mention.start, mention.end)
        mention.state = decision.state
        if decision.name is not None:
            mention.name = standing(decision.name)
        mention.prepare()
        if mention.name_id and self._already_said(mention):
            return
        self._settle(mention, decision, before)

    def _settle(self, mention: Mention, decision: NameDecision, before: object) -> None:
        if mention.name_id:
            self._places[self._place(mention)] = mention
        else:
            self._nameless[mention.kind, mention.folded] = mention
        self.by_key[decision.key] = mention
        if before is None:
            self._created.append(mention)
        elif mention.pk and before != _values(mention):
            self._changed[mention.pk] = mention

    def _place(self, mention: Mention) -> tuple[object, ...]:
        return mention.name_id, mention.start, mention.role if mention.start is None else ""

    def _already_said(self, mention: Mention) -> bool:
        """Two spellings of one name at one place, or at none in the same role, are one mention: the first stays."""
        other = self._places.get(self._place(mention))
        if other is None or other is mention:
            return False
        if mention.state == State.CONFIRMED and other.state != State.CONFIRMED:
            other.state = State.CONFIRMED
            if other.pk:
                self._changed[other.pk] = other
        self.by_key[mention.kind, mention.folded] = other
        if mention.pk:
            mention.delete()
        return True

    def write(self) -> None:
        reason = {"default_user": self._user, "default_change_reason": REASON}
        if self._created:
            bulk_create_with_history(self._created, Mention, **reason)
        if self._changed:
            fields = ["name", "kind", "found", "folded", "role", "text", "start", "end", "state"]
            bulk_update_with_history(list(self._changed.values()), Mention, fields, **reason)


def _values(mention: Mention) -> tuple[object, ...]:
    own = mention.name_id, mention.kind, mention.found, mention.role, mention.text, mention.start, mention.end, mention.state
    return tuple(own)


def standing(name: Name | NewName) -> Name:
    """The name, made if the archive has none that is spelt so; a merged one leads to the one it was merged into."""
    found: Name
    if isinstance(name, NewName):
        found, _ = Name.objects.get_or_create(
            kind=name.kind, folded=fold(name.name), qualifier=name.qualifier, defaults={"name": name.name}
        )
    else:
        found = name
    return found if found.merged_into is None else found.merged_into


def _remember(names: Iterable[NameDecision], mentions: _Mentions) -> None:
    for one in names:
        mention = mentions.by_key.get(one.key)
        if not one.remember or one.state != State.CONFIRMED or mention is None or mention.name is None:
            continue
        folded = fold(one.found)
        if folded and folded != mention.name.folded:
            Alias.objects.get_or_create(name=mention.name, folded=folded, defaults={"text": one.found})


def _decide_quotes(article: Article, quotes: Iterable[QuoteDecision], speakers: dict[Found, Mention]) -> None:
    stored = {quote.pk: quote for quote in article.quotes.all()}
    for one in quotes:
        quote = stored.get(one.stored or 0) or Quote(article=article)
        speaker = speakers.get(one.speaker) if one.speaker else None
        quote.text, quote.state, quote.certain = one.text, one.state, one.certain
        quote.start, quote.end = one.at or (None, None)
        quote.speaker, quote.said_by = speaker, one.said_by
        quote.save()
