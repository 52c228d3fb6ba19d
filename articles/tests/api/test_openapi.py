"""The OpenAPI document: its examples are what the API answers."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from articles.api import examples
from articles.tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    return dict(client.get("/api/v1/openapi.json").json())


def documented(document: dict[str, Any], path: str) -> dict[str, Any]:
    answers = document["paths"][path]["get"]["responses"]
    return {code: answer["content"]["application/json"].get("example") for code, answer in answers.items()}


def test_every_answer_is_shown_by_an_example_of_its_own_schema(document: dict[str, Any]) -> None:
    for path in document["paths"]:
        for code, answer in document["paths"][path]["get"]["responses"].items():
            said = answer["content"]["application/json"]
            assert "example" in said, f"{path} {code}"
            jsonschema.validate(said["example"], {**said["schema"], "components": document["components"]})


def test_what_is_shown_is_what_is_answered(client: Client, document: dict[str, Any]) -> None:
    assert documented(document, "/api/v1/articles")["200"] == examples.SEARCH
    withdrawn = make_article(status="withdrawn").pk
    for pk, code in ((withdrawn, 410), (withdrawn + 1, 404)):
        answer = client.get(f"/api/v1/articles/{pk}")
        assert (answer.status_code, answer.json()) == (code, examples.REFUSALS[code])


def test_an_article_is_shown_with_all_that_it_has(client: Client, document: dict[str, Any]) -> None:
    found = documented(document, "/api/v1/articles/{pk}")["200"]
    answer = client.get(f"/api/v1/articles/{make_article(source='الواحة').pk}").json()
    assert list(found) == list(answer)
    assert {key: type(value) for key, value in found.items()} == {key: type(value) for key, value in answer.items()}


@pytest.mark.parametrize("path", ["/api/v1/articles", "/api/v1/articles/{pk}"])
def test_refusals_are_shown_too(document: dict[str, Any], path: str) -> None:
    found = documented(document, path)
    assert isinstance(found["429"]["detail"], str)
    assert isinstance(found["422"]["detail"], dict)
