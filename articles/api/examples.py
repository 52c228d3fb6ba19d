"""What the API answers, for its OpenAPI document: an example of every answer, and of each kind of refusal."""

from __future__ import annotations

from typing import Any

_ADDRESS = "https://archive.example/articles/77/%D9%82%D8%B7%D8%A7%D8%B1/"
_BRIEF = {
    "id": 77,
    "external_id": "wa-2025-118",
    "url": _ADDRESS,
    "headline": "قطار المدينة يبدأ رحلاته",
    "standfirst": "",
    "source": "جريدة الواحة",
    "dateline": "الواحة – خاص",
    "published_at": "2025-03-09",
}
SEARCH = {
    "total": 1,
    "total_all_words": 1,
    "total_some_words": 1,
    "results": [
        {
            **_BRIEF,
            "score": 7.25,
            "snippet": "بدأ <mark>القطار</mark> رحلاته صباح اليوم.",
            "headline_marked": "<mark>قطار</mark> المدينة يبدأ رحلاته",
        }
    ],
    "facets": {},
    "suggestion": None,
    "suggestion_total": None,
    "problems": [],
    "repaired": "",
}
ARTICLE = {
    "id": 77,
    "url": _ADDRESS,
    "external_id": "wa-2025-118",
    "headline": "قطار المدينة يبدأ رحلاته",
    "kicker": "",
    "standfirst": "",
    "body": "بدأ القطار رحلاته صباح اليوم.\nوقالت سلمى الراوي إن الرحلات ستزيد.",
    "source": "جريدة الواحة",
    "source_url": "https://alwaha.example/118",
    "byline": "",
    "dateline": "الواحة – خاص",
    "dateline_place": "الواحة",
    "dateline_agency": "",
    "published_at": "2025-03-09",
    "date_certainty": "day",
    "date_note": "",
    "language": "ar",
    "status": "published",
    "topics": ["نقل"],
    "people": [{"name": "سلمى الراوي", "role": "مديرة القطار"}],
    "places": [],
    "organizations": [],
    "cited_sources": [],
}
RELATED = {"results": [_BRIEF]}
WHY = {
    "found": True,
    "reasons": [
        {
            "asked": "القطار",
            "kind": "word",
            "field": "",
            "missing": False,
            "forms": [{"text": "قطار", "how": ["lemma"], "lemma": "قِطار", "places": {"headline": 1}}],
        }
    ],
    "passed_over": ["في"],
}
REFUSALS: dict[int, dict[str, Any]] = {
    404: {"detail": "لا مقال منشورًا بهذا الرقم."},
    410: {"detail": "سُحب هذا المقال."},
    422: {"detail": {"from": "«2025-13-40» ليس تاريخًا."}},
    429: {"detail": "طلبات كثيرة في دقيقة واحدة؛ أعد المحاولة بعد 12 ثانية."},
    503: {"detail": "البحث متوقف الآن؛ أعد المحاولة بعد قليل."},
}


def described(example: Any, *refusals: int) -> dict[str, Any]:
    """For an operation: an example of its answer, and of each way of being refused."""
    answers = {200: example, **{code: REFUSALS[code] for code in refusals}}
    return {"responses": {code: {"content": {"application/json": {"example": said}}} for code, said in answers.items()}}
