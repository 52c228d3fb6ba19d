"""Every kind of page that readers meet, over the demo and what the demo lacks: for tests in a browser and bin/pictures."""

from __future__ import annotations

from django.test import RequestFactory
from django.utils import timezone

from articles.models import Article, Name, Quote, Version
from articles.tests.factories import make_article
from articles.views import errors

LONG = "والمستشفياتوالجامعاتوالمدارسوالمصانع" * 9
"""A headline of 300 characters and more without a space: a broken import, or somebody's joke."""
MIXED = "شركة OpenAI تطلق GPT-4o (نسخة 2.1) وسعره $20 شهريًا، و«Reuters» تنقل عن iPhone 15 Pro: ‎+966 11 555 0100"
QUOTED = {
    "demo-028": "لا أستطيع أن أطلب من طائر أن يؤجل الطيران لأن العش يحتاج إلى ريش",
    "demo-029": "سأعود، وهذا وعد لا شرط جزائي فيه",
    "demo-032": "هدف جميل، لكن قدمك اليمنى ما زالت للزينة",
}


def furnish() -> None:
    """Adds what the demo has none of: corrections, one story in two outlets, quotes, a withdrawn article, hard texts."""
    _correct(_demo("demo-041"))
    _retell(_demo("demo-053"))
    _quote()
    make_article("سُحب", day="2024-11-04", status=Article.Status.WITHDRAWN)
    name = LONG[:200]
    make_article(LONG, LONG, day="2016-05-01", kicker=LONG, standfirst=LONG, source=name, people=[name], topics=[name])
    make_article("كلمة", "كلمة.", day="2016-05-02")
    make_article(
        MIXED,
        f"{MIXED}\nThis paragraph is in English, 100 %.\n{MIXED}",
        day="2016-05-03",
        standfirst=MIXED,
        byline="John Smith",
    )


def addresses() -> dict[str, str]:
    """Kind of page, as a file may be called -> its address, in an archive with the demo that was furnished."""
    article = Article.objects.get(external_id="sample-1")
    base = f"/articles/{_demo('demo-041').pk}/versions/"
    numbers = _demo("demo-041").history.order_by("history_id").values_list("history_id", flat=True)
    told = Version.objects.get(article__source_url="https://example.org/twice")
    topic = Name.objects.get(kind="topic", name="الثقافة")
    player = Name.objects.get(kind="person", name="زكرياء الشهبوني")
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "article-found": f"{article.get_absolute_url()}?q=مفاوضات حماس",
        "article-quoted": _demo("demo-029").get_absolute_url(),
        "article-corrected": _demo("demo-041").get_absolute_url(),
        "article-long-read": _demo("demo-046").get_absolute_url(),
        "article-without-spaces": Article.objects.get(headline=LONG).get_absolute_url(),
        "article-of-a-word": Article.objects.get(headline="كلمة").get_absolute_url(),
        "article-mixed": Article.objects.get(headline=MIXED).get_absolute_url(),
        "versions": base,
        "version": f"{base}{numbers[0]}/",
        "as-of": f"{base}?on={timezone.localdate():%Y-%m-%d}",
        "as-of-refused": f"{base}?on=1999-01-01",
        "difference": f"{base}{numbers[0]}/{numbers[2]}/",
        "compare": f"/articles/{told.of_id}/compare/{told.article_id}/",
        "corrections": "/corrections/",
        "quotes": "/quotes/",
        "quotes-of": f"/quotes/?speaker={player.pk}",
        "years": "/archive/",
        "year": "/archive/2024/",
        "month": "/archive/2024/11/",
        "day": "/archive/2024/11/2/",
        "day-empty": "/archive/2024/11/3/",
        "topics": "/topics/",
        "people": "/people/",
        "places": "/places/",
        "organizations": "/organizations/",
        "sources": "/sources/",
        "topic": topic.get_absolute_url(),
        "person": player.get_absolute_url(),
        "place": Name.objects.get(kind="place", name="الرباط").get_absolute_url(),
        "organization": Name.objects.get(kind="organization", name="FC Atlas").get_absolute_url(),
        "source": _demo("demo-041").source.get_absolute_url(),
        "search-start": "/search",
        "search": "/search?q=مفاوضات السوق",
        "search-narrowed": f"/search?q=المهرجان&topic={topic.pk}&person=-{player.pk}&from=2019-01-01&to=2025-12-31&sort=newest",
        "search-all-words": "/search?q=مفاوضات السوق&words=all",
        "search-day": "/search?q=مدينة&from=2024-11-04&to=2024-11-04",
        "search-misread": '/search?q="مفاوضات (السوق',
        "search-suggested": "/search?q=مفاوظات",
        "search-nothing": "/search?q=زقزوقة",
        "search-refused": "/search?sort=up&from=2025-13-01",
        "why": f"/search/why?q=مفاوضات زقزوقة&article={article.pk}",
        "settings": "/settings/",
        "saved": "/saved/",
        "offline": "/offline/",
        "about": "/about/",
        "not-found": "/articles/999999/x/",
        "withdrawn": Article.objects.get(headline="سُحب").get_absolute_url(),
    }


