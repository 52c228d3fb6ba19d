"""Which articles of the archive a batch of drafts is about.

A draft is known by its outlet and the outlet's number for it; without a number by its address; without either
by its words. Words alone also tell a duplicate: the same outlet, the same text, another address.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from articles.models import Article
from articles.models.article import content_hash

from .records import Draft

Identity: TypeAlias = tuple[str, int | None, str]


def identities(draft: Draft) -> tuple[Identity, Identity]:
    """(what the draft is known by, its words)"""
    fields = draft.fields
    words = ("words", fields["source_id"], content_hash(fields["headline"], fields["standfirst"], fields["body"]))
    if fields["external_id"]:
        return ("number", fields["source_id"], fields["external_id"]), words
    if fields["source_url"]:
        return ("address", None, fields["source_url"]), words
    return words, words


class Known:
    def __init__(self, drafts: Iterable[Draft]) -> None:
        wanted = {identity for draft in drafts for identity in identities(draft)}
        self._found: dict[Identity, Article] = {}
        for kind, field in (("words", "content_hash"), ("address", "source_url"), ("number", "external_id")):
            values = {value for label, _, value in wanted if label == kind}
            if values:
                # The oldest last: where several match, the first that was here is the one meant.
                for article in Article.objects.filter(**{f"{field}__in": values}).order_by("-pk"):
                    source = None if kind == "address" else article.source_id
                    self._found[kind, source, getattr(article, field)] = article

    def article(self, identity: Identity) -> Article | None:
        return self._found.get(identity)
