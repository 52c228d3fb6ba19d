"""Citations: what reference managers read back is what the article says, and no more exact than it is known."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from articles.formats import citations
from articles.models import Article, Name

ADDRESS = "https://archive.example/articles/7/"
ARCHIVE = "أرشيف الأخبار"
HOSTILE = 'قال "الوزير": {نعم} 100% & <b> #1_$2 ^3 ~4 \\end{x} @misc{}\r\nER  - \nTI  - آخر'
ONE_LINE = " ".join(HOSTILE.split())
CERTAIN = Article.Certainty


def article(**fields: Any) -> Article:
    """Not saved: citing needs no database."""
    source = fields.pop("source", "جريدة الواحة")
    found = Article(
        **{
            "pk": 7,
            "headline": "قطار المدينة",
            "body": "متن.",
            "published_at": dt.datetime(2025, 3, 9, 12, tzinfo=dt.UTC),
            "published_on": dt.date(2025, 3, 9),
            "date_certainty": CERTAIN.DAY,
            **fields,
        }
    )
    found.source = Name(pk=3, kind=Name.Kind.OUTLET, name=source) if source else None
    found.confirmed_mentions = []  # type: ignore[attr-defined]
    return found


def bibtex_entry(written: str) -> dict[str, str]:
    library = bibtexparser.parse_string(written)
    assert not library.failed_blocks
    [entry] = library.entries
    assert entry.entry_type == "article"
    return {field.key: field.value for field in entry.fields}


def ris_entry(written: str) -> dict[str, Any]:
    [entry] = rispy.loads(written)
    return dict(entry)


def cited(text: str) -> str:
    """A field in double braces, without them and without what TeX needs."""
    assert text.startswith("{")
    assert text.endswith("}")
    return untexed(text[1:-1])


TEX = {r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textbackslash{}": "\\"}
TEX |= {r"\textasciicircum{}": "^", r"\textasciitilde{}": "~"} | {f"\\{sign}": sign for sign in "%#$&_"}
WRITTEN = re.compile("|".join(map(re.escape, TEX)))


def untexed(text: str) -> str:
    """What TeX would print; nothing but what is in TEX may be special in it."""
    assert not set(WRITTEN.sub("", text)) & set("\\{}%#$&_^~")
    return WRITTEN.sub(lambda found: TEX[found[0]], text)


# --- BibTeX ---------------------------------------------------------------------------------------


def test_bibtex_says_who_what_where_and_when() -> None:
    entry = bibtex_entry(citations.bibtex(article(byline="سلمى الراوي and خالد, وليد"), ADDRESS, ARCHIVE))
    assert cited(entry["author"]) == "سلمى الراوي and خالد, وليد"  # in double braces: one author, as printed
    assert cited(entry["title"]) == "قطار المدينة"
    assert entry["journal"] == "جريدة الواحة"
    assert (entry["date"], entry["year"], entry["month"]) == ("2025-03-09", "2025", "mar")
    assert entry["url"] == ADDRESS
    assert entry["langid"] == "arabic"


def test_bibtex_leaves_out_what_is_not_known() -> None:
    entry = bibtex_entry(citations.bibtex(undated(source=None), ADDRESS, ARCHIVE))
    assert entry.keys() == {"title", "url", "organization", "langid"}


@given(st.text(min_size=1).filter(lambda text: text.split()))
def test_bibtex_keeps_every_text(text: str) -> None:
    entry = bibtex_entry(citations.bibtex(article(headline=text), ADDRESS, ARCHIVE))
    assert cited(entry["title"]) == " ".join(text.split())


def test_bibtex_keeps_hostile_text() -> None:
    entry = bibtex_entry(citations.bibtex(article(headline=HOSTILE, byline=HOSTILE, source=HOSTILE), ADDRESS, ARCHIVE))
    assert cited(entry["title"]) == cited(entry["author"]) == untexed(entry["journal"]) == ONE_LINE


# --- RIS ------------------------------------------------------------------------------------------


def test_ris_says_who_what_where_and_when() -> None:
    entry = ris_entry(citations.ris(article(byline="سلمى الراوي", source_url="https://alwaha.example/1"), ADDRESS, ARCHIVE))
    assert entry["type_of_reference"] == "NEWS"
    assert entry["title"] == "قطار المدينة"
    assert entry["authors"] == ["سلمى الراوي"]
    assert entry["secondary_title"] == "جريدة الواحة"
    assert (entry["year"], entry["date"]) == ("2025", "2025/03/09/")
    assert entry["urls"] == [ADDRESS]
    assert entry["language"] == "ar"


def test_ris_keeps_hostile_text_on_its_line() -> None:
    written = citations.ris(article(headline=HOSTILE, standfirst=HOSTILE, byline=HOSTILE), ADDRESS, ARCHIVE)
    entry = ris_entry(written)
    assert entry["title"] == entry["abstract"] == entry["authors"][0] == ONE_LINE
    assert written.count("\r\nER  - ") == 1


@given(st.text(min_size=1).filter(lambda text: text.split()))
def test_ris_keeps_every_text(text: str) -> None:
    assert ris_entry(citations.ris(article(headline=text), ADDRESS, ARCHIVE))["title"] == " ".join(text.split())


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    assert "javascript" not in citations.ris(article(source_url="javascript:alert(1)"), ADDRESS, ARCHIVE)


# --- CSL ------------------------------------------------------------------------------------------


def csl_item(found: Article) -> dict[str, Any]:
    [item] = json.loads(citations.csl(found, ADDRESS, ARCHIVE))
    return dict(item)


def test_csl_is_what_a_citation_processor_cites() -> None:
    item = csl_item(article(byline="سلمى الراوي", headline=HOSTILE))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem("article-7")]))
    [cited] = map(str, bibliography.bibliography())
    for part in ("سلمى الراوي", "جريدة الواحة", "2025"):
        assert part in cited


def test_csl_says_what_it_is() -> None:
    item = csl_item(article(byline="سلمى الراوي"))
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "سلمى الراوي"}]
    assert item["container-title"] == "جريدة الواحة"
    assert item["issued"] == {"date-parts": [[2025, 3, 9]]}
    assert item["URL"] == ADDRESS
    assert "abstract" not in item


# --- how exact a date is --------------------------------------------------------------------------


def undated(**fields: Any) -> Article:
    return article(published_at=None, published_on=None, date_certainty=CERTAIN.UNKNOWN, **fields)


@pytest.mark.parametrize(
    ("certainty", "bibtex", "ris", "csl", "plain"),
    [
        (CERTAIN.TIME, "2025-03-09", "2025/03/09/", {"date-parts": [[2025, 3, 9]]}, "9 آذار/مارس 2025، 15:00"),
        (CERTAIN.DAY, "2025-03-09", "2025/03/09/", {"date-parts": [[2025, 3, 9]]}, "9 آذار/مارس 2025"),
        (CERTAIN.MONTH, "2025-03", "2025/03//", {"date-parts": [[2025, 3]]}, "آذار/مارس 2025"),
        (CERTAIN.YEAR, "2025", "2025///", {"date-parts": [[2025]]}, "2025"),
        (
            CERTAIN.INFERRED,
            "2025-03-09?",
            "2025/03/09/مستنتج",
            {"date-parts": [[2025, 3, 9]], "circa": True},
            "[9 آذار/مارس 2025]",
        ),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_known(
    certainty: str, bibtex: str, ris: str, csl: dict[str, Any], plain: str
) -> None:
    found = article(date_certainty=certainty)
    entry = bibtex_entry(citations.bibtex(found, ADDRESS, ARCHIVE))
    assert entry["date"] == bibtex
    assert ("month" in entry) is (certainty != CERTAIN.YEAR)
    assert ris_entry(citations.ris(found, ADDRESS, ARCHIVE))["date"] == ris
    assert csl_item(found)["issued"] == csl
    assert f"، {plain}. " in citations.plain(found, ADDRESS, ARCHIVE)


def test_what_has_no_date_has_none_anywhere() -> None:
    assert not {"date", "year"} & ris_entry(citations.ris(undated(), ADDRESS, ARCHIVE)).keys()
    assert "issued" not in csl_item(undated())
    assert "، د.ت. " in citations.plain(undated(), ADDRESS, ARCHIVE)


# --- a line of text -------------------------------------------------------------------------------


def test_a_line_of_text_keeps_what_is_inserted_apart() -> None:
    found = article(byline="Salma A.", headline="NVIDIA تعلن\nأرباحها")
    assert citations.plain(found, ADDRESS, ARCHIVE) == (
        "\u2068Salma A\u2069. «\u2068NVIDIA تعلن أرباحها\u2069». \u2068جريدة الواحة\u2069، 9 آذار/مارس 2025. "
        f"\u2068{ARCHIVE}\u2069. \u2068{ADDRESS}\u2069"
    )


def test_a_line_of_text_without_byline_and_source() -> None:
    written = citations.plain(article(source=None), ADDRESS, ARCHIVE)
    assert written == f"«\u2068قطار المدينة\u2069». 9 آذار/مارس 2025. \u2068{ARCHIVE}\u2069. \u2068{ADDRESS}\u2069"


@pytest.mark.parametrize("byline", ["الرياض - سعود الشيباني:", "الرياض - سعود الشيباني."])
def test_a_line_of_text_ends_a_byline_once(byline: str) -> None:
    written = citations.plain(article(byline=byline), ADDRESS, ARCHIVE)
    assert written.startswith("\u2068الرياض - سعود الشيباني\u2069. «")


def test_a_byline_of_signs_alone_is_not_cited() -> None:
    assert citations.plain(article(byline=" - "), ADDRESS, ARCHIVE).startswith("«")