def troubles() -> dict[str, str]:
    """What no address asks for: kind of page -> its HTML."""
    request = RequestFactory().get("/search", {"q": "مفاوضات"})
    responses = {
        "bad-request": errors.bad_request(request),
        "server-error": errors.server_error(request),
        "search-unavailable": errors.search_unavailable(request, "مفاوضات", OSError("no index here")),
    }
    return {kind: response.content.decode() for kind, response in responses.items()}


def _demo(number: str) -> Article:
    return Article.objects.get(external_id=number)


def _correct(article: Article) -> None:
    """A change without a word on it, and one that is a correction."""
    article.standfirst = article.standfirst.replace("معظم الطرق", "أكثر الطرق")
    article.save()
    article.body = article.body.replace("فطال مكثه ست ساعات", "فطال مكثه سبع ساعات").replace("58 ملم", "56 ملم")
    article._change_reason = "كان في النص أن المنخفض مكث ست ساعات، والصحيح سبع بحسب بيان المرصد."  # type: ignore[attr-defined]
    article.save()


def _retell(article: Article) -> None:
    """The same story in another outlet, some of it in other words."""
    body = article.body.replace("تشهد بلدان المغرب", "يشهد سكان المغرب").replace("نادر وجميل", "نادر")
    first, second, *rest = body.split("\n")
    retold = make_article(
        "كسوف جزئي للشمس يسبق غروب الأربعاء في المغرب والجزائر وتونس",
        "\n".join([first, "وقد وُزّعت آلاف النظارات الصالحة على المدارس.", second, *rest[1:]]),
        day="2026-08-10",
        standfirst=article.standfirst,
        source="وكالة الواحة للأنباء",
        source_url="https://example.org/twice",
    )
    Version.objects.create(article=retold, of=article, kind="reworded", likeness=0.8, state="confirmed")


def _quote() -> None:
    for number, text in QUOTED.items():
        article = _demo(number)
        speaker = article.mentions.get(name__name="زكرياء الشهبوني") if number == "demo-029" else None
        said_by = "" if speaker else "فينتشنزو بارسولي"
        start = article.body.index(text)
        Quote.objects.create(article=article, text=text, start=start, end=start + len(text), speaker=speaker, said_by=said_by)
    article = Article.objects.get(external_id="sample-1")
    start = article.body.index("ضرورة الالتزام")
    text = article.body[start : article.body.index("”", start)]
    Quote.objects.create(article=article, text=text, start=start, end=start + len(text), said_by="بيان حركة حماس")
    speaker = article.mentions.get(name__name="حازم قاسم")
    Quote.objects.create(article=article, text="بالتزامات جديدة تتعلق بتبادل الأسرى", speaker=speaker)
