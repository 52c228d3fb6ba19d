"""Names and quotes of what comes in: suggested, linked where one name alone is meant, and never taken for facts."""

import multiprocessing
import time
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.arabic import LexiconMissing
from articles.extraction import KnownNames, Summary, Text, read_all
from articles.ingest import Suggester, find, run_import, suggesting
from articles.ingest.recipe import Recipe
from articles.ingest.runs import Progress
from articles.ingest.suggesting import suggest
from articles.models import Alias, Article, Mention, Name, QueuedExtraction, Quote
from articles.tests.factories import make_article, make_name
from articles.tests.ingest.test_import_articles import import_, write

pytestmark = pytest.mark.django_db

BODY = (
    "الواحة – قال وزير الزراعة سعيد المهيري: «المحصول وفير هذا العام»، خلال لقائه رئيس البلدية خالد العتيبي في الرياض.\n"
    "وأضاف المهيري أن الأمم المتحدة ستدعم المشروع."
)


def wait(*articles: Article) -> None:
    QueuedExtraction.add(article.pk for article in articles)


def read() -> Suggester:
    with Suggester() as suggester:
        suggester.finish()
    return suggester


def found(article: Article, state: str = "suggested") -> dict[str, Mention]:
    return {mention.found: mention for mention in article.mentions.filter(state=state)}


# --- what is suggested ----------------------------------------------------------------------------


def test_names_and_quotes_of_an_imported_article_are_suggested(tmp_path: Any) -> None:
    assert import_(write(tmp_path / "a.jsonl", {"headline": "محصول وفير", "body": BODY}))[0] == 0
    article = Article.objects.get()
    names = found(article)
    assert names["سعيد المهيري"].role == "وزير الزراعة"
    assert {"خالد العتيبي", "الأمم المتحدة"} <= names.keys()
    assert {mention.kind for mention in names.values()} >= {"person", "organization"}
    quote = article.quotes.get()
    assert (quote.text, quote.state, quote.speaker) == ("المحصول وفير هذا العام", "suggested", names["سعيد المهيري"])
    assert not QueuedExtraction.objects.exists()


def test_nothing_of_it_is_a_fact() -> None:
    article = make_article(body=BODY)
    wait(article)
    read()
    assert not article.mentions.confirmed().exists()
    assert not article.quotes.confirmed().exists()
    assert not Name.objects.filter(kind="person").exists()
    assert not Mention.history.exists()


def test_each_name_stands_once_where_it_is_written_in_full() -> None:
    article = make_article(headline="المهيري: محصول وفير", body=f"قال المهيري إن العام جيد.\n{BODY}")
    wait(article)
    read()
    mention = found(article)["سعيد المهيري"]
    assert article.body[mention.start : mention.end] == mention.text == "سعيد المهيري"
    assert "المهيري" not in found(article)


def test_a_name_that_only_the_headline_says_has_no_place() -> None:
    article = make_article(headline="خالد العتيبي يستقبل الوزير سعيد المهيري", body="جرى الاستقبال أمس في القصر.")
    wait(article)
    read()
    assert (found(article)["سعيد المهيري"].start, found(article)["سعيد المهيري"].text) == (None, "سعيد المهيري")


def test_without_extraction_nothing_waits(tmp_path: Any) -> None:
    assert import_(write(tmp_path / "a.jsonl", {"headline": "محصول", "body": BODY}), no_extract=True)[0] == 0
    assert not Mention.objects.exists()
    assert not QueuedExtraction.objects.exists()


def test_an_article_that_is_saved_is_read_after_its_transaction(django_capture_on_commit_callbacks: Any) -> None:
    article = make_article(body=BODY)
    with django_capture_on_commit_callbacks(execute=True):
        suggest(article)
        assert QueuedExtraction.objects.count() == 1
    assert found(article)


def test_a_long_article_waits(django_capture_on_commit_callbacks: Any) -> None:
    article = make_article(body="كلمة " * 6000)
    with django_capture_on_commit_callbacks(execute=True):
        suggest(article)
    assert QueuedExtraction.objects.count() == 1


