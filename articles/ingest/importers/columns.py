"""Columns of someone else's table -> our keys, guessed from their names, in Arabic and English.

Our own names always stand for themselves. A column is guessed for one key at most. What counts rows (id, #, م,
الرقم) is not taken for the outlet's number of an article: two tables would overwrite each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from articles.arabic import fold

_NAMES = {
    "headline": "headline title post_title article_title news_title heading العنوان عنوان عنوان_الخبر عنوان_المقال"
    " العنوان_الرئيسي عنوان_الموضوع",
    "body": "body content text full_text article_text article_body body_text post_content content_html content_text story"
    " article المتن متن النص نص نص_الخبر نص_المقال المحتوى محتوى متن_الخبر متن_المقال التفاصيل الخبر المقال"
    " description summary excerpt",  # where a table has nothing better
    "kicker": "kicker overline supertitle العنوان_التمهيدي عنوان_تمهيدي",
    "standfirst": "standfirst subtitle summary excerpt lead lede deck abstract description post_excerpt المقدمة"
    " مقدمة الملخص ملخص الموجز العنوان_الفرعي نبذة",
    "source": "source outlet publisher newspaper source_name site_name المصدر مصدر"
    " الصحيفة الجريدة الناشر الوسيلة اسم_المصدر الموقع",
    "source_url": "source_url url link permalink article_url page_url الرابط رابط رابط_الخبر رابط_المقال"
    " رابط_الأصل رابط_المصدر",
    "external_id": "external_id guid article_id post_id news_id رقم_الخبر رقم_المقال رقمه_عند_المصدر المعرف",
    "byline": "byline author authors writer reporter journalist creator الكاتب كاتب بقلم اسم_الكاتب المؤلف المراسل المحرر",
    "published_at": "published_at published publish_date published_date publication_date pub_date date_published post_date date"
    " datetime تاريخ_النشر التاريخ تاريخ تاريخ_الخبر تاريخ_المقال",
    "dateline": "dateline سطر_المكان",
    "language": "language lang اللغة",
    "topics": "topics topic tags keywords categories category section sections الموضوعات المواضيع الوسوم الكلمات_المفتاحية"
    " الكلمات_الدلالية التصنيف التصنيفات القسم الأقسام الباب",
    "people": "people persons الأشخاص الشخصيات",
    "places": "places locations الأماكن",
    "organizations": "organizations organisations المنظمات الجهات المؤسسات",
}
_APART = re.compile(r"[\W_]+")


def _normal(name: str) -> str:
    """`Post Title`, `post_title` and `postTitle` are one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return fold(_APART.sub(" ", spaced)).strip()


def guess(columns: Sequence[str], keys: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Our key -> column, for what the columns do not say in our own words; `given` comes first and is part of it.

    >>> guess(["العنوان", "النص", "body_html"], ["headline", "body"], {})
    {'headline': 'العنوان', 'body': 'النص'}
    """
    found = dict(given)
    taken = set(given.values()) | ({*keys} & {*columns})
    known = {*keys} & {*columns} | {*given}
    by_name: dict[str, str] = {}
    for column in columns:
        if column not in taken:
            by_name.setdefault(_normal(column), column)
    for key, words in _NAMES.items():
        name = next((name for name in map(_normal, words.split()) if name in by_name), None)
        if name is not None and key not in known:
            found[key] = by_name.pop(name)
    return found
