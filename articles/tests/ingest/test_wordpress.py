"""WordPress exports: what becomes of posts, and of everything that is odd about them."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.importers import Incoming, Row, RowError, rows, wordpress, xml_items
from articles.ingest.importers.encodings import Encoding
from articles.ingest.importers.shortcodes import take_out
from articles.tests.ingest.large_wxr import HEAD

TAIL = "</channel></rss>"


def post(title: str = "عنوان", body: str = "متن", more: str = "", **fields: str) -> str:
    values = {"status": "publish", "post_type": "post", "post_date_gmt": "2024-05-10 09:00:00", "post_id": "7", **fields}
    inner = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in values.items())
    return (
        f"<item><title><![CDATA[{title}]]></title><link>https://waha.example/7</link><guid>https://waha.example/?p=7</guid>"
        f"<dc:creator>salma</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>{inner}{more}</item>\n"
    )


def export(*posts: str, tail: str = TAIL, codec: str = "utf-8") -> Incoming:
    content = (HEAD.replace("UTF-8", codec) + "".join(posts) + tail).encode(codec)
    return Incoming(Encoding(codec).cuttable(io.BytesIO(content)), "a.xml", Encoding(codec))


def read(*posts: str, **options: Any) -> list[Row]:
    return list(wordpress.rows(export(*posts, **options)))


def record(*arguments: str, remarks: list[str] | None = None, **fields: str) -> dict[str, Any]:
    [row] = read(post(*arguments, **fields))
    return dict(row.read(remarks))


def problems(found: list[Row]) -> list[str]:
    reasons = []
    for row in found:
        try:
            row.read()
            reasons.append("")
        except RowError as error:
            reasons.append(str(error))
    return reasons


def test_a_post_with_everything() -> None:
    more = (
        '<category domain="category" nicename="news"><![CDATA[أخبار]]></category>'
        '<category domain="post_tag" nicename="rain"><![CDATA[أمطار &amp; سيول]]></category>'
        '<category domain="category" nicename="uncategorized"><![CDATA[غير مصنف]]></category>'
        '<category domain="people" nicename="x"><![CDATA[سعاد]]></category>'
        "<excerpt:encoded><![CDATA[<b>موجز</b>]]></excerpt:encoded>"
        "<wp:postmeta><wp:meta_key>subtitle</wp:meta_key><wp:meta_value><![CDATA[عنوان فرعي]]></wp:meta_value></wp:postmeta>"
    )
    [row] = read(post("قال &quot;نعم&quot;", "<!-- wp:paragraph -->\n<p>فقرة\nواحدة</p>\n<!-- /wp:paragraph -->", more))
    found = row.read()
    assert found["headline"] == 'قال "نعم"'
    assert found["body"].split() == ["فقرة", "واحدة"]
    assert "\n" not in found["body"].strip()
    assert found["standfirst"].strip() == "موجز"
    assert found["topics"] == ["أخبار", "أمطار & سيول"]
    assert found["taxonomy:people"] == ["سعاد"]
    assert found["meta:subtitle"] == "عنوان فرعي"
    assert (found["byline"], found["external_id"]) == ("سلمى النجار", "https://waha.example/?p=7")
    assert (found["source_url"], found["published_at"]) == ("https://waha.example/7", "2024-05-10 09:00:00+00:00")
    assert row.reading.defaults == {"source": "مدوّنة الواحة"}


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("publish", ""),
        ("draft", "draft"),
        ("pending", "review"),
        ("private", "draft"),
        ("trash", "withdrawn"),
        ("odd", "draft"),
    ],
)
def test_statuses(status: str, ours: str) -> None:
    assert record(status=status)["status"] == ours


def test_a_draft_has_no_date_and_a_protected_post_is_a_draft() -> None:
    assert "published_at" not in record(status="draft", post_date="2024-05-10 12:00:00")
    remarks: list[str] = []
    assert record(post_password="x", remarks=remarks)["status"] == "draft"
    assert "كلمة سر" in remarks[0]


def test_a_local_date_where_there_is_no_universal_one() -> None:
    found = record(post_date_gmt="0000-00-00 00:00:00", post_date="2024-05-10 12:00:00")
    assert found["published_at"] == "2024-05-10 12:00:00"


def test_what_is_no_article_is_counted() -> None:
    file = export(
        post(), post(post_type="attachment"), post(post_type="page"), post(post_type="page"), post(post_type="opinion")
    )
    assert len(list(wordpress.rows(file))) == 2
    assert file.left_out == {"attachment": 1, "page": 2}


def test_the_classic_editor_breaks_lines_and_blocks_do_not() -> None:
    assert record(body="فقرة\nسطر\n\nفقرة <b>ثانية</b>")["body"].split("\n") == [
        "",
        "",
        "فقرة",
        "سطر",
        "",
        "فقرة ثانية",
        "",
        "",
    ]
    assert record(body="<!-- wp:html --><p>فقرة\nواحدة</p>")["body"].strip() == "فقرة واحدة"


@pytest.mark.parametrize(
    ("text", "left", "taken"),
    [
        ('قبل [gallery ids="1,2"] بعد', "قبل  بعد", ["gallery"]),
        ("[vc_row][vc_column]نص[/vc_column][/vc_row]", "نص", ["vc_row", "vc_column"]),
        ("[box]نص[/box]", "نص", ["box"]),
        ("[[gallery]]", "[gallery]", []),
        ("قال [المترجم] و[1] و[sic] و[...]", "قال [المترجم] و[1] و[sic] و[...]", []),
        ('[audio mp3="a[1].mp3"]', "", ["audio"]),
        ('[button link="x"]اقرأ[/button]', "اقرأ", ["button"]),
    ],
)
def test_shortcodes(text: str, left: str, taken: list[str]) -> None:
    assert take_out(text) == (left, taken)


def test_captions_stay_as_text_and_what_was_taken_out_is_said() -> None:
    remarks: list[str] = []
    body = '[caption id="a"]<img src="a.jpg" /> تعليق الصورة[/caption]\nنص [embed]https://video.example/1[/embed]'
    found = record(body=body, remarks=remarks)["body"]
    assert [line.strip() for line in found.split("\n") if line.strip()] == ["تعليق الصورة", "نص", "https://video.example/1"]
    assert "caption، embed" in remarks[0]


class TestOddities:
    def test_a_broken_post_fails_alone(self) -> None:
        found = read(post("أول"), "<item><title>مكسور</titel></item>\n", post("ثالث"))
        assert [bool(reason) for reason in problems(found)] == [False, True, False]
        assert found[1].place.startswith("a.xml:")

    @pytest.mark.parametrize("odd", ["متن\x0bبعد", "متن &nbsp; بعد", "AT&T", "متن &#8; بعد"])
    def test_what_xml_forbids_is_mended_and_said(self, odd: str) -> None:
        [row] = read(post().replace("<![CDATA[متن]]>", odd))
        remarks: list[str] = []
        assert row.read(remarks)["body"]
        assert remarks

    def test_the_end_of_a_cdata_section_within_one(self) -> None:
        assert record(body="أ]]]]><![CDATA[>ب")["body"].strip() == "أ]]>ب"

    def test_an_item_within_a_cdata_section_ends_nothing(self) -> None:
        assert record(body="قبل &lt;item&gt; </item> بعد")["body"].split() == ["قبل", "<item>", "بعد"]

    def test_a_cdata_section_never_closed_spoils_its_own_post_only(self) -> None:
        spoilt = post("مكسور").replace("متن]]>", "متن")
        found = read(post("أول"), spoilt.replace("]]>", ""), post("ثالث"))
        assert [bool(reason) for reason in problems(found)] == [False, True, False]

    @pytest.mark.parametrize("cut", [len("</channel></rss>"), 60, 200])
    def test_a_truncated_file_says_so(self, cut: int) -> None:
        content = HEAD + post("أول") + post("ثان") + TAIL
        file = Incoming(io.BytesIO(content.encode()[:-cut]), "a.xml")
        reasons = problems(list(wordpress.rows(file)))
        assert reasons[0] == ""
        assert "انتهى الملف" in reasons[-1]

    def test_no_entity_is_ever_defined(self) -> None:
        bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        content = HEAD.replace("<rss", f"{bomb}<rss") + post(title="]]>&b;<![CDATA[") + TAIL
        [row] = wordpress.rows(Incoming(io.BytesIO(content.encode()), "a.xml"))
        assert row.read()["headline"] == "&b;"

    def test_a_file_on_the_disk_is_not_read_through_an_entity(self) -> None:
        content = HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss')
        [row] = wordpress.rows(Incoming(io.BytesIO((content + post(title="]]>&f;<![CDATA[") + TAIL).encode()), "a.xml"))
        assert row.read()["headline"] == "&f;"

    def test_a_post_too_large_is_refused_without_being_held(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (xml_items, rows):
            monkeypatch.setattr(module, "LARGEST_ROW", 100_000)
        found = read(post("أول"), post("كبير", "x" * 5_000_000), post("ثالث"))
        assert [bool(row.problem) for row in found] == [False, True, False]
        assert found[2].read()["headline"] == "ثالث"

    @pytest.mark.parametrize("codec", ["cp1256", "utf-16-le"])
    def test_other_encodings_keep_their_bytes(self, codec: str) -> None:
        [row] = read(post("عنوان"), codec=codec)
        assert row.raw == post("عنوان").strip().encode(codec)
        assert row.read()["headline"] == "عنوان"


@given(st.lists(st.text("ابت <>&;/item\n]x-!", max_size=40), max_size=5), st.integers(1, 60))
def test_cutting_does_not_depend_on_how_the_file_is_read(bodies: list[str], chunk: int) -> None:
    posts = [post(str(number), body.replace("]]>", "")) for number, body in enumerate(bodies)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_items, "_CHUNK", chunk)
        found = read(*posts)
    assert [row.raw.decode() for row in found] == [text.strip() for text in posts]


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_end_in_rows_or_failures(content: bytes, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_items, "_CHUNK", chunk)
        for row in wordpress.rows(Incoming(io.BytesIO(HEAD.encode() + b"<item>" + content), "a.xml")):
            assert row.raw or row.problem
