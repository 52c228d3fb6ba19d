"""An article as plain text: to read in a terminal, to print, to feed to a program that wants words.

The text's own lines stand as they are, with an empty line between paragraphs. Values that stand in a sentence of ours
are kept apart by FSI and PDI (U+2068, U+2069), so that a Latin name or an address does not turn the line around it.
"""

from __future__ import annotations

from collections.abc import Iterator

from articles.formats.citations import isolated
from articles.models import Article
from articles.templatetags.dates import INFERRED, UNDATED, article_hijri, known

CONTENT_TYPE = "text/plain; charset=utf-8"


def plain_text(article: Article, address: str, archive: str) -> str:
    """`address`: the article's short address, whole; `archive`: the archive's name."""
    heading = "\n".join(filter(None, (article.kicker, article.headline)))
    parts = [heading, article.standfirst, "\n".join(_facts(article)), article.dateline_text, *article.paragraphs]
    footing = f"—\n{isolated(archive)}: {isolated(address)}\n"
    return "\n\n".join([*filter(None, parts), footing])


def _facts(article: Article) -> Iterator[str]:
    if article.source:
        yield f"المصدر: {isolated(str(article.source))}"
    if article.byline:
        yield f"الكاتب: {isolated(article.byline)}"
    yield f"التاريخ: {_date(article)}"
    if article.date_note:
        yield f"عن التاريخ: {isolated(article.date_note)}"
    if article.source_url:
        yield f"الأصل: {isolated(article.source_url)}"


def _date(article: Article) -> str:
    day, hijri = known(article)[1], article_hijri(article)
    if not day:
        return UNDATED
    said = isolated(day) + (f" · {isolated(hijri)}" if hijri else "")
    return f"{said} ({INFERRED})" if article.date_certainty == Article.Certainty.INFERRED else said
