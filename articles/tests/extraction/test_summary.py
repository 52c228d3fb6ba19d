"""Each name once: what a summary joins, and where it says that names stand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction import KnownName, KnownNames, extract, summarize

_SENTENCES = st.lists(
    st.sampled_from(
        [
            "قال وزير الخارجية رياض ياسين إن «الحوار مستمر».",
            "وأضاف ياسين: «لن نتراجع».",
            "من جهته رحّب الأمين العام للأمم المتحدة بالاتفاق.",
            "وصل نتنياهو إلى القاهرة أمس.",
            "والتقى بنيامين نتنياهو الرئيس في القدس المحتلة.",
            "نقلت صحيفة الشرق الأوسط عن مصدر مطلع: «لا جديد».",
            "لم يحدث شيء يذكر.",
        ]
    ),
    max_size=12,
)


@given(_SENTENCES, st.sampled_from(["", "نتنياهو في القاهرة\n"]))
@settings(max_examples=60)
def test_every_mention_is_counted_and_every_place_holds_the_words(sentences: list[str], before: str) -> None:
    body = "\n".join(sentences)
    found = extract(before + body)
    summary = summarize(found, base=len(before))
    mentions = [*found.people, *found.organizations, *found.places, *found.cited_sources]
    assert sum(name.count for name in summary.names) == len(mentions)
    assert len({(name.kind, name.folded) for name in summary.names}) == len(summary.names)
    for name in summary.names:
        if name.start is not None and name.end is not None:
            assert body[name.start : name.end] == name.text
        else:
            assert name.text in before
    for quote in summary.quotes:
        assert body[quote.start : quote.end] == quote.text
        assert quote.speaker is None or not quote.said_by


def test_two_spellings_of_a_known_name_are_one() -> None:
    known = KnownNames([KnownName("person", "بنيامين نتنياهو", ("نتانياهو",), key=7)])
    summary = summarize(extract("وصل نتانياهو إلى القاهرة.\nوالتقى بنيامين نتنياهو الرئيس المصري هناك.", known))
    people = [name for name in summary.names if name.kind == "person"]
    assert [(name.name, name.key, name.count) for name in people] == [("بنيامين نتنياهو", 7, 2)]
    assert people[0].text == "بنيامين نتنياهو"


def test_a_speaker_without_a_name_is_told_as_the_text_calls_him() -> None:
    summary = summarize(extract("قال مصدر عسكري: «القوات تتقدم باتجاه القصر»."))
    assert [(quote.speaker, quote.said_by) for quote in summary.quotes] == [(None, "مصدر عسكري")]
