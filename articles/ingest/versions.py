"""Versions of the same story: which articles a text resembles, and what is noted of that.

`similar` answers for a text that may not be saved yet. `note_versions` compares saved articles with the archive,
and each with those before it in the same batch, and notes what it finds as suggestions for people, in the caller's
transaction. Nothing is ever refused, merged or deleted for being alike, what people decided stays, and a rejected
pair is not suggested again. Run again on the same words, what was found stays; only what came in later can add to it.

Articles in any state are compared, drafts and withdrawn ones too. Two that are saved at the same moment by
different processes do not see each other; `manage.py find_duplicates --again` finds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from articles.arabic import SKETCH_VERSION, Twins, Wording, resemblance
from articles.models import Article, Shingle, Sketch, Version

from .candidates import Candidates

_MOST_SUGGESTED = 3
"""Stories that one article may be suggested for: a summary of the day can hold several short ones."""
_AS_GOOD_AS_SAME = 0.95
"""A likeness that others of the same story will hardly exceed."""
_AT_ONCE = 20
"""Articles compared at a time: of each up to eight others are read, and the words of all are in memory."""
_MOST_STEPS = 5
"""From version to earlier version, when looking whether two are of one story."""
READ = ("headline", "standfirst", "body", "published_on", "date_certainty", "content_hash")
"""Columns of an article that comparing takes."""
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
    read = Article.objects.for_display().in_bulk(Candidates(sketch).of(sketch, exclude or 0))
    found = (_similar(wording, _wording(article), article) for article in read.values())
    return _best_first(one for one in found if one)[:limit]


def note_versions(articles: Sequence[Article]) -> dict[int, list[Similar]]:
    """Notes which articles these resemble: number -> what is suggested now that was not known before."""
    ordered = sorted(articles, key=lambda article: article.pk)
    found: dict[int, list[Similar]] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        found |= _note(ordered[start : start + _AT_ONCE])
    return found


def _note(articles: Sequence[Article]) -> dict[int, list[Similar]]:
    own = {article.pk: article for article in articles}
    texts = _Texts(own)
    known = set(Sketch.objects.filter(article__in=own).values_list("article", flat=True))
    Shingle.objects.filter(article__in=known).delete()
    likely = _candidates({pk: texts[pk].sketch() for pk in sorted(own)})
    Sketch.objects.bulk_create(
        [Sketch(article=article, scheme=SKETCH_VERSION, content_hash=article.content_hash) for article in articles],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["scheme", "content_hash"],
    )
    texts.read({pk for found in likely.values() for pk in found})
    return _Noting(texts).note(likely, known)


def _candidates(sketches: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """What each of these may be alike to, in the archive and among those before it here; keeps the sketches."""
    candidates = Candidates(number for sketch in sketches.values() for number in sketch)
    found = {}
    for pk, sketch in sketches.items():
        found[pk] = candidates.of(sketch, pk)
        candidates.put(pk, sketch)
    candidates.save()
    return found


class _Texts(dict[int, Wording]):
    """Article -> its wording, made when it is asked for."""

    def __init__(self, articles: Mapping[int, Article]) -> None:
        self.articles = dict(articles)

    def __missing__(self, pk: int) -> Wording:
        self[pk] = wording = _wording(self.articles[pk])
        return wording

    def read(self, pks: Iterable[int]) -> None:
        """Those that are not here yet; one that was deleted meanwhile stays away."""
        self.articles |= Article.objects.only(*READ).in_bulk(set(pks) - self.articles.keys())


class _Noting:
    """Turns resemblances into suggestions: one for each story that an article belongs to."""

    def __init__(self, texts: _Texts) -> None:
        self._texts = texts
        self._pairs = {(pair.article_id, pair.of_id): pair for pair in _leading_back(texts.articles)}
        self._before: dict[int, set[int]] = defaultdict(set)
        """Article -> the earlier versions of its story that it points to."""
        self._parts: dict[int, set[int]] = defaultdict(set)
        """Article -> those that it is a part of or that are parts of it: two parts of a summary are two stories."""
        self._refused: dict[int, set[int]] = defaultdict(set)
        """Article -> those that somebody told apart from it."""
        for pair in self._pairs.values():
            if pair.state == Version.State.REJECTED:
                self._refused[pair.article_id].add(pair.of_id)
                self._refused[pair.of_id].add(pair.article_id)
            else:
                self._join(pair)

    def _join(self, pair: Version) -> None:
        if pair.kind == Version.Kind.PART:
            self._parts[pair.article_id].add(pair.of_id)
            self._parts[pair.of_id].add(pair.article_id)
        else:
            self._before[pair.article_id].add(pair.of_id)

    def note(self, likely: dict[int, list[int]], known: Iterable[int]) -> dict[int, list[Similar]]:
        self._look_again(known)
        fresh: list[Version] = []
        found = {
            pk: some for pk in sorted(likely) if (some := list(islice(self._suggest(pk, likely[pk], fresh), _MOST_SUGGESTED)))
        }
        Version.objects.bulk_create(fresh, ignore_conflicts=True)
        return found

    def _suggest(self, pk: int, likely: Iterable[int], fresh: list[Version]) -> Iterator[Similar]:
        """Of each story the article most like this one, unless the two are a pair already or were told apart."""
        refused, settled = self._refused[pk], self._with_parts(self._story(pk))
        for one in _best_first(self._alike(pk, likely)):
            story = self._story(one.article.pk)
            if story & settled or story & refused or self._known(pk, one.article.pk):
                continue
            settled |= self._with_parts(story)
            later, earlier = max(pk, one.article.pk), min(pk, one.article.pk)
            fresh.append(Version(article_id=later, of_id=earlier, kind=one.kind, likeness=one.likeness))
            self._join(fresh[-1])
            yield one

    def _with_parts(self, story: set[int]) -> set[int]:
        return story.union(*(self._parts[pk] for pk in story))

    def _alike(self, pk: int, likely: Iterable[int]) -> Iterator[Similar]:
        """Those among the likely ones; of a story of which one is as good as the same the others need no reading."""
        done: set[int] = set()
        for other in sorted(likely, key=lambda other: self._hash(other) != self._hash(pk)):
            story = self._story(other)
            if not story & done and (found := self._compare(pk, other)):
                yield found
                if found.likeness >= _AS_GOOD_AS_SAME and found.kind != Version.Kind.PART:
                    done |= story

    def _hash(self, pk: int) -> str:
        article = self._texts.articles.get(pk)
        return article.content_hash if article else ""

    def _story(self, pk: int) -> set[int]:
        """An article and those before it that it leads to, as far as they are known here."""
        story, newest = {pk}, {pk}
        while newest:
            newest = {before for one in newest for before in self._before[one]} - story
            story |= newest
        return story

    def _known(self, one: int, other: int) -> bool:
        return (max(one, other), min(one, other)) in self._pairs

    def _compare(self, one: int, other: int) -> Similar | None:
        articles = self._texts.articles
        if other not in articles:
            return None
        return _similar(self._texts[one], self._texts[other], articles[other], _days_between(articles[one], articles[other]))

    def _look_again(self, pks: Iterable[int]) -> None:
        """Suggestions about articles that were compared before: measured anew, taken back where they no longer hold."""
        pairs = list(Version.objects.suggested().touching(pks))
        self._texts.read(pk for pair in pairs for pk in (pair.article_id, pair.of_id))
        changed = []
        for pair in pairs:
            found = self._compare(pair.article_id, pair.of_id)
            if found is None:
                pair.delete()
                self._pairs.pop((pair.article_id, pair.of_id), None)
                self._before[pair.article_id].discard(pair.of_id)
            elif (found.kind, found.likeness) != (pair.kind, pair.likeness):
                pair.kind, pair.likeness = found.kind, found.likeness
                changed.append(pair)
        Version.objects.bulk_update(changed, ["kind", "likeness"])


def _leading_back(articles: Iterable[int]) -> Iterator[Version]:
    """The pairs by which these articles lead to earlier ones, and those to still earlier ones."""
    asked, newest = set[int](), set(articles)
    for _ in range(_MOST_STEPS):
        pairs = list(Version.objects.filter(article__in=newest)) if newest else []
        yield from pairs
        asked |= newest
        newest = {pair.of_id for pair in pairs} - asked


def _wording(article: Article) -> Wording:
    return Wording(article.headline, f"{article.standfirst}\n{article.body}")


def _similar(text: Wording, other: Wording, article: Article, days: int | None = None) -> Similar | None:
    found = resemblance(text, other, days)
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
