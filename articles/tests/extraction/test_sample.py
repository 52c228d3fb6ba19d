"""The sample article, as it was printed, mistakes and all."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from articles.extraction import Extraction, extract

SAMPLE = Path(settings.BASE_DIR) / "fixtures" / "sample-article.txt"


@pytest.fixture(scope="module")
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(text: str, lexicon: None) -> Extraction:
    return extract(text)


def test_its_parts(found: Extraction) -> None:
    assert found.headline and found.headline.text.startswith("مسؤول إسرائيلي لمعاريف")
    assert found.standfirst and found.standfirst.text.startswith("قال مسؤول إسرائيلي إن حماس")
    assert found.dateline and (found.dateline.place, found.dateline.agency) == ("القدس المحتلة", "مصدر الإخبارية")
    assert found.source == "مصدر الإخبارية"
    assert [outlet.name for outlet in found.cited_sources][:1] == ["صحيفة معاريف"]


def test_its_people_with_their_roles_and_no_others(found: Extraction) -> None:
    roles: dict[str, str] = {}
    for person in found.people:
        roles[person.name] = roles.get(person.name) or person.role
    assert roles.keys() == {"ويتكوف", "نتنياهو", "جال هيرش", "أوفير فالك", "دونالد ترامب", "حازم قاسم"}
    assert roles["حازم قاسم"] == "المتحدث باسم حركة حماس في غزة"
    assert roles["دونالد ترامب"] == "الرئيس الأميركي"
    assert roles["جال هيرش"].endswith("العميد (احتياط)")


def test_its_quotes_and_who_says_them(found: Extraction) -> None:
    said = [(quote.text.split()[0], quote.speaker) for quote in found.quotes]
    assert said[1:] == [("ضرورة", "حركة حماس"), ("حتى", "حركة حماس"), ("بالتزامات", "حازم قاسم")]
    assert said[0] == ("ترسل", "المسؤول الإسرائيلي")


def test_every_offset_is_one_of_the_text(found: Extraction, text: str) -> None:
    parts = [
        found.headline,
        found.standfirst,
        found.dateline,
        *found.people,
        *found.places,
        *found.organizations,
        *found.quotes,
    ]
    assert all(part and text[part.start : part.end] == part.text for part in parts)


def test_the_command_prints_one_object(found: Extraction) -> None:
    out = StringIO()
    call_command("extract", str(SAMPLE), stdout=out)
    assert json.loads(out.getvalue()) == found.as_json()
