"""Which words find each other, and which must not: the look of Arabic deceives both ways."""

import pytest

from articles.arabic import terms

SAME = {
    "clitics": [
        "مفاوضات للمفاوضات", "مفاوضات ومفاوضاتهم", "الرئيس للرئيس", "الرئيس ورئيسها", "كتاب بكتابه",
        "حكومة وبالحكومة", "صفقة بالصفقة", "اتفاق فالاتفاق", "المدينة بمدينتهم", "جيش كالجيش", "لجنة للجنة",
        "وزير ووزيرنا",
    ],
    "sound plurals and duals": [
        "مهندس المهندسون", "مهندس مهندسين", "معلمة معلمات", "صحفي الصحفيين", "طائرة طائرات",
        "مستشفى مستشفيات", "سيارة سيارتان", "دولة دولتين",
    ],
    "broken plurals": [
        "كتاب كتب", "رئيس رؤساء", "وزير وزراء", "مدينة مدن", "رجل رجال", "طفل أطفال", "صاروخ صواريخ",
        "أسير أسرى", "رهينة رهائن", "دولة الدول", "مدرسة مدارس", "شهيد شهداء", "نائب نواب", "طريق طرق", "حرب حروب",
    ],
    "verbs": [
        "كتب يكتبون", "قال يقول", "أعلن أعلنت", "اتفق سيتفقان", "زار يزور", "وصل وصلوا", "استقبل يستقبلهم",
        "دعا يدعو", "رأى يرى", "أكد وأكدت", "قتل قتلوا", "بنى يبني",
    ],
    "hamza": [
        "أحمد احمد", "إلى الى", "إسلام اسلام", "مسؤول مسئول", "شؤون شئون", "آثار اثار", "إبراهيم ابراهيم",
        "الإمارات الامارات",
    ],
    "ta marbuta": ["غزة غزه", "حكومة حكومه", "القاهرة القاهره", "مدرسة مدرسه"],
    "alef maqsura": ["على علي", "مصطفى مصطفي", "مستشفى مستشفي", "موسى موسي"],
    "names": [
        "نتنياهو لنتنياهو", "ويتكوف لويتكوف", "حماس وحماس", "ترامب لترامب", "السيسي للسيسي", "بوتين وبوتين",
        "الحوثيين للحوثيين", "أوباما لأوباما", "السعودية والسعودية", "فلسطين بفلسطين",
    ],
    "writing": [
        "مُفَاوَضَات مفاوضات", "محـــمد محمد", "ﻣﺮﺣﺒﺎ مرحبا", "مفا\u200cوضات مفاوضات", "کتاب كتاب",
        "فلسطینی فلسطيني", "ڤيينا فيينا", "٢٠٢٥ 2025", "٢٬٥٠٠ 2500", "CAFÉ cafe",
    ],
}  # fmt: skip

DIFFERENT = [
    "من الأمن", "علم عمل", "كتب كلب", "حرب حزب", "بحر بحث", "قلب كلب", "صيف سيف", "عرب غرب", "جبل جمل",
    "نهر نحر", "وزير زئير", "رئيس رأس", "سلام إسلام", "كرة كرم", "قاتل قبل", "ملك مال", "مصر مصير",
    "عراق عرق", "بنك بنت", "لبن لبنان", "حماس حمام", "أردن أرض", "يمن يمين", "غزة غزو", "إيران طيران",
    "عقد عقل", "نفط نقط", "خليج خلية", "صلاة صلب", "جريدة جراد", "مجلس جلد", "تركيا تركيب", "صحة صحن",
    "سفير سفينة", "بيت بيان", "عمان عمارة", "هدنة هدية", "في فيل", "وفد وفاة", "ولي ولد", "2025 202",
]  # fmt: skip


def share_a_term(first: str, second: str) -> bool:
    one, other = terms(first), terms(second)
    return one.stem == other.stem or bool(set(one.lemmas) & set(other.lemmas))


@pytest.mark.parametrize(("kind", "pair"), [(kind, pair) for kind, pairs in SAME.items() for pair in pairs])
def test_forms_of_one_word_find_each_other(kind: str, pair: str) -> None:
    first, second = pair.split()
    assert share_a_term(first, second), (kind, terms(first), terms(second))


@pytest.mark.parametrize("pair", DIFFERENT)
def test_look_alikes_do_not_find_each_other(pair: str) -> None:
    first, second = pair.split()
    assert not share_a_term(first, second), (terms(first), terms(second))


def test_most_pairs_meet_in_a_lemma() -> None:
    pairs = [pair.split() for kind in SAME.values() for pair in kind]
    joined = [1 for first, second in pairs if set(terms(first).lemmas) & set(terms(second).lemmas)]
    assert len(joined) / len(pairs) >= 0.97
