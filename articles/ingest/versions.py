"""Versions of the same story: which articles a text resembles, and what is noted of that.

`similar` answers for a text that may not be saved yet. `note_versions` compares saved articles with the archive,
and each with those before it in the same batch, and notes what it finds as suggestions for people, in the caller's
transaction. Nothing is ever refused, merged or deleted for being alike, what people decided stays, and a rejected
pair is not suggested again. Run again on the same words it finds the same and changes nothing.

Articles in any state are compared, drafts and withdrawn ones too. Two that are saved at the same moment by
different processes do not see each other; `manage.py find_duplicates --again` finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.arabic import SKETCH_VERSION, Resemblance, Twins, Wording, resemblance
from articles.models import Article, Shingle, Sketch, Version

from .candidates import Candidates

_MOST_SUGGESTED = 3
"""Stories that one article may be suggested for: a summary of the day can hold several short ones."""
_READ = ("headline", "standfirst", "body", "published_on", "date_certainty")
_DAY_KNOWN = {Article.Certainty.TIME, Article.Certainty.DAY, Article.Certainty.INFERRED}


@dataclass(frozen=True, slots=True)
class Similar:
    """An article of the archive that a text resembles."""

    article: Article
    likeness: float
    """0 to 1; of a part, how much of the shorter text stands in the longer one."""
    kind: Version.Kind
    holds: bool = False
    """Of a part: whether the article is the longer one."""

    @property
    def percent(self) -> int:
        return round(100 * self.likeness)

    def __str__(self) -> str:
        """A sentence for editors."""
        number = self.article.pk
        if self.kind == Version.Kind.SAME:
            return f"كلماته كلمات المقال {number} نفسها."
        if self.kind == Version.Kind.HEADLINE:
            return f"نصه نص المقال {number} نفسه بعنوان آخر."
        if self.kind == Version.Kind.PART:
            return (
                f"{self.percent}٪ من كلماته في المقال {number}."
                if self.holds
                else f"فيه {self.percent}٪ من كلمات المقال {number}."
            )
        return f"يشبه المقال {number} بنسبة {self.percent}٪."


def similar(headline: str, standfirst: str, body: str, *, exclude: int | None = None, limit: int = 5) -> list[Similar]:
    """The articles that a text resembles, most alike first; `exclude` is the article's own number if it has one.

    The day of the text is taken for unknown. Each article comes with its source; milliseconds in an archive of any size.
    """
    wording = Wording(headline, f"{standfirst}\n{body}")
    sketch = wording.sketch()
    read = Article.objects.for_display().in_bulk(Candidates(sketch).of(sketch, exclude))
    found = (_similar(wording, _wording(article), article) for article in read.values())
    return _best_first(one for one in found if one)[:limit]


def note_versions(articles: Sequence[Article]) -> dict[int, list[Similar]]:
    """Notes which articles these resemble: number -> what is suggested now that was not known before."""
    texts = {article.pk: _wording(article) for article in articles}
    sketches = {pk: wording.sketch() for pk, wording in texts.items()}
    own = {article.pk: article for article in articles}
    known = set(Sketch.objects.filter(article__in=own).values_list("article", flat=True))
    Shingle.objects.filter(article__in=known).delete()
    candidates = Candidates(number for sketch in sketches.values() for number in sketch)
    likely: dict[int, list[int]] = {}
    for pk, sketch in sorted(sketches.items()):
        likely[pk] = candidates.of(sketch, pk)
        candidates.put(pk, sketch)
    candidates.save()
    Sketch.objects.bulk_create(
        [Sketch(article=article, scheme=SKETCH_VERSION, content_hash=article.content_hash) for article in articles],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["scheme", "content_hash"],
    )
    wanted = {pk for found in likely.values() for pk in found} - own.keys()
    others = Article.objects.only(*_READ).in_bulk(wanted)
    texts |= {pk: _wording(article) for pk, article in others.items()}
    return _Noting(own | others, texts).note(likely, known)


class _Noting:
    """Turns resemblances into suggestions: one for each story that an article belongs to."""

    def __init__(self, articles: dict[int, Article], texts: dict[int, Wording]) -> None:
        self._articles, self._texts = articles, texts
        self._pairs = {(pair.article_id, pair.of_id): pair for pair in Version.objects.filter(article__in=articles)}
        self._before: dict[int, set[int]] = {}
        """Article -> those that it points to and that nobody rejected."""
        for pair in self._pairs.values():
            if pair.state != Version.State.REJECTED:
                self._before.setdefault(pair.article_id, set()).add(pair.of_id)

    def note(self, likely: dict[int, list[int]], known: Iterable[int]) -> dict[int, list[Similar]]:
        self._look_again(known)
        found = {pk: fresh for pk in sorted(likely) if (fresh := list(self._suggest(pk, likely[pk])))}
        pairs = (self._pair(pk, one) for pk, some in found.items() for one in some)
        Version.objects.bulk_create(pairs, ignore_conflicts=True)
        return found

    def _suggest(self, pk: int, likely: Iterable[int]) -> Iterator[Similar]:
        """Of each story the article most like this one, unless the two are a pair already or were told apart."""
        compared = (self._compare(pk, other) for other in likely)
        refused = {of for (article, of), pair in self._pairs.items() if article == pk and pair.state == Version.State.REJECTED}
        settled = {pk, *self._before.get(pk, ())}
        suggested = 0
        for one in _best_first(one for one in compared if one):
            story = self._story(one.article.pk)
            if story & settled or story & refused or self._known(pk, one.article.pk):
                continue
            settled |= story
            self._before.setdefault(max(pk, one.article.pk), set()).add(min(pk, one.article.pk))
            suggested += 1
            yield one
            if suggested == _MOST_SUGGESTED:
                return

    def _story(self, pk: int) -> set[int]:
        """An article and those before it that it leads to, as far as they are known here."""
        story, newest = {pk}, {pk}
        while newest:
            newest = {before for one in newest for before in self._before.get(one, ())} - story
            story |= newest
        return story

    def _known(self, one: int, other: int) -> bool:
        return (max(one, other), min(one, other)) in self._pairs

    def _compare(self, one: int, other: int) -> Similar | None:
        if other not in self._articles:
            return None  # deleted meanwhile
        days = _days_between(self._articles[one], self._articles[other])
        return _similar(self._texts[one], self._texts[other], self._articles[other], days)

    def _pair(self, pk: int, one: Similar) -> Version:
        later, earlier = max(pk, one.article.pk), min(pk, one.article.pk)
        return Version(article_id=later, of_id=earlier, kind=one.kind, likeness=one.likeness)

    def _look_again(self, pks: Iterable[int]) -> None:
        """Suggestions about articles that were compared before: measured anew, taken back where they no longer hold."""
        pairs = list(Version.objects.suggested().touching(pks))
        missing = {pk for pair in pairs for pk in (pair.article_id, pair.of_id)} - self._articles.keys()
        for pk, article in Article.objects.only(*_READ).in_bulk(missing).items():
            self._articles[pk], self._texts[pk] = article, _wording(article)
        changed = []
        for pair in pairs:
            found = self._compare(pair.article_id, pair.of_id)
            if found is None:
                pair.delete()
                self._pairs.pop((pair.article_id, pair.of_id), None)
                self._before.get(pair.article_id, set()).discard(pair.of_id)
            elif (found.kind, found.likeness) != (pair.kind, pair.likeness):
                pair.kind, pair.likeness = found.kind, found.likeness
                changed.append(pair)
        Version.objects.bulk_update(changed, ["kind", "likeness"])


def _wording(article: Article) -> Wording:
    return Wording(article.headline, f"{article.standfirst}\n{article.body}")


def _similar(text: Wording, other: Wording, article: Article, days: int | None = None) -> Similar | None:
    found: Resemblance | None = resemblance(text, other, days)
    if found is None:
        return None
    holds = found.twins == Twins.PART and len(other.words) >= len(text.words)
    return Similar(article, found.likeness, Version.Kind(found.twins.value), holds)


def _best_first(found: Iterable[Similar]) -> list[Similar]:
    """Whole texts before parts, then by likeness; of equals the first that was here."""
    return sorted(found, key=lambda one: (one.kind == Version.Kind.PART, -one.likeness, one.article.pk))


def _days_between(one: Article, other: Article) -> int | None:
    if one.date_certainty in _DAY_KNOWN and other.date_certainty in _DAY_KNOWN and one.published_on and other.published_on:
        return (one.published_on - other.published_on).days
    return None
