"""Haystack's own tests of its Elasticsearch 7 backend, run against ours: an outside check of what SearchQuerySet promises.

They are in Haystack's source distribution only, so that is had from the package index (once: it is kept in the data
folder) and they run as they are, in a process and under settings of their own (`haystack_suite`). What cannot apply is
listed with its reason; the list is held to be true both ways. What these tests leave out `test_haystack.py` and
`test_haystack_fields.py` ask in Arabic.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from django.conf import settings

from articles.tests.conftest import KEPT

from . import haystack_suite

SHA256 = {"3.4.0": "1226a7c9ce13e1e7ead8ac83f6e87bfef4996f146ed24971fde7896115b1c530"}
"""Of each version's source distribution: what runs here is what was looked at."""
TESTS = 87
NOT_APPLICABLE = {
    "TestSettings.test_kwargs_are_passed_on": "hands options to Elasticsearch's client",
    "Elasticsearch7SearchBackendTestCase.test_build_schema": "compares Elasticsearch's own description of fields",
    "LiveElasticsearch7AutocompleteTestCase.test_build_schema": "compares Elasticsearch's own description of fields",
    "Elasticsearch7SearchBackendTestCase.test_spatial_search_parameters": "geography: the archive has no coordinates",
    "Elasticsearch7SearchQueryTestCase.test_build_query_with_dwithin_range": "geography: the archive has no coordinates",
    "Elasticsearch7SearchBackendTestCase.test_search": "English stems: «Index» is to find «Indexed» and to correct «indaxed»",
    "LiveElasticsearch7SearchQuerySetTestCase.test_regression_proper_start_offsets": "English stems: «index» for «Indexed»",
    "LiveElasticsearch7SpellingTestCase.test_spelling": "corrects to stems, which are no words: «structur»",
    "LiveElasticsearch7MoreLikeThisTestCase.test_more_like_this": "counts what English stems and stop words make alike",
    "LiveElasticsearch7AutocompleteTestCase.test_autocomplete": "«mod» is to find whatever begins with «mo»",
    "Elasticsearch7BoostBackendTestCase.test__to_python": "guesses a value's type from its text; ours keep theirs",
    "Elasticsearch7InputTestCase.test_altparser_prepare": "writes the syntax of Solr's parsers",
}


def source_distribution() -> Path:
    """From the data folder, or else from the package index that pip is configured for. Raises OSError where neither has it."""
    release = version("django-haystack")
    folder = KEPT / "downloads"
    path = folder / f"django_haystack-{release}.tar.gz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as draft:
            options = ["--no-deps", "--no-binary", "django-haystack", "--quiet", "--dest", draft]
            command = [sys.executable, "-m", "pip", "download", *options, f"django-haystack=={release}"]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            if ended.returncode:
                raise OSError(ended.stderr.strip().splitlines()[-1])
            (Path(draft) / path.name).replace(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[release], f"{path} is not what was looked at"
    return path


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Class.test -> why it did not pass, or an empty text where it did."""
    folder = tmp_path_factory.mktemp("haystack")
    try:
        with tarfile.open(source_distribution()) as archive:
            ours = [member for member in archive.getmembers() if member.name.split("/")[1:2] == ["test_haystack"]]
            archive.extractall(folder, ours, filter="data")
    except (OSError, subprocess.TimeoutExpired) as error:
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(f"Haystack's own tests were not run: their source cannot be had from the package index ({error})")
    root = next(folder.glob("django_haystack-*"))
    report = folder / "report.xml"
    client = Path(haystack_suite.__file__).parent / "client"
    environment = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(folder),
        "NEWSROOM_DATA": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": f"{haystack_suite.__name__}.settings",
        "PYTHONPATH": os.pathsep.join(map(str, (root, settings.BASE_DIR, client))),
    }
    options = ["-q", "-c", os.devnull, "--rootdir", str(root), "-p", "no:cacheprovider", "-W", "ignore", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options, str(root / "test_haystack" / "elasticsearch7_tests")]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert report.exists(), ended.stdout + ended.stderr
    return dict(map(outcome, ElementTree.parse(report).iter("testcase")))


def outcome(case: ElementTree.Element) -> tuple[str, str]:
    name = f"{case.attrib['classname'].rsplit('.', 1)[-1]}.{case.attrib['name']}"
    expected_to_fail = case.find("skipped[@type='pytest.xfail']") is not None
    problems = [] if expected_to_fail else [one.attrib.get("message", "") or one.tag for one in case if one.tag != "system-out"]
    return name, "; ".join(problems)


def test_all_of_them_run(outcomes: Mapping[str, str]) -> None:
    assert len(outcomes) == TESTS
    assert set(outcomes) >= set(NOT_APPLICABLE)


def test_everything_that_can_apply_passes(outcomes: Mapping[str, str]) -> None:
    assert not {name: problem for name, problem in outcomes.items() if problem and name not in NOT_APPLICABLE}


def test_what_is_listed_as_not_applicable_does_not_pass(outcomes: Mapping[str, str]) -> None:
    assert not [name for name in NOT_APPLICABLE if not outcomes[name]]
