"""How an article is cited: a line of text, BibTeX, RIS and CSL-JSON, for people and for their reference managers.

Every form gives the article's short address, which stays when the headline is edited. A date is never more exact than
it is known: a month stays a month, and one that was inferred is in brackets, or marked in the format's own way. What
an article does not say (byline, source, date) is left out.

`address` is the article's short address, whole; `archive` the archive's name. Articles come through `exports.ready`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from articles.models import Article, Name
from articles.templatetags.dates import known

FSI, PDI = "\u2068", "\u2069"
UNDATED = "د.ت."
"""«دون تاريخ», as Arabic bibliographies have it."""


def isolated(text: str) -> str:
    """An inserted value that neither turns what stands around it nor is turned by it, in plain text."""
    return f"{FSI}{_one_line(text)}{PDI}"


def plain(article: Article, address: str, archive: str) -> str:
    """«سلمى الراوي. «عنوان». الواحة، 10 آذار/مارس 2025. أرشيف الأخبار. https://…»"""
    date = known(article)[1] or UNDATED
    if _inferred(article):
        date = f"[{date}]"
    outlet = f"{isolated(article.source.name)}، " if article.source else ""
    author = article.byline.rstrip(" .:،-–")  # a full stop follows, whatever the newspaper printed
    parts = [isolated(author)] if author else []
    parts += [f"«{isolated(article.headline)}»", f"{outlet}{date.removesuffix('.')}", isolated(archive)]
    return f"{'. '.join(parts)}. {isolated(address)}"


# --- BibTeX ---------------------------------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # \{ still counts as an opening brace where BibTeX looks for the end of a value
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "%#$&_"},
}
_TEX_SIGN = re.compile("[" + re.escape("".join(_TEX)) + "]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"ar": "arabic", "en": "english", "fr": "french", "fa": "persian", "he": "hebrew", "tr": "turkish", "ur": "urdu"}
"""Names that babel and polyglossia know; another language is left out."""


def bibtex(article: Article, address: str, archive: str) -> str:
    """An @article for BibTeX and biblatex (UTF-8). Names and title are in double braces: they are taken as they stand."""
    fields = dict(_bibtex_fields(article, address, archive))
    lines = "".join(f",\n  {key:<12} = {value}" for key, value in fields.items())
    return f"@article{{article-{article.pk}{lines}\n}}\n"


def _bibtex_fields(article: Article, address: str, archive: str) -> Iterator[tuple[str, str]]:
    if article.byline:
        yield "author", f"{{{{{_tex(article.byline)}}}}}"
    yield "title", f"{{{{{_tex(article.headline)}}}}}"
    if article.source:
        yield "journal", f"{{{_tex(article.source.name)}}}"
        yield "entrysubtype", "{newspaper}"
    parts = _date_parts(article)
    if parts:
        # `date` for biblatex, where ? says that it is not certain; `year` and `month` for BibTeX.
        yield "date", f"{{{'-'.join(parts)}{'?' if _inferred(article) else ''}}}"
        yield "year", f"{{{parts[0]}}}"
    if len(parts) > 1:
        yield "month", _MONTHS[int(parts[1]) - 1]
    if article.dateline_place:
        yield "location", f"{{{_tex(article.dateline_place.name)}}}"
    if article.date_note:
        yield "note", f"{{{_tex(article.date_note)}}}"
    yield "url", f"{{{_plain_address(address)}}}"
    yield "organization", f"{{{_tex(archive)}}}"
    if article.language.partition("-")[0] in _LANGUAGES:
        yield "langid", f"{{{_LANGUAGES[article.language.partition('-')[0]]}}}"


def _tex(text: str) -> str:
    return _TEX_SIGN.sub(lambda sign: _TEX[sign[0]], _one_line(text))


# --- RIS ------------------------------------------------------------------------------------------


def ris(article: Article, address: str, archive: str) -> str:
    """A record of type NEWS; lines end with CR LF, and a value never runs over its line."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_lines(article, address, archive)) + "ER  - \r\n"


def _ris_lines(article: Article, address: str, archive: str) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", str(article.pk)
    if article.byline:
        yield "AU", _one_line(article.byline)
    yield "TI", _one_line(article.headline)
    if article.source:
        yield "T2", _one_line(article.source.name)
    parts = _date_parts(article)
    if parts:
        year, month, day = (*parts, "", "")[:3]
        yield "PY", year
        yield "DA", f"{year}/{month}/{day}/{'مستنتج' if _inferred(article) else ''}"
    if article.dateline_place:
        yield "CY", _one_line(article.dateline_place.name)
    if article.standfirst:
        yield "AB", _one_line(article.standfirst)
    yield from (("KW", _one_line(topic)) for topic in topics(article))
    if article.date_note:
        yield "N1", _one_line(article.date_note)
    yield "UR", _plain_address(address)
    if original(article):
        yield "L2", _plain_address(original(article))
    yield "DB", _one_line(archive)
    yield "LA", article.language


# --- CSL-JSON -------------------------------------------------------------------------------------


def csl(article: Article, address: str, archive: str) -> str:
    """A list of one item, as the Citation Style Language's data schema has it."""
    parts = [int(part) for part in _date_parts(article)]
    item: dict[str, Any] = {
        "id": f"article-{article.pk}",
        "type": "article-newspaper",
        "title": _one_line(article.headline),
        "author": [{"literal": _one_line(article.byline)}] if article.byline else [],
        "container-title": _one_line(article.source.name) if article.source else "",
        "issued": {"date-parts": [parts], **({"circa": True} if _inferred(article) else {})} if parts else {},
        "publisher-place": _one_line(article.dateline_place.name) if article.dateline_place else "",
        "abstract": _one_line(article.standfirst),
        "keyword": ", ".join(map(_one_line, topics(article))),
        "note": _one_line(article.date_note),
        "language": article.language,
        "archive": archive,
        "URL": address,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


# --- what they share ------------------------------------------------------------------------------


class Format(NamedTuple):
    written: Callable[[Article, str, str], str]
    content_type: str
    label: str


FORMATS = {
    "bib": Format(bibtex, "application/x-bibtex; charset=utf-8", "BibTeX"),
    "ris": Format(ris, "application/x-research-info-systems; charset=utf-8", "RIS"),
    "csl.json": Format(csl, "application/vnd.citationstyles.csl+json; charset=utf-8", "CSL-JSON"),
}


def original(article: Article) -> str:
    """Where its publisher has it, if that is on the web: no other kind of address is made a link."""
    return article.source_url if article.source_url.startswith(("http://", "https://")) else ""


def topics(article: Article) -> list[str]:
    mentions = article.confirmed_mentions  # type: ignore[attr-defined]
    return list(dict.fromkeys(mention.name.name for mention in mentions if mention.name.kind == Name.Kind.TOPIC))


def _date_parts(article: Article) -> list[str]:
    """["2025", "03", "09"], as many as are known."""
    machine = known(article)[0]
    return machine[:10].split("-") if machine else []


def _inferred(article: Article) -> bool:
    return article.date_certainty == Article.Certainty.INFERRED


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain_address(address: str) -> str:
    """Without what could end a value of BibTeX or RIS; what is quoted already stays."""
    return quote(address, safe="%/:=&?~#+!$,;@()*[]'._-")
