"""What makes two articles twins, of which kind, and what does not; sketches that find them again."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import Resemblance, Twins, Wording, resemblance
from articles.tests.factories import edited, story

TEXTS = st.lists(st.sampled_from(["قال", "وزير", "إن", "الوفد", "وصل", "اليوم", "٣", "3", "غدا"]), max_size=60).map(" ".join)
WEATHER = (
    "ينتظر خبراء الرصد الجوي في بلاد الواحة نهارا مشمسا على {} مع غيوم متفرقة بعد الظهر وتصل الحرارة في العاصمة إلى {} درجة "
    "وفي مدينة النخيل إلى {} وفي الميناء القديم إلى {} وعلى قمم الجبال إلى {} وتهب رياح خفيفة من جهة البحر سرعتها {} ميلا "
    "وينصح الخبراء الصيادين بالعودة قبل الغروب والمزارعين بري حقولهم في الصباح الباكر"
)
TAIL = "\nاقرأ أيضا: أهم ما نشرته الصحيفة هذا الأسبوع. تابعوا آخر الأخبار على موقعنا وعلى صفحاتنا في شبكات التواصل."


def twins(one: str, other: str, headlines: tuple[str, str] = ("خبر", "خبر"), days: int | None = 0) -> Resemblance | None:
    first, second = Wording(headlines[0], one), Wording(headlines[1], other)
    found = resemblance(first, second, days)
    assert resemblance(second, first, days) == found
    return found


@given(TEXTS, TEXTS)
def test_likeness_does_not_depend_on_which_comes_first(one: str, other: str) -> None:
    found = twins(one, other)
    assert found is None or 0 < found.likeness <= 1


@given(TEXTS.filter(bool))
def test_a_text_is_its_own_twin(text: str) -> None:
    assert twins(text, text) == (1.0, Twins.SAME)


@given(st.integers(0, 10_000), st.integers(10, 300))
def test_texts_of_other_words_stay_apart(seed: int, words: int) -> None:
    assert twins(story(words, seed), story(words, seed + 1)) is None


@given(st.integers(0, 10_000), st.integers(75, 300), st.floats(0.01, 0.1))
def test_one_word_in_ten_may_be_another(seed: int, words: int, share: float) -> None:
    text = story(words, seed)
    found = twins(text, edited(text, share, seed))
    assert found is not None
    assert found.twins in {Twins.CORRECTED, Twins.REWORDED}
    assert found.likeness < 1


def test_one_word_in_five_seldom_hides_a_twin() -> None:
    found = [twins(story(200, seed), edited(story(200, seed), 0.2, seed)) for seed in range(200)]
    assert sum(one is not None for one in found) >= 198


def test_only_folded_words_count() -> None:
    written = "أكَّدت الهيئة، في «بيان» لها: إنّ 15 شخصًا أُصيبوا إلى الآن."
    assert twins(written, "اكدت الهيئه في بيان لها ان ١٥ شخصا اصيبوا الي الان") == (1.0, Twins.SAME)


def test_the_same_text_under_another_headline() -> None:
    assert twins(story(), story(), ("وصول الوفد", "الوفد في القاهرة")) == (1.0, Twins.HEADLINE)


def test_what_differs_is_never_rounded_away() -> None:
    text = story(3000)
    found = twins(text, text + " كلمة")
    assert found == (0.99, Twins.CORRECTED)


def test_paragraphs_may_change_places() -> None:
    lines = story(240).split("\n")
    moved = "\n".join(lines[3:] + lines[:3])
    found = twins(story(240), moved)
    assert found is not None
    assert found.likeness >= 0.95


def test_a_wire_within_a_longer_story_is_a_part_of_it() -> None:
    wire = story(60, seed=1)
    assert twins(wire, f"{story(200, 2)}\n{wire}\n{story(200, 3)}") == (1.0, Twins.PART)
    assert twins(story(40, 1), f"{story(200, 2)}\n{story(40, 1)}") is None, "a few lines are no article"


def test_reports_by_one_pattern_with_other_numbers_are_no_twins() -> None:
    monday = WEATHER.format("الشمال", 41, 36, 44, 28, 25)
    assert twins(monday, WEATHER.format("الشمال والغرب", 43, 35, 46, 27, 30)) is None
    corrected = twins(monday, WEATHER.format("الشمال", 41, 36, 45, 28, 25))
    assert corrected is not None, "one number corrected is the same report"


def test_a_likeness_that_formulas_reach_needs_the_same_days() -> None:
    text = story(200)
    lines = text.split("\n")
    half = "\n".join(lines[:4] + story(70, seed=9).split("\n"))
    found = twins(text, half, days=1)
    assert found is not None
    assert 0.6 <= found.likeness < 0.7
    assert twins(text, half, days=-1) == found
    assert twins(text, half, days=None) == found
    assert twins(text, half, days=2) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "سجّل مستشفى الواحة صباح الأحد إصابة واحدة بالحصبة لطفل من حي النخيل وقال إن حاله مستقرة ولا وفيات هذا الأسبوع",
            "لم يسجل مستشفى الواحة صباح الاثنين أي إصابة بالحصبة وقال إن حال الطفل مستقرة ولا وفيات هذا الأسبوع",
        ),
        ("شاهدوا الصور كلها على صفحتنا: سوق العيد في القرية", "شاهدوا الصور كلها على صفحتنا: سوق العيد في المدينة"),
        ("", ""),
        ("!", "؟"),
    ],
)
def test_a_few_words_say_too_little(one: str, other: str) -> None:
    assert twins(one, other) is None


def test_a_caption_is_the_same_only_under_the_same_headline() -> None:
    assert twins("بالصور", "بالصور", ("حفل", "مهرجان")) is None
    assert twins("بالصور", "بالصور", ("حفل", "حفل")) == (1.0, Twins.SAME)


@pytest.mark.parametrize("words", [35, 60, 200])
def test_what_an_outlet_adds_to_every_article_makes_no_twins(words: int) -> None:
    assert twins(story(words, 1) + TAIL, story(words, 2) + TAIL) is None
    same = twins(story(words, 1) + TAIL, story(words, 1))
    assert words < 60 or same is not None, "nor does it hide them"


def test_one_word_again_and_again_is_not_another_number_of_it() -> None:
    assert twins("كلمة " * 10, "كلمة " * 1000) is None
    assert twins("كلمة " * 1000, "كلمة " * 1000) == (1.0, Twins.SAME)
    assert len(Wording("", "كلمة " * 1000).sketch()) == 1


# --- sketches -------------------------------------------------------------------------------------


def test_a_sketch_is_the_same_everywhere() -> None:
    assert Wording("", "وصل الوفد إلى القاهرة صباح اليوم").sketch() == [
        1218984204639964393,
        2669855671954319201,
        2890116999804730729,
        8158046588719053837,
    ]


@given(st.text(max_size=200))
def test_a_sketch_can_be_stored(text: str) -> None:
    found = Wording("", text).sketch()
    assert found == sorted(set(found))
    assert all(0 <= number < 2**63 for number in found)
    assert len(found) <= 16


@pytest.mark.parametrize(("words", "size"), [(0, 0), (1, 1), (2, 1), (10, 8), (100, 16), (800, 49), (20_000, 96)])
def test_how_many_numbers_a_sketch_has(words: int, size: int) -> None:
    assert len(Wording("", story(words) if words else "").sketch()) == size


def test_sketches_of_twins_share_numbers() -> None:
    shared = []
    for seed in range(200):
        text = story(200, seed)
        first, second = (set(Wording("", one).sketch()) for one in (text, edited(text, 0.2, seed)))
        shared.append(len(first & second))
        assert not first & set(Wording("", story(200, seed + 1000)).sketch())
    assert sum(count >= 2 for count in shared) >= 195


def test_a_very_long_text_costs_as_much_as_its_beginning() -> None:
    long = " ".join(random.Random(1).choices(story(5000).split(), k=200_000))
    start = time.process_time()
    wording = Wording("", long)
    wording.sketch()
    assert resemblance(wording, Wording("", long + " آخر")) == (0.99, Twins.CORRECTED)
    assert time.process_time() - start < 5
