"""Word documents: what Word shows as text comes in; bombs, damaged and locked files do not."""

import io
import zipfile
from pathlib import Path

import pytest

from articles.ingest.importers import Incoming, Row, RowError, word_document
from articles.models import Article, ImportRow
from articles.tests.ingest.test_import_articles import import_

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/></w:style>'


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*pieces: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(piece if piece.startswith('<') else run(piece) for piece in pieces)}</w:p>"


def word(body: str, notes: str = "", main: str = "word/document.xml", **more: str | bytes) -> bytes:
    """A document as Word writes it, with as little as it may have."""
    relations = {"styles": "styles.xml"} | ({"footnotes": "footnotes.xml"} if notes else {})
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>' for kind, target in relations.items()
    )
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{WORD}.{kind}+xml"/>'
        for part, kind in ((main, "document.main"), ("word/styles.xml", "styles"), ("word/footnotes.xml", "footnotes"))
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "word/document.xml": f"<w:document {SPACE}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {SPACE}>{STYLES}</w:styles>",
    }
    if notes:
        parts["word/footnotes.xml"] = f"<w:footnotes {SPACE}>{notes}</w:footnotes>"
    parts |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def row(content: bytes) -> Row:
    [found] = word_document.rows(Incoming(io.BytesIO(content), "a.docx"))
    return found


def lines(content: bytes) -> list[str]:
    record = row(content).read()
    return [record["headline"], *(" ".join(line.split()) for line in record["body"].split("\n") if line.strip())]


def problem(content: bytes) -> str:
    with pytest.raises(RowError) as raised:
        row(content).read()
    return str(raised.value)


def test_the_paragraph_in_the_title_style_is_the_headline() -> None:
    assert lines(word(paragraph("تمهيد") + paragraph("عنوان ", "الخبر", style="a3") + paragraph("متن"))) == [
        "عنوان الخبر",
        "تمهيد",
        "متن",
    ]


def test_without_a_title_the_first_line_is_the_headline() -> None:
    assert lines(word(paragraph() + paragraph("عنوان") + paragraph("متن أول") + paragraph("ثان"))) == [
        "عنوان",
        "متن أول",
        "ثان",
    ]


def test_footnotes_stand_at_the_end_with_their_marks() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{paragraph("حاشية الخبر")}</w:footnote>'
    assert lines(word(paragraph("عنوان") + paragraph("متن", mark, " وبقية"), notes)) == [
        "عنوان",
        "متن[1] وبقية",
        "[1] حاشية الخبر",
    ]


def test_a_table_is_a_row_a_line() -> None:
    cells = ["".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in texts) for texts in (("محصول", "طن"), ("قمح", "100"))]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    assert lines(word(paragraph("عنوان") + table)) == ["عنوان", "محصول | طن", "قمح | 100"]


def test_what_was_inserted_stays_and_what_was_deleted_goes() -> None:
    changes = f"<w:ins>{run('جديد')}</w:ins>", "<w:del><w:r><w:delText>قديم</w:delText></w:r></w:del>"
    assert lines(word(paragraph("عنوان") + paragraph("متن ", *changes))) == ["عنوان", "متن جديد"]


def test_characters_of_markup_are_text() -> None:
    assert lines(word(paragraph("5 &lt; 6") + paragraph("&lt;p&gt; &amp;amp;"))) == ["5 < 6", "<p> &amp;"]


def test_pictures_are_remarked_on() -> None:
    remarks: list[str] = []
    row(word(paragraph("عنوان") + paragraph("متن"), word__media__a_dot_png=b"\x89PNG")).read(remarks)
    assert remarks == ["صور في المستند لم تُؤخذ: 1."]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 cut off", "تالف أو مبتور"),
        (b"\xd0\xcf\x11\xe0 old", "صيغة قديمة"),
        (word(paragraph("عنوان"))[:-200], "تالف أو مبتور"),
        (word("<w:p>"), "ليس مستند docx سليمًا"),
        (word(paragraph("عنوان"), word__styles_dot_xml=BOMB + "<x>&b;</x>"), "DOCTYPE"),
        (word(paragraph("عنوان"), word__styles_dot_xml=(BOMB + "<x>&b;</x>").encode("utf-16")), "DOCTYPE"),
        (word(paragraph("ا" * 10_000_000)), "يتضخم"),
        (b"<w:p>", "تالف"),
        (word("<w:sdt><w:sdtContent>" * 20_000 + "</w:sdtContent></w:sdt>" * 20_000), "ليس مستند docx سليمًا"),
    ],
    ids=["no zip", "doc or locked", "truncated", "malformed", "entities", "entities in UTF-16", "bomb", "no package", "deep"],
)
def test_what_is_refused_says_why(content: bytes, reason: str) -> None:
    assert reason in problem(content)


def test_a_part_that_hides_from_the_look_is_not_read() -> None:
    content = word("".join(map(paragraph, ("عنوان", "متن"))), main="word/hidden.bin", word__hidden_dot_bin=BOMB + "<x>&b;</x>")
    assert lines(content) == ["عنوان", "متن"]


def test_more_text_than_memory_should_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_document, "_LARGEST_TEXT", 1000)
    assert "ميغابايت" in problem(word(paragraph("عنوان") + paragraph("متن" * 1000)))


@pytest.mark.usefixtures("index")
class TestThroughTheCommand:
    def test_a_folder_of_documents(self, tmp_path: Path) -> None:
        folder = tmp_path / "وارد"
        folder.mkdir()
        good = word(paragraph("عنوان", style="a3") + paragraph("متن"))
        (folder / "a.docx").write_bytes(good)
        (folder / "b.docx").write_bytes(good[:-100])
        (folder / "c.docx").write_bytes(word(paragraph("عنوان بلا متن")))
        assert import_(folder) == (1, "created=1 updated=0 unchanged=0 duplicates=0 failed=2")
        article = Article.objects.get()
        assert (article.headline, article.body) == ("عنوان", "متن")
        assert article.originals.get().content == good
        assert {row.place for row in ImportRow.objects.filter(outcome="failed")} == {"b.docx", "c.docx"}
        assert import_(folder)[1] == "created=0 updated=0 unchanged=1 duplicates=0 failed=2"

    def test_documents_in_an_archive(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for number in range(2):
                archive.writestr(f"{number}.docx", word(paragraph(f"عنوان {number}") + paragraph("متن")))
        assert import_(tmp_path / "a.zip")[1].startswith("created=2")
