"""What holds for every format: a rehearsal tells the truth, nothing comes in twice, a file cut anywhere breaks nothing."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from articles.ingest import FORMATS
from articles.models import Article, ImportRow
from articles.tests.ingest.large_wxr import HEAD
from articles.tests.ingest.test_documents import paragraph, word
from articles.tests.ingest.test_import_articles import import_
from articles.tests.ingest.test_saved_pages import BODY, page
from articles.tests.ingest.test_wordpress import TAIL, post

pytestmark = pytest.mark.usefixtures("index")

RECORDS = [{"external_id": str(number), "headline": f"خبر {number}", "body": BODY[number]} for number in range(3)]


def _spreadsheet() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for line in (list(RECORDS[0]), *(list(record.values()) for record in RECORDS)):
        book.active.append(line)
    book.save(stream)
    return stream.getvalue()


ITEMS = "".join(
    f"<item><title>{one['headline']}</title><guid>{one['external_id']}</guid><description>{one['body']}</description></item>"
    for one in RECORDS
)
POSTS = "".join(post(one["headline"], one["body"]).replace("?p=7", f"?p={one['external_id']}") for one in RECORDS)
NINJS = [
    {"uri": f"urn:x:{one['external_id']}", "type": "text", "headline": one["headline"], "body_text": one["body"]}
    for one in RECORDS
]
TABLE = [",".join(RECORDS[0]), *(",".join(f'"{value}"' for value in one.values()) for one in RECORDS)]
FILES: dict[str, tuple[str, bytes, int]] = {
    "jsonl": ("a.jsonl", "\n".join(json.dumps(one, ensure_ascii=False) for one in RECORDS).encode(), 3),
    "json": ("a.json", json.dumps(RECORDS, ensure_ascii=False).encode(), 3),
    "csv": ("a.csv", "\n".join(TABLE).encode(), 3),
    "xlsx": ("a.xlsx", _spreadsheet(), 3),
    "wxr": ("a.xml", (HEAD + POSTS + TAIL).encode(), 3),
    "feed": ("a.rss", f'<rss version="2.0"><channel><title>الواحة</title>{ITEMS}</channel></rss>'.encode(), 3),
    "ninjs": ("a.json", json.dumps(NINJS, ensure_ascii=False).encode(), 3),
    "docx": ("a.docx", word(paragraph("خبر", style="a3") + "".join(map(paragraph, BODY))), 1),
    "html": ("a.html", page().encode(), 1),
    "text": ("a.txt", "\n".join(["خبر", *BODY]).encode(), 1),
}


def test_every_format_is_here() -> None:
    assert FILES.keys() == FORMATS.keys()


@pytest.fixture(params=FILES)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_rehearsal_an_import_and_the_same_again(example: str, tmp_path: Path) -> None:
    name, content, count = FILES[example]
    (tmp_path / name).write_bytes(content)
    created = f"created={count} updated=0 unchanged=0 duplicates=0 failed=0"
    assert import_(tmp_path / name, dry_run=True) == (0, created)
    assert not Article.objects.exists()
    assert import_(tmp_path / name) == (0, created)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / name).write_bytes(content)
    assert import_(tmp_path / "later" / name) == (0, f"created=0 updated=0 unchanged={count} duplicates=0 failed=0")
    assert Article.objects.count() == count


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_cut_off_says_so_or_gives_what_came(example: str, share: float, tmp_path: Path) -> None:
    name, content, count = FILES[example]
    (tmp_path / name).write_bytes(content[: int(len(content) * share)])
    status, last = import_(tmp_path / name, report=tmp_path / "report.csv")
    assert status in {0, 1, 2}
    counts = dict(pair.split("=") for pair in last.split())
    assert Article.objects.count() == int(counts.get("created", 0)) <= count
    failed = ImportRow.objects.filter(outcome="failed")
    assert failed.count() == int(counts.get("failed", 0))
    assert all(failed.values_list("reason", flat=True))
    if status != 2:
        report = (tmp_path / "report.csv").read_text(encoding="utf-8")
        assert all(row.reason.split("\n")[0][:20] in report for row in failed)
    if status == 0 and 0 < share < 0.99:
        assert example in {"html", "text"} or Article.objects.count() < count


@pytest.mark.parametrize("noise", [b"", b"\x00" * 100, b"\xff\xfe\xfd" * 50, b"PK\x03\x04", b"<", b"{", b'"'], ids=repr)
def test_what_is_not_the_format_it_is_called_breaks_nothing(example: str, noise: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(noise)
    assert import_(tmp_path / "a.bin", format=example)[0] in {0, 1, 2}
    assert not Article.objects.exists()