# --- whose name it is -----------------------------------------------------------------------------


def test_a_known_name_is_linked_by_its_alias() -> None:
    known = make_name("سعيد بن راشد المهيري")
    Alias.objects.create(name=known, text="سعيد المهيري")
    article = make_article(body=BODY)
    wait(article)
    read()
    assert article.mentions.suggested().get(name=known).role == "وزير الزراعة"


def test_of_two_who_are_called_so_none_is_guessed() -> None:
    make_name("سعيد المهيري", "person", qualifier="لاعب")
    make_name("سعيد المهيري", "person", qualifier="وزير")
    article = make_article(body=BODY)
    wait(article)
    read()
    assert found(article)["سعيد المهيري"].name is None


def test_a_name_of_another_kind_is_not_meant() -> None:
    make_name("سعيد المهيري", kind="topic")
    article = make_article(body=BODY)
    wait(article)
    read()
    assert found(article)["سعيد المهيري"].name is None


def test_a_name_that_was_merged_meanwhile_leads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_name("سعيد المهيري"), make_name("سعيد راشد المهيري")

    def merged_meanwhile(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
        Name.objects.filter(pk=first.pk).update(merged_into=second)
        return read_all(texts, known)

    monkeypatch.setattr(suggesting, "read_all", merged_meanwhile)
    article = make_article(body=BODY)
    wait(article)
    read()
    assert found(article)["سعيد المهيري"].name == second


# --- what people decided --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["confirmed", "rejected"])
def test_what_was_decided_is_not_suggested_again(state: str) -> None:
    article = make_article(body=BODY)
    Mention.objects.create(article=article, name=make_name("سعيد المهيرى"), state=state)
    wait(article)
    read()
    assert article.mentions.get(name__kind="person").state == state
    assert "سعيد المهيري" not in found(article)


def test_of_two_the_one_whom_the_article_names_is_meant() -> None:
    player, minister = make_name("سعيد راشد"), make_name("سعيد خلفان")
    for name in (player, minister):
        Alias.objects.create(name=name, text="سعيد المهيري")
    article = make_article(body=BODY)
    Mention.objects.create(article=article, name=minister)
    wait(article)
    read()
    assert "سعيد المهيري" not in found(article)


def test_a_rejected_find_without_a_name_stays_rejected() -> None:
    article = make_article(body=BODY)
    wait(article)
    read()
    mention = found(article)["سعيد المهيري"]
    mention.state = Mention.State.REJECTED
    mention.save()
    wait(article)
    read()
    assert "سعيد المهيري" not in found(article)
    assert found(article, "rejected").keys() == {"سعيد المهيري"}


def test_the_speaker_of_a_quote_is_the_mention_that_was_confirmed() -> None:
    article = make_article(body=BODY)
    mention = Mention.objects.create(article=article, name=make_name("سعيد المهيري"))
    wait(article)
    read()
    assert article.quotes.get().speaker == mention


def test_what_is_not_found_any_more_goes() -> None:
    article = make_article(body=BODY)
    wait(article)
    read()
    article.body = "لم يبق من الخبر شيء يذكر."
    article.save()
    wait(article)
    read()
    assert not article.mentions.exists()
    assert not article.quotes.exists()


def test_a_rejected_quote_is_not_suggested_again() -> None:
    article = make_article(body=BODY)
    wait(article)
    read()
    Quote.objects.update(state=Quote.State.REJECTED)
    wait(article)
    read()
    assert article.quotes.get().state == "rejected"


# --- nothing is lost ------------------------------------------------------------------------------


def test_what_an_earlier_run_left_is_read_by_the_next(tmp_path: Any) -> None:
    left = make_article(body=BODY)
    wait(left)
    import_(write(tmp_path / "a.jsonl", {"headline": "خبر", "body": "متن."}))
    assert found(left)


def test_an_article_that_was_changed_meanwhile_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(body=BODY)
    wait(article)

    def changed_meanwhile(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
        results = read_all(texts, known)
        if Article.objects.get().version == 1:
            article.body = f"زيادة.\n{BODY}"
            article.save()
        return results

    monkeypatch.setattr(suggesting, "read_all", changed_meanwhile)
    read()
    mention = found(article)["سعيد المهيري"]
    assert article.body[mention.start : mention.end] == "سعيد المهيري"


def test_an_article_that_cannot_be_read_is_named_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make_article(body="متن سيئ."), make_article(body=BODY)
    wait(bad, good)

    def fails(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
        return [ValueError("سبب") if text.body == bad.body else read_all([text], known)[0] for text in texts]

    monkeypatch.setattr(suggesting, "read_all", fails)
    assert read().problems == [f"تعذّر البحث عن الأسماء في المقال {bad.pk}: سبب"]
    assert found(good)
    assert QueuedExtraction.objects.get().article == bad


def test_without_the_lexicon_everything_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(body=BODY)
    wait(article)

    def missing(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
        raise LexiconMissing(Path("معجم"))

    monkeypatch.setattr(suggesting, "read_all", missing)
    assert len(read().problems) == 1
    assert QueuedExtraction.objects.count() == 1


def test_an_article_that_is_gone_takes_its_line_along() -> None:
    article = make_article(body=BODY)
    wait(article)
    article.delete()
    assert read().read == 0
    assert not QueuedExtraction.objects.exists()


# --- many -----------------------------------------------------------------------------------------


def test_many_articles_are_read_by_processes_with_the_same_result() -> None:
    known = make_name("خالد العتيبي")
    articles = [make_article(body=BODY) for _ in range(suggesting._TOGETHER_FROM + 1)]
    alone = make_article(body=BODY)
    wait(alone)
    read()
    wait(*articles)
    assert read().read == len(articles)
    expected = set(alone.mentions.values_list("found", "role", "start", "name"))
    assert known.pk in {name for _, _, _, name in expected}
    for article in (articles[0], articles[-1]):
        assert set(article.mentions.values_list("found", "role", "start", "name")) == expected


@pytest.mark.parametrize("seconds", [0, 0.5], ids=["while others are waited for", "before more is handed over"])
def test_processes_that_were_killed_lose_nothing(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "_BATCH", 5)
    articles = [make_article(body=BODY) for _ in range(suggesting._TOGETHER_FROM)]
    wait(*articles)
    with Suggester() as suggester:
        suggester.go_on()
        suggester._reading[0][1].result()
        suggester.go_on()
        for process in multiprocessing.active_children():
            process.kill()
        time.sleep(seconds)
        suggester.finish()
    assert len(suggester.problems) == 1
    assert "extract_names" in suggester.problems[0]
    assert QueuedExtraction.objects.count() == len(articles) - suggester.read
    assert read().read == len(articles) - suggester.read


def test_a_run_says_what_could_not_be_read(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(texts: Iterable[Text], known: KnownNames | None) -> list[Summary | Exception]:
        return [ValueError("سبب") for _ in texts]

    monkeypatch.setattr(suggesting, "read_all", fails)
    path = write(tmp_path / "a.jsonl", {"headline": "خبر", "body": "متن."})
    run = run_import(find([path]), Recipe("auto"), Progress())
    assert any("سبب" in note for note in run.notes)


# --- the command ----------------------------------------------------------------------------------


def _extract_names(**options: Any) -> str:
    out = StringIO()
    call_command("extract_names", stdout=out, stderr=StringIO(), **options)
    return out.getvalue().strip()


def test_the_command_reads_what_waits() -> None:
    waiting, other = make_article(body=BODY), make_article(body=BODY)
    wait(waiting)
    assert _extract_names() == f"articles=1 suggested={waiting.mentions.count()} waiting=0"
    assert not other.mentions.exists()


def test_the_command_reads_every_article_where_all_are_asked_for() -> None:
    articles = [make_article(body=BODY), make_article(body=BODY)]
    assert _extract_names(all=True).startswith("articles=2 ")
    assert all(article.mentions.exists() for article in articles)


def test_all_and_one_name_are_not_asked_for_together() -> None:
    with pytest.raises(CommandError):
        _extract_names(all=True, names=["سعيد"])
