"""The system checks: what they notice, and that they keep quiet where all is well."""

import shutil

import pytest

from .conftest import Archive


def test_all_is_well_in_a_prepared_archive(prepared: Archive) -> None:
    done = prepared.manage("check")
    assert done.returncode == 0
    assert "no issues" in done.stdout


def test_production_settings_are_clean(prepared: Archive) -> None:
    public = {"ALLOWED_HOSTS": "archive.example", "SECRET_KEY": "k9ZqW7" * 10}
    done = prepared.manage("check", "--deploy", "--fail-level", "WARNING", **public)
    assert done.returncode == 0, done.stderr


@pytest.mark.any_database
def test_any_host_at_all_is_warned_of(prepared: Archive) -> None:
    done = prepared.manage("check", "--deploy", ALLOWED_HOSTS="*", SECRET_KEY="k9ZqW7" * 10)
    assert "articles.W002" in done.stderr


@pytest.mark.any_database
def test_a_missing_lexicon_is_an_error_that_says_what_to_run(fresh: Archive) -> None:
    shutil.rmtree(fresh.data / "lexicon")
    done = fresh.manage("check")
    assert done.returncode == 1
    assert "articles.E001" in done.stderr
    assert "manage.py build_lexicon" in done.stderr


@pytest.mark.any_database
def test_without_a_lexicon_there_is_nothing_to_miss(fresh: Archive) -> None:
    shutil.rmtree(fresh.data / "lexicon")
    assert fresh.manage("check", ARABIC_LEXICON="none").returncode == 0


def test_a_missing_index_is_a_warning_that_says_what_to_run(fresh: Archive) -> None:
    done = fresh.manage("check")
    assert done.returncode == 0
    assert "articles.W001" in done.stderr
    assert "manage.py rebuild_index" in done.stderr
