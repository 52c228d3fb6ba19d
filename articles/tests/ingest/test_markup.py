"""HTML and entities -> plain paragraphs; what only looks like them stays."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.ingest.clean import clean
from articles.ingest.markup import UnreadableMarkup, clean_markup, paragraphs

PARTS = [
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "</b>",
    "&amp;",
    "&lt;",
    "&gt;",
    "quot;",
    "&",
    ";",
    "#8203;",
    "<td>",
    "<tr>",
    "<table>",
    "<!--",
]
PARTS += ["-->", "كلمة", " ", "\n", "\u200b", "<script>", "</script>", "<![CDATA[", "]]>", "<q>", "<li>", "x", "<", ">"]
mixed = st.lists(st.sampled_from(PARTS), max_size=14).map("".join) | st.text()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("قال &quot;نعم&quot; &amp; صمت&nbsp;طويلًا", 'قال "نعم" & صمت طويلًا'),
        ("&#1602;&#x627;&#1604;", "قال"),
        ("&amp;quot;مرتين&amp;amp;quot;", '"مرتين"'),
        ("<p>أولى</p><p>ثانية<br>ثالثة</p>", "أولى\nثانية\nثالثة"),
        ("<p>سطر\nمكسور في المصدر</p>", "سطر مكسور في المصدر"),
        ("فقرة <b>مهمة</b>\nوأخرى", "فقرة مهمة\nوأخرى"),
        ('اقرأ <a href="https://example.org/">التقرير كاملًا</a> هنا', "اقرأ التقرير كاملًا هنا"),
        ('<figure><img src="a.jpg" alt="x"><figcaption>تعليق الصورة</figcaption></figure>بعدها', "تعليق الصورة\nبعدها"),
        ("<ul><li>واحد</li><li>اثنان</li></ul>", "واحد\nاثنان"),
        (
            "<table><tr><th>الفريق</th><th>النقاط</th></tr><tr><td>الواحة</td><td>3</td></tr></table>",
            "الفريق | النقاط\nالواحة | 3",
        ),
        ("<table><tr><td>قائمة</td><td><p>أولى</p><p>ثانية</p></td></tr></table>", "قائمة\nأولى\nثانية"),
        ("<td><p>خانة</p></td>", "خانة"),
        ("<p>نص</p><script>alert(1)</script><style>p{}</style><iframe src='x'>إطار</iframe>", "نص"),
        ("<!-- wp:paragraph --><p>نص</p><!-- /wp:paragraph -->", "نص"),
        ("<p>قبل<!--more-->بعد</p>", "قبل\nبعد"),
        ("قال <q>كلمة</q> ومضى", "قال “كلمة” ومضى"),
        ("&lt;p&gt;مهرّبة&lt;/p&gt;", "مهرّبة"),
        ("<![CDATA[نص]]>", "نص"),
        ("<p>غير مغلقة<p>ثانية", "غير مغلقة\nثانية"),
        ("ق\u200bبل<wbr>بعد", "قبلبعد"),
        ("<pre>سطر\nآخر</pre>", "سطر\nآخر"),
    ],
)
def test_what_a_reader_would_see(text: str, read: str) -> None:
    assert clean_markup(text).text == read


@pytest.mark.parametrize(
    "text",
    ["5 < 6 و8 > 7", "R&D و AT&T", "قيمة &مجهولة; و&foo;", "<كلمة> بين قوسين", "https://example.org/?a=1&copy=2", "نص & نص"],
)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert clean_markup(text).text == text


@given(mixed)
@example("&am\u200bp;lt;p&gt;")
@example("&lt;<b>p&gt;x")
def test_reading_twice_is_reading_once(text: str) -> None:
    once = clean_markup(text).text
    again = clean_markup(once)
    assert (again.text, again.bidi, again.unseen, again.shaped) == (once, 0, 0, 0)


@given(st.text(st.characters(categories=["L", "N", "M", "Zs"], exclude_characters="&<"), max_size=60))
def test_words_without_markup_are_only_cleaned(text: str) -> None:
    assert clean_markup(text) == clean(text)


@given(
    st.lists(st.text("ابتثجحخ ", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=6),
    st.sampled_from(["p", "div", "li", "h2"]),
)
def test_no_word_of_any_block_is_lost(words: list[str], tag: str) -> None:
    found = clean_markup("".join(f"<{tag}>{word}</{tag}>" for word in words)).text
    assert found.split("\n") == [clean(word).text for word in words]


def test_depth_beyond_reading_is_said_not_swallowed() -> None:
    with pytest.raises(UnreadableMarkup):
        paragraphs("<div>" * 5000 + "كلمة" + "</div>" * 5000)


def test_many_thousand_escapes_of_one_ampersand_are_read_at_once() -> None:
    assert clean_markup("&" + "amp;" * 200_000 + "lt;").text == "<"
