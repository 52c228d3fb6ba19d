"""Looking for a name in the whole archive: what is found and suggested, what is not, and going on where one stopped."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import fold
from articles.extraction import KnownName, KnownNames, ways_to_write
from articles.models import Article, Mention, Name, Quest, QueuedDocument
from articles.names import NotSought, merge, seek, seeking
from articles.search import SearchUnavailable, sync
from articles.tests.factories import make_article, make_name

pytestmark = pytest.mark.django_db
State = Mention.State
Index = Callable[[], int]


def suggested(name: Name) -> set[str]:
    return set(name.mentions.suggested().values_list("article__headline", flat=True))


@pytest.fixture(params=["index", "database"])
def archive(request: pytest.FixtureRequest) -> Callable[[], int]:
    """With an index that knows every article, or without one."""
    if request.param == "index":
        return request.getfixturevalue("index")  # type: ignore[no-any-return]
    return lambda: 0


class TestFound:
    @pytest.mark.parametrize(
        "text",
        [
            "قال حازم قاسم إن الوفد وصل.", "وقال الوفد لحازم قاسم إنه وصل.", "التقى وفد بحازم قاسم، وبغيره.",
            "قال حَازِم قاسم إن الوفد وصل.", "قالت المنظمة وحازم قاسم إن الوفد وصل.",
        ],
    )  # fmt: skip
    def test_in_any_spelling_and_with_clitics(self, archive: Index, text: str) -> None:
        name = make_name("حازم قاسم")
        make_article("فيه", f"خبر اليوم.\n{text}")
        make_article("ليس فيه", "قال حازم وقاسم كلامًا آخر.")
        archive()
        found = seek(name)
        assert suggested(name) == {"فيه"}
        assert (found.suggested, found.finished) == (1, True)

    def test_under_an_alias_and_with_abd_joined_or_apart(self, archive: Index) -> None:
        name = make_name("عبد الله صالح", "person", "أبو محمد الجولاني")
        make_article("أول", "وصل عبدالله صالح إلى المدينة.")
        make_article("ثان", "وصل أبو محمد الجولاني إلى المدينة.")
        make_article("ثالث", "وصل صالح عبد ربه إلى المدينة.")
        archive()
        seek(name)
        assert suggested(name) == {"أول", "ثان"}

    @pytest.mark.parametrize("status", Article.Status.values)
    def test_whatever_the_articles_status(self, archive: Index, status: str) -> None:
        name = make_name("حازم قاسم")
        make_article("فيه", "قال حازم قاسم إن الوفد وصل.", status=status)
        archive()
        seek(name)
        assert suggested(name) == {"فيه"}

    def test_where_it_stands_and_as_what(self, archive: Index) -> None:
        name = make_name("حازم قاسم")
        body = "وصل الوفد أمس.\nوقال المتحدث باسم حركة حماس حازم قاسم إن الضفقة قريبة ،"
        article = make_article("خبر", body)
        archive()
        seek(name)
        mention = Mention.objects.get()
        assert (mention.article, mention.name, mention.kind, mention.state) == (article, name, "person", "suggested")
        assert body[mention.start : mention.end] == mention.text == "حازم قاسم"
        assert mention.role == "المتحدث باسم حركة حماس"

    def test_in_the_headline_only(self, archive: Index) -> None:
        name = make_name("حازم قاسم")
        make_article("حازم قاسم يصل إلى القاهرة", "وصل الوفد.")
        archive()
        seek(name)
        mention = Mention.objects.get()
        assert (mention.text, mention.start, mention.end) == ("حازم قاسم", None, None)

    def test_a_place_in_the_dateline(self, archive: Index) -> None:
        name = make_name("القدس المحتلة", "place")
        make_article("خبر من هناك", "القدس المحتلة – مصدر الإخبارية\nوصل الوفد أمس إلى مقر الأمم المتحدة.")
        archive()
        seek(name)
        assert suggested(name) == {"خبر من هناك"}

    def test_a_place_in_the_dateline_that_is_kept_apart(self, archive: Index) -> None:
        name = make_name("القدس المحتلة", "place")
        make_article("خبر من هناك", "وصل الوفد أمس.", dateline_text="القدس المحتلة – مصدر الإخبارية")
        archive()
        seek(name)
        assert suggested(name) == {"خبر من هناك"}
        assert Mention.objects.get().start is None


class TestNotFound:
    @pytest.mark.parametrize("text", ["رجل كريم الأخلاق.", "أنا سعيد بلقائكم.", "حكم عادل أصدره القاضي.", "طقس جميل اليوم."])
    @pytest.mark.parametrize("called", ["كريم", "سعيد", "عادل", "جميل"])
    def test_common_words_are_no_names(self, archive: Index, text: str, called: str) -> None:
        name = make_name(called)
        make_article("خبر", text)
        archive()
        seek(name)
        assert suggested(name) == set()

    def test_part_of_somebody_elses_name(self, archive: Index) -> None:
        name = make_name("حازم قاسم", "person", "قاسم")
        make_name("نعيم قاسم", "person", "قاسم")
        make_article("غيره", "قال نعيم قاسم إن الوفد وصل.")
        make_article("لا يُعرف أيهما", "قال قاسم إن الوفد وصل.")
        archive()
        found = seek(name)
        assert suggested(name) == set()
        assert found.shared == ("قاسم",)

    @pytest.mark.parametrize("state", State.values)
    def test_where_somebody_or_something_has_said_so(self, archive: Index, state: str) -> None:
        name = make_name("حازم قاسم")
        Mention.objects.create(article=make_article("خبر", "قال حازم قاسم إن الوفد وصل."), name=name, state=state)
        archive()
        assert seek(name).suggested == 0
        assert name.mentions.count() == 1

    def test_where_an_editor_removed_it(self, archive: Index) -> None:
        name = make_name("حازم قاسم")
        Mention.objects.create(article=make_article("خبر", "قال حازم قاسم إن الوفد وصل."), name=name).delete()
        archive()
        assert seek(name).suggested == 0

    def test_where_a_find_without_a_name_was_rejected(self, archive: Index) -> None:
        name = make_name("حازم قاسم")
        article = make_article("خبر", "قال حازم قاسم إن الوفد وصل.")
        Mention.objects.create(article=article, kind="person", found="حازم قاسم", state=State.REJECTED)
        archive()
        assert seek(name).suggested == 0

    def test_where_the_article_is_from_there(self, archive: Index) -> None:
        place = make_name("القاهرة", "place")
        make_article("خبر", "وصل الوفد إلى القاهرة.", dateline_place=place)
        archive()
        assert seek(place).suggested == 0

    def test_topics_and_merged_names_are_not_sought(self) -> None:
        with pytest.raises(NotSought):
            seek(make_name("هدنة", "topic"))
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        merge(one.pk, [other.pk])
        other.refresh_from_db()
        with pytest.raises(NotSought):
            seek(other)


class TestLinked:
    def test_a_find_without_a_name_gets_it(self) -> None:
        name = make_name("حازم قاسم")
        article = make_article("خبر", "لا شيء هنا.")
        Mention.objects.create(article=article, kind="person", found="حازم قَاسم", state=State.SUGGESTED)
        other = Mention.objects.create(article=article, kind="place", found="حازم قاسم", state=State.SUGGESTED)
        assert seek(name).linked == 1
        assert Mention.objects.exclude(pk=other.pk).get().name == name
        assert seek(name).linked == 0

    def test_not_where_two_names_are_spelt_so(self) -> None:
        name = make_name("حازم قاسم", "person", "قاسم")
        make_name("نعيم قاسم", "person", "قاسم")
        Mention.objects.create(article=make_article(), kind="person", found="قاسم", state=State.SUGGESTED)
        assert seek(name).linked == 0

    def test_not_where_the_article_has_the_name(self) -> None:
        name = make_name("حازم قاسم", "person", "قاسم")
        article = make_article()
        Mention.objects.create(article=article, name=name, state=State.REJECTED)
        Mention.objects.create(article=article, kind="person", found="قاسم", state=State.SUGGESTED)
        assert seek(name).linked == 0

    def test_one_an_article(self) -> None:
        name = make_name("حازم قاسم", "person", "أبو خالد")
        article = make_article()
        for found in ("حازم قاسم", "أبو خالد"):
            Mention.objects.create(article=article, kind="person", found=found, state=State.SUGGESTED)
        assert seek(name).linked == 1


class TestWholeArchive:
    def test_articles_that_the_index_lacks_are_not_missed(self, index: Index) -> None:
        name = make_name("حازم قاسم")
        lost = make_article("ضاع", "قال حازم قاسم إن الوفد وصل.")
        QueuedDocument.objects.all().delete()  # the index will never hear of it
        old = make_article("كان عن غيره", "وصل القطار.")
        index()
        Article.objects.filter(pk=old.pk).update(body="قال حازم قاسم كلمة.")
        old.refresh_from_db()
        old.save()
        QueuedDocument.objects.all().delete()
        seek(name)
        assert suggested(name) == {lost.headline, old.headline}

    def test_only_what_may_say_it_is_looked_at(self, index: Index) -> None:
        name = make_name("حازم قاسم")
        make_article("فيه", "قال حازم قاسم إن الوفد وصل.")
        for number in range(5):
            make_article(f"غيره {number}", "وصل القطار.")
        index()
        found = seek(name)
        assert (found.articles, found.through_index) == (1, True)

    def test_without_an_index_everything_is_read(self) -> None:
        name = make_name("حازم قاسم")
        for number in range(3):
            make_article(f"خبر {number}", "وصل القطار.")
        found = seek(name)
        assert (found.articles, found.through_index) == (3, False)

    def test_it_goes_on_where_it_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = make_name("حازم قاسم")
        for number in range(7):
            make_article(f"خبر {number}", "قال حازم قاسم إن الوفد وصل.")
        monkeypatch.setattr(seeking, "_BATCH", 2)
        moments = iter([0.0, 0.0, 0.0, 9.0])
        monkeypatch.setattr(seeking.time, "monotonic", lambda: next(moments))
        first = seek(name, seconds=5)
        assert (first.articles, first.finished) == (4, False)
        monkeypatch.undo()
        second = seek(name)
        assert (second.articles, second.suggested, second.finished) == (3, 3, True)
        assert len(suggested(name)) == 7
        again = seek(name)
        assert (again.articles, again.suggested) == (7, 0)

    def test_another_spelling_begins_from_the_beginning(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = make_name("حازم قاسم")
        make_article("خبر", "قال أبو خالد إن الوفد وصل.")
        seek(name)
        Quest.objects.update(finished_at=None)
        name.aliases.create(text="أبو خالد")
        assert seek(name).suggested == 1

    def test_a_name_that_is_merged_meanwhile_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one, other = make_name("غال هيرش"), make_name("جال هيرش")
        make_article("خبر", "قال جال هيرش إن الوفد وصل.")
        monkeypatch.setattr(seeking, "said", _then(seeking.said, lambda: merge(one.pk, [other.pk])))
        with pytest.raises(NotSought):
            seek(other)
        assert not Mention.objects.exists()

    def test_readers_see_no_change(self, index: Index) -> None:
        name = make_name("حازم قاسم")
        make_article("خبر", "قال حازم قاسم إن الوفد وصل.")
        index()
        before = list(Article.objects.values_list("updated_at", flat=True))
        seek(name)
        assert list(Article.objects.values_list("updated_at", flat=True)) == before
        assert not QueuedDocument.objects.exists()
        assert sync.compare().agrees


def _then(function: Callable[..., Any], after: Callable[[], Any]) -> Callable[..., Any]:
    def run(*args: Any) -> Any:
        found = function(*args)
        after()
        return found

    return run


# --- the command ------------------------------------------------------------------------------------


def command(*names: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("extract_names", *(part for name in names for part in ("--for", name)), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_takes_numbers_and_texts(index: Index) -> None:
    one, other = make_name("حازم قاسم"), make_name("القاهرة", "place")
    make_article("خبر", "قال حازم قاسم إن الوفد وصل إلى القاهرة.")
    index()
    out, err = command(str(one.pk), "القاهره")
    assert out.splitlines()[-1] == "articles=2 suggested=2 linked=0"
    assert "حازم قاسم" in err
    assert "القاهرة" in err
    assert suggested(other) == {"خبر"}


def test_the_command_follows_a_merged_name() -> None:
    one, other = make_name("غال هيرش"), make_name("جال هيرش")
    merge(one.pk, [other.pk])
    make_article("خبر", "قال جال هيرش إن الوفد وصل.")
    out, err = command(str(other.pk))
    assert out.splitlines()[-1] == "articles=1 suggested=1 linked=0"
    assert "من قاعدة البيانات" in err
    assert suggested(one) == {"خبر"}


@pytest.mark.parametrize("names", [("لا أحد",), ("99999999",), ("",), ("قاسم",), ("9" * 30,)])
def test_the_command_refuses_what_it_does_not_know(names: tuple[str, ...]) -> None:
    for full in ("حازم قاسم", "نعيم قاسم"):
        make_name(full, "person", "قاسم")
    with pytest.raises(CommandError):
        command(*names)


def test_an_unhealthy_index_is_not_believed(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    name = make_name("حازم قاسم")
    make_article("خبر", "قال حازم قاسم إن الوفد وصل.")
    index()

    def broken(*_: object) -> None:
        raise SearchUnavailable("damaged")

    monkeypatch.setattr(sync, "compare", broken)
    assert (seek(name).through_index, suggested(name)) == (False, {"خبر"})


# --- words ------------------------------------------------------------------------------------------

WORDS = ["قاسم", "القاهرة", "عبد", "الله", "عبدالله", "ويتكوف", "أبو", "خالد", "لبنان", "بغداد", "وليد"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.text("وفبلكا", max_size=3), st.booleans())
def test_what_is_taken_for_a_name_is_among_the_ways_to_write_it(words: list[str], before: str, joined: bool) -> None:
    """The index is asked for those ways: another one would be missed."""
    name = " ".join(words)
    first = f"لل{words[0][2:]}" if joined and words[0].startswith("ال") else words[0]
    text = " ".join([before + first, *words[1:]])
    found = KnownNames([KnownName("person", name, key=1)]).may_be_in(text)
    written = fold(text).split()
    among = any(tuple(written[start : start + len(way)]) == way for way in ways_to_write(name) for start in range(len(written)))
    assert among or not found
    assert found or before or joined
    assert not KnownNames([KnownName("person", name, key=1)]).may_be_in("لا شيء من هذا هنا")
