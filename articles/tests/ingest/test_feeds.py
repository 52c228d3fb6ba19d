"""RSS, Atom and RDF: what becomes of entries; and feeds that are followed."""

import datetime as dt
import io
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.ingest import Poll, Progress, Recipe, following
from articles.ingest.following import follow, poll, stated_pause
from articles.ingest.importers import BadFile, Incoming, feed
from articles.models import Article, Feed, ImportRun
from articles.tests.archives import MANAGE, make_ready
from articles.tests.ingest.serving import Web, answer, web
from articles.tests.ingest.test_import_articles import import_

NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {namespaces}><channel><title>الواحة</title>
<link>https://waha.example/</link>{more}
{items}
</channel></rss>"""
ITEM = """<item><title>خبر {n}</title><link>https://waha.example/{n}</link><guid isPermaLink="false">waha-{n}</guid>
<description>متن {n} &amp;quot;مقتبس&amp;quot;</description><pubDate>Fri, 10 May 2024 12:00:00 +0300</pubDate></item>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar" xml:base="https://waha.example/">
<title type="html">الواحة &amp;amp; الواحة</title><link rel="self" href="/atom"/>
<entry><id>tag:waha.example,2024:1</id><title>خبر</title><link rel="alternate" href="/1"/><author><name>سلمى</name></author>
<updated>2024-05-10T09:00:00Z</updated><category term="weather" label="طقس"/><summary>موجز</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>فقرة</p><p>ثانية</p></div></content></entry>
</feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://waha.example/"><title>الواحة</title>
<link>https://waha.example/</link><items><rdf:Seq><rdf:li rdf:resource="https://waha.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://waha.example/1"><title>خبر</title><link>https://waha.example/1</link><description>متن</description>
<dc:creator>سلمى</dc:creator><dc:date>2024-05-10T12:00:00+03:00</dc:date></item></rdf:RDF>"""


def rss(*numbers: int, more: str = "", items: str = "") -> bytes:
    return RSS.format(namespaces=NAMESPACES, more=more, items=items or "\n".join(ITEM.format(n=n) for n in numbers)).encode()


def records(content: str | bytes) -> list[dict[str, Any]]:
    raw = content.encode() if isinstance(content, str) else content
    return [dict(row.read()) for row in feed.rows(Incoming(io.BytesIO(raw), "feed"))]


class TestEntries:
    def test_rss(self) -> None:
        item = (
            "<item><title>قال &amp;quot;نعم&amp;quot;</title><link>/1</link>"
            "<guid isPermaLink='false'>g1</guid><description>موجز</description>"
            "<content:encoded><![CDATA[<p>كامل</p><script>x</script>]]></content:encoded><dc:creator>سلمى</dc:creator>"
            '<category>طقس</category><source url="https://other.example/">المرسى</source></item>'
        )
        [found] = records(rss(items=item))
        assert (found["standfirst"], found["body"], found["byline"]) == ("موجز", "<p>كامل</p>", "سلمى")
        assert (found["external_id"], found["source_url"]) == ("g1", "https://waha.example/1")
        assert (found["topics"], found["source"], found["published_at"]) == (["طقس"], "المرسى", "")

    def test_atom(self) -> None:
        [found] = records(ATOM)
        assert (found["headline"], found["byline"], found["topics"]) == ("خبر", "سلمى", ["طقس"])
        assert (found["external_id"], found["source_url"]) == ("tag:waha.example,2024:1", "https://waha.example/1")
        assert found["published_at"] == "2024-05-10T09:00:00+00:00"
        assert "<p>فقرة</p>" in found["body"]

    def test_rdf(self) -> None:
        [found] = records(RDF)
        assert (found["headline"], found["body"], found["byline"]) == ("خبر", "متن", "سلمى")
        assert found["published_at"] == "2024-05-10T09:00:00+00:00"

    @pytest.mark.parametrize(("title", "language"), [("News", "en"), ("خبر", None)])
    def test_the_language_is_believed_where_the_letters_allow_it(self, title: str, language: str | None) -> None:
        item = f"<item><title>{title}</title><description>x</description></item>"
        [found] = records(rss(items=item, more="<language>en-us</language>"))
        assert found.get("language") == language

    def test_a_page_is_refused_and_the_feed_it_announces_is_named(self) -> None:
        page = b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
        with pytest.raises(BadFile, match=r"https://waha\.example/feed"):
            list(feed.rows(Incoming(io.BytesIO(page), "feed", address="https://waha.example/x")))

    def test_a_broken_entry_fails_alone(self) -> None:
        found = list(
            feed.rows(Incoming(io.BytesIO(rss(items=ITEM.format(n=1) + "<item><title>x</item>" + ITEM.format(n=2))), "f"))
        )
        assert len(found) == 3
        assert found[2].read()["headline"] == "خبر 2"


@pytest.mark.usefixtures("index")
class TestFiles:
    @pytest.mark.parametrize(
        ("content", "body"), [(rss(1), 'متن 1 "مقتبس"'), (ATOM.encode(), "فقرة\nثانية"), (RDF.encode(), "متن")]
    )
    def test_each_kind(self, tmp_path: Path, content: bytes, body: str) -> None:
        (tmp_path / "a.xml").write_bytes(content)
        assert import_(tmp_path / "a.xml")[0] == 0
        article = Article.objects.get()
        assert (article.body, str(article.published_on)) == (body, "2024-05-10")
        assert str(article.source).startswith("الواحة")

    def test_a_page_by_the_name_of_a_feed_exits_2(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_bytes(b"<html><body>x</body></html>")
        assert import_(tmp_path / "a.xml", format="feed")[0] == 2


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    settings.FEED_PRIVATE_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(following, "_BETWEEN", 0.0)
    with web() as served:
        yield served


@pytest.mark.usefixtures("index")
class TestAddresses:
    def test_a_feed_from_the_web(self, site: Web) -> None:
        site.answers["/f"] = answer(rss(1, 2))
        assert import_(f"{site.address}/f")[1].startswith("created=2")
        assert ImportRun.objects.get().label == f"{site.address}/f"
        assert import_(f"{site.address}/f")[1].startswith("created=0 updated=0 unchanged=2")

    def test_one_that_cannot_be_had_does_not_stop_the_others(self, site: Web) -> None:
        site.answers["/f"] = answer(rss(1))
        site.answers["/page"] = answer(b"<html></html>")
        assert import_(f"{site.address}/none", f"{site.address}/page", f"{site.address}/f") == (
            2,
            "created=1 updated=0 unchanged=0 duplicates=0 failed=0",
        )

    def test_nothing_is_left_of_a_rehearsal_and_of_a_page(self, site: Web, settings: Any, tmp_path: Path) -> None:
        settings.DATA_DIR = tmp_path
        site.answers["/page"] = answer(b"<html></html>")
        assert import_(f"{site.address}/page")[0] == 2
        site.answers["/f"] = answer(rss(1))
        assert import_(f"{site.address}/f", dry_run=True)[1].startswith("created=1")
        assert not Article.objects.exists()
        assert not list((tmp_path / "imports" / "feeds").iterdir())


EVERY = dt.timedelta(minutes=15)


def visit(followed: Feed) -> Poll:
    return poll(followed, Recipe("auto"), EVERY, Progress())


def minutes_until_due(followed: Feed) -> int:
    return round((followed.due_at - timezone.now()).total_seconds() / 60)


@pytest.mark.usefixtures("index")
class TestFollowing:
    def test_requests_are_conditional_and_nothing_new_is_no_run(self, site: Web) -> None:
        followed = Feed.objects.create(address=f"{site.address}/f")
        site.answers["/f"] = answer(rss(1), ETag='"1"')
        assert visit(followed).run is not None
        assert (followed.title, followed.etag, minutes_until_due(followed)) == ("الواحة", '"1"', 15)
        site.answers["/f"] = answer(status=304)
        assert visit(followed).run is None
        assert site.asked[-1][1]["If-None-Match"] == '"1"'
        site.answers["/f"] = answer(rss(1, more="<lastBuildDate>now</lastBuildDate>"))
        assert visit(followed).run is None
        site.answers["/f"] = answer(rss(1, 2))
        run = visit(followed).run
        assert run is not None
        assert run.counts() == {"created": 1, "updated": 0, "unchanged": 1, "duplicate": 0, "failed": 0}

    def test_what_the_server_said_is_remembered_only_after_the_import(self, site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        followed = Feed.objects.create(address=f"{site.address}/f")
        site.answers["/f"] = answer(rss(1), ETag='"1"')
        with monkeypatch.context() as broken:
            broken.setattr(following, "run_import", _refuse)
            assert "disk" in visit(followed).problem
        assert followed.etag == ""
        assert visit(followed).run is not None

    @pytest.mark.parametrize(
        ("headers", "more", "minutes"),
        [
            ({"Cache_Control": "max-age=7200"}, "", 120),
            ({}, "<ttl>60</ttl>", 60),
            ({}, "<ttl>1</ttl>", 15),
            (
                {},
                "<sy:updatePeriod xmlns:sy='x'>hourly</sy:updatePeriod><sy:updateFrequency xmlns:sy='x'>2</sy:updateFrequency>",
                30,
            ),
            ({"Cache_Control": "max-age=999999999"}, "", 1440),
        ],
    )
    def test_intervals_are_polite(self, site: Web, headers: dict[str, str], more: str, minutes: int) -> None:
        followed = Feed.objects.create(address=f"{site.address}/f")
        site.answers["/f"] = answer(rss(1, more=more), **headers)
        visit(followed)
        assert minutes_until_due(followed) == minutes

    @pytest.mark.parametrize(
        ("status", "headers", "minutes"), [(500, {}, 30), (503, {"Retry_After": "7200"}, 120), (410, {}, 7 * 1440)]
    )
    def test_after_a_failure_it_waits_longer(self, site: Web, status: int, headers: dict[str, str], minutes: int) -> None:
        followed = Feed.objects.create(address=f"{site.address}/f")
        site.answers["/f"] = answer(status=status, **headers)
        assert str(status) in visit(followed).problem
        assert (followed.failures, minutes_until_due(followed)) == (1, minutes)
        site.answers["/f"] = answer(rss(1))
        visit(followed)
        assert (followed.failures, followed.problem) == (0, "")

    def test_a_feed_that_fails_does_not_stop_the_others(self, site: Web) -> None:
        site.answers["/html"] = answer(b"<html></html>")
        site.answers["/cut"] = answer(rss(1)[:-400])
        site.answers["/good"] = answer(rss(3))
        addresses = [f"{site.address}/{name}" for name in ("none", "html", "cut", "good")] + ["http://localhost:1/"]
        stop, polls = threading.Event(), []

        def polled(found: Poll) -> None:
            polls.append(found)
            if len(polls) == len(addresses):
                stop.set()

        follow(addresses, Recipe("auto"), EVERY, Progress(), polled, stop)
        outcomes = {found.feed.address.rpartition("/")[2]: (bool(found.problem), bool(found.run)) for found in polls}
        assert outcomes == {
            "none": (True, False),
            "html": (True, False),
            "cut": (False, True),
            "good": (False, True),
            "": (True, False),
        }
        assert Article.objects.filter(headline="خبر 3").exists()

    def test_a_feed_that_is_not_due_is_left_alone(self, site: Web) -> None:
        Feed.objects.create(address=f"{site.address}/later", due_at=timezone.now() + EVERY)
        site.answers["/now"] = answer(rss(1))
        stop = threading.Event()
        follow([f"{site.address}/later", f"{site.address}/now"], Recipe("auto"), EVERY, Progress(), lambda _: stop.set(), stop)
        assert [path for path, _ in site.asked] == ["/now"]

    def test_periods(self) -> None:
        assert stated_pause(b"<ttl> 30 </ttl>") == dt.timedelta(minutes=30)
        assert stated_pause(b"<sy:updatePeriod>daily</sy:updatePeriod>") == dt.timedelta(days=1)
        assert stated_pause(b"<rss>") == dt.timedelta()

    @pytest.mark.parametrize("arguments", [["--follow"], ["a.xml", "--follow"], ["http://x.example/", "--follow", "--dry-run"]])
    def test_only_addresses_are_followed(self, arguments: list[str]) -> None:
        with pytest.raises(Exception, match="--follow"):
            call_command("import_articles", *arguments, "-v0")


def _refuse(*_: object) -> None:
    raise OSError("disk full")


def test_following_as_people_do_it_ends_in_good_order(tmp_path: Path) -> None:
    environment = {**os.environ, "NEWSROOM_DATA": str(tmp_path / "data"), "FEED_PRIVATE_HOSTS": "127.0.0.1"}
    make_ready(environment)
    with web() as served:
        served.answers["/f"] = answer(rss(1, 2))
        arguments = [*MANAGE, "import_articles", f"{served.address}/f", "--follow", "-v0"]
        with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline().startswith(f"{served.address}/f created=2")
            process.send_signal(signal.SIGTERM)
            assert process.stdout.read().strip() == "created=2 updated=0 unchanged=0 duplicates=0 failed=0"
            assert process.wait(timeout=20) == 0
