import datetime as dt
from typing import Any

import pytest

from articles.ingest.records import BadRecord, read
from articles.models import Name


def record(**fields: Any) -> dict[str, Any]:
    return {"headline": "عنوان", "body": "متن", **fields}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"headline": ""}, "العنوان فارغ"),
        ({"headline": None}, "العنوان فارغ"),
        ({"headline": " \u202e\x00 "}, "العنوان فارغ"),
        ({"headline": "؟!"}, "العنوان بلا حروف"),
        ({"body": "\n \n"}, "المتن فارغ"),
        ({"body": "ًٌٍَُِّْ"}, "المتن بلا حروف"),
        ({"headline": "ع" * 1001}, "headline أطول من 1000"),
        ({"headline": ["قائمة"]}, "headline ليست نصًا"),
        ({"body": {"html": "x"}}, "body ليست نصًا"),
        ({"status": "gone"}, "status"),
        ({"date_certainty": "sure"}, "date_certainty"),
        ({"people": "سعاد"}, "people ليست قائمة"),
        ({"people": [5]}, "people"),
        ({"topics": ["ط" * 301]}, "topics"),
        ({"source": "م" * 301}, "source أطول"),
    ],
)
def test_what_cannot_become_an_article(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord, match=reason):
        read(record(**fields), {})


def test_only_headline_and_body_are_required() -> None:
    draft = read(record(), {})
    assert draft.fields["status"] == "published"
    assert draft.fields["date_certainty"] == "unknown"
    assert draft.fields["language"] == "ar"
    assert draft.names == {"source": None, "dateline_place": None, "dateline_agency": None}
    assert draft.remarks == []


def test_defaults_fill_what_is_empty_only() -> None:
    defaults = {"source": "المرفق", "status": "draft"}
    assert read(record(source=""), defaults).names["source"].name == "المرفق"  # type: ignore[union-attr]
    draft = read(record(source="المكتوب", status="published"), defaults)
    assert draft.names["source"].name == "المكتوب"  # type: ignore[union-attr]
    assert draft.fields["status"] == "published"


@pytest.mark.parametrize(
    ("written", "moment", "certainty"),
    [
        ("2025-03-09", "2025-03-08T21:00:00+00:00", "day"),
        (20250309, "2025-03-08T21:00:00+00:00", "day"),
        ("2025-03-09T10:30:00+02:00", "2025-03-09T08:30:00+00:00", "time"),
        ("2025-03-09T10:30:00Z", "2025-03-09T10:30:00+00:00", "time"),
        ("2015-07-21 04:15:44", "2015-07-21T01:15:44+00:00", "time"),
    ],
)
def test_dates(written: object, moment: str, certainty: str) -> None:
    fields = read(record(published_at=written), {}).fields
    assert fields["published_at"] == dt.datetime.fromisoformat(moment)
    assert fields["date_certainty"] == certainty


@pytest.mark.parametrize("written", ["2025-13-40", "yesterday", "٢٠٢٥-٠١-٠١", "0000-00-00", "9" * 500, 5])
def test_a_date_that_cannot_be_read_is_noted_not_lost(written: object) -> None:
    draft = read(record(published_at=written, date_note="من الأرشيف"), {})
    assert draft.fields["published_at"] is None
    assert draft.fields["date_certainty"] == "unknown"
    assert draft.fields["date_note"].startswith("من الأرشيف\nكُتب التاريخ في الأصل: ")
    assert "تاريخ لا يُقرأ" in draft.remarks[0]


@pytest.mark.parametrize("written", ["1492-01-01", "2999-01-01"])
def test_an_odd_date_is_kept_and_reported(written: str) -> None:
    draft = read(record(published_at=written), {})
    assert draft.fields["published_at"] is not None
    assert "تاريخ غريب" in draft.remarks[0]


def test_characters_taken_out_are_reported() -> None:
    draft = read(record(body="متن\u202e مقلوب\x00"), {})
    assert draft.fields["body"] == "متن مقلوب"
    assert len(draft.remarks) == 2


def test_names_come_as_words_or_with_roles_and_once_each() -> None:
    draft = read(record(people=["سعاد", {"name": "سعاد", "role": ""}, {"name": "سعاد", "role": "وزيرة"}], topics=["طقس"]), {})
    found = [(named.kind, named.name, named.role) for named in draft.mentions]
    assert found == [
        (Name.Kind.TOPIC, "طقس", ""),
        (Name.Kind.PERSON, "سعاد", ""),
        (Name.Kind.PERSON, "سعاد", "وزيرة"),
    ]


def test_a_name_without_letters_is_reported() -> None:
    draft = read(record(people=["—"]), {})
    assert draft.mentions == []
    assert "اسم بلا حروف" in draft.remarks[0]
