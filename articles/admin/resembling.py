"""Articles of the archive that a text resembles, with what differs word by word, before it is saved.

An editor who has seen them may go on. What turned up since the page was made stops the save once, and is shown.
"""

from __future__ import annotations

from functools import cached_property

from django.http import QueryDict
from django.utils.safestring import SafeString

from articles.differences import marked
from articles.ingest import Similar, similar


class Resemblance:
    def __init__(self, found: Similar, text: str) -> None:
        self.article, self.told, self._text = found.article, str(found), text

    @property
    def differs(self) -> bool:
        return self._text != _whole(self.article.headline, self.article.standfirst, self.article.body)

    @property
    def words(self) -> SafeString:
        """From the article to the text that is about to be saved."""
        return marked(_whole(self.article.headline, self.article.standfirst, self.article.body), self._text)


class Resembled:
    def __init__(self, headline: str, standfirst: str, body: str, posted: QueryDict | None) -> None:
        self._parts = headline, standfirst, body.replace("\r\n", "\n")
        self._seen = set(posted.get("seen", "").split(",")) if posted is not None else set()
        self.surprising = False
        """Whether the save was stopped because of one that the page did not show."""

    @cached_property
    def all(self) -> list[Resemblance]:
        return [Resemblance(one, _whole(*self._parts)) for one in similar(*self._parts)]

    @property
    def seen(self) -> str:
        return ",".join(str(one.article.pk) for one in self.all)

    def surprises(self) -> bool:
        self.surprising = any(str(one.article.pk) not in self._seen for one in self.all)
        return self.surprising


def _whole(*parts: str) -> str:
    return "\n".join(filter(None, parts))
