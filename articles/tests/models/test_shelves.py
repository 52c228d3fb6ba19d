"""Shelves and tallies say what articles and mentions say, whatever was done to these, and however."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import (
    Article,
    DayTally,
    Mention,
    Name,
    NameTally,
    Shelved,
    articles_of_names,
    most_articles,
    shelf,
    shelves,
)
from articles.models.triggers import astray, install, remove
from articles.tests.factories import make_article, make_name

FIELDS = ("source", "dateline_agency", "dateline_place")


class Editors:
    """Do anything at all to a small archive, by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        kinds = ["person", "outlet", "outlet", "place", "topic"]
        self._names = [make_name(f"اسم {number}", kind) for number, kind in enumerate(kinds)]

    def work(self) -> None:
        deeds = (self.write, self.mention, self.mention, self.mention_twice, self.publish, self.date, self.carry, self.decide)
        self._chance.choice((*deeds, self.unsay, self.delete))()

    def _some(self) -> list[int]:
        ids = list(Article.objects.values_list("pk", flat=True))
        return self._chance.sample(ids, min(len(ids), self._chance.randint(1, 3)))

    def _name(self) -> Name | None:
        return self._chance.choice([None, *self._names])

    def write(self) -> None:
        day, certainty = self._chance.choice([("2024-05-10", "day"), ("2023-01-31", "month"), ("", "unknown")])
        at = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00") if day else None
        carried = {field: self._name() for field in FIELDS}
        status = self._chance.choice(list(Article.Status))
        Article(headline="خبر", body="متن", status=status, published_at=at, date_certainty=certainty, **carried).save()

    def mention(self) -> None:
        for pk in self._some():
            state = self._chance.choice(list(Mention.State))
            name, role = self._chance.choice(self._names), str(self._chance.random())
            Mention.objects.bulk_create([Mention(article_id=pk, name=name, role=role, state=state)])

    def mention_twice(self) -> None:
        for pk in self._some():
            twice = [Mention(article_id=pk, name=self._names[0], role="صفة") for _ in range(2)]
            Mention.objects.bulk_create(twice, ignore_conflicts=True)

    def publish(self) -> None:
        Article.objects.filter(pk__in=self._some()).update(status=self._chance.choice(list(Article.Status)))

    def date(self) -> None:
        Article.objects.filter(pk__in=self._some()).update(published_at=None, published_on=None, date_certainty="unknown")

    def carry(self) -> None:
        Article.objects.filter(pk__in=self._some()).update(**{self._chance.choice(FIELDS): self._name()})

    def decide(self) -> None:
        Mention.objects.filter(article__in=self._some()).update(state=self._chance.choice(list(Mention.State)))

    def unsay(self) -> None:
        Mention.objects.filter(article__in=self._some(), name=self._chance.choice(self._names)).delete()

    def delete(self) -> None:
        Article.objects.filter(pk__in=self._some()[:1]).delete()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_they_follow_whatever_is_done(seed: int) -> None:
    editors = Editors(seed)
    for _ in range(4):
        editors.write()
    for _ in range(60):
        editors.work()
        assert not astray()


@pytest.mark.django_db
def test_a_shelf_is_read_from_anywhere() -> None:
    who = make_name("زيد")
    for number in range(25):
        day = "" if number % 6 == 0 else f"202{number % 3}-{1 + number % 12:02}-{1 + number % 28:02}"
        make_article(f"خبر {number}", day=day, people=["زيد"])
    make_article("مسودة", people=["زيد"], status="draft")
    expected = list(Article.objects.published().newest_first().values_list("pk", flat=True))
    assert articles_of_names([who.pk]) == {who.pk: 25}
    for offset in range(0, 27, 4):
        assert shelf(who.pk, offset, 4) == expected[offset : offset + 4]


@pytest.mark.django_db
@pytest.mark.parametrize("looked_through", [1, 300])
def test_names_with_the_most_articles(looked_through: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "AT_THE_TOP", looked_through)
    for number in range(3):
        make_article(people=[f"شخص {one}" for one in range(number + 1)], topics=["موضوع"])
    make_article(people=["شخص 2"], status="withdrawn")
    first, second, third = (make_name(f"شخص {number}").pk for number in range(3))
    topic = make_name("موضوع", "topic").pk
    assert most_articles({"person": 2, "topic": 3}) == {"person": [(first, 3), (second, 2)], "topic": [(topic, 3)]}
    Name.objects.filter(pk=first).update(merged_into=make_name("آخر"))
    assert most_articles({"person": 9, "place": 1}) == {"person": [(second, 2), (third, 1)], "place": []}


@pytest.mark.django_db(transaction=True)
def test_what_changed_while_the_triggers_were_away_is_counted_anew() -> None:
    make_article(people=["زيد"], source="صحيفة")
    remove()
    make_article(people=["زيد"], day="")
    Article.objects.filter(source__name="صحيفة").update(status="draft")
    assert astray()
    install()
    assert not astray()
    make_article(people=["زيد"])
    assert not astray()


@pytest.mark.django_db(transaction=True)
def test_an_emptied_archive_has_empty_shelves() -> None:
    make_article(people=["زيد"], source="صحيفة")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE articles_article CASCADE")
    else:
        Article.objects.all().delete()
    assert not astray()
    assert not Shelved.objects.exists()
    assert not DayTally.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_writers_neither_wait_nor_lose_anything() -> None:
    """Several at once, each with the same names in another order."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    names = [make_name(f"اسم {number}") for number in range(6)]
    articles = [make_article(f"خبر {number}") for number in range(8)]
    wrongs: list[Exception] = []

    def write(number: int) -> None:
        chance = random.Random(number)
        try:
            for _ in range(15):
                with transaction.atomic():
                    for name in chance.sample(names, 3):
                        Mention.objects.bulk_create([Mention(article=articles[number], name=name, role=str(chance.random()))])
        except Exception as error:  # shown by the assertion
            wrongs.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not wrongs
    assert not astray()
    assert NameTally.objects.count() < 60


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_is_said_and_repaired(index: Callable[[], int], capsys: pytest.CaptureFixture[str]) -> None:
    make_article(people=["زيد"])
    index()
    call_command("check_index")
    NameTally.objects.update(articles=7)
    with pytest.raises(SystemExit):
        call_command("check_index")
    assert "articles_nametally: 4 rows are wrong or missing" in capsys.readouterr().err
    call_command("check_index", repair=True)
    assert not astray()
    make_article(people=["زيد"])
    assert not astray()
