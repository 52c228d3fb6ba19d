"""The lexicon: made of the tables, the same as camel-tools reads it, and refused when it is not whole."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from articles.arabic import LexiconDamaged, LexiconMissing
from articles.arabic.letters import normalize, spelling
from articles.arabic.lexicon import FILE_NAME, Lexicon, LexiconSourceError, buckwalter
from articles.arabic.lexicon.build import DATABASE_NAME, build, is_current
from articles.arabic.lexicon.camel import import_morphology, open_database

TEXT = """
قال رئيس الوزراء إن الوفد سيغادر غدا إلى الدوحة لاستئناف المفاوضات غير المباشرة حول صفقة تبادل الأسرى ووقف إطلاق النار
في قطاع غزة وأضاف أن الحكومة لن توقع على أي اتفاق لا يضمن عودة جميع الرهائن وإنهم ينتظرون ردها عليه خلال يومين وأعلنت
وزارة الصحة ارتفاع عدد الشهداء والجرحى فيما حذرت منظمات الإغاثة الدولية من كارثة إنسانية ودعت المجتمع الدولي للضغط
من أجل فتح المعابر وإدخال المساعدات الغذائية والطبية فورا ورأى محللون أن الموقف الأميركي لم يتغير كثيرا منذ الانتخابات
الاخيرة وان الاسواق تراجعت بعدما ارتفعت أسعار النفط والذهب بنسبة كبيره وسيستقبلونهم بمطار القاهره فسألتموهم عن
كتبكم ومدارسكم وبيوتكن ومستشفياتنا وللمسؤولين وبالمسئولين فاستخدموها أوليس أفلا هؤلاء اللذين هذان فيهما إليكم عليهن
شؤونه قضاة مبان مبانيها ليبيا سوريا الأردن مصطفى موسي يحيى ابراهيم احمد أسامة نتنياهو لنتنياهو بوش كلينتون موسكو
يدعو دعا دعوا يبني بنى بنوا رأى يرون قل قالوا نم كونوا ليكتب فليكتبوا لنذهب سنذهب مئة مائة ثلاثمئة آخر أخرى أوائل أول
"""


@pytest.fixture(scope="module")
def built_in(lexicon_data: Path) -> Lexicon:
    return Lexicon(lexicon_data / "lexicon" / FILE_NAME)


@pytest.fixture(scope="module")
def camel(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """camel-tools' own analyzer over the database that our conversion writes."""
    path = tmp_path_factory.mktemp("camel") / DATABASE_NAME
    buckwalter.write_database(path)
    return import_morphology("analyzer").Analyzer(open_database(path))


def words_to_compare(database: Any) -> list[str]:
    """The text above, and every fifteenth stem of the tables, bare and between affixes."""
    spelt = sorted({re.sub("[ً-ْٰ]", "", row[1]["diac"]) for rows in database.stem_hash.values() for row in rows})
    words = TEXT.split()
    for number, stem in enumerate(spelt[::15]):
        before = ("", "ال", "و", "لل", "سي", "وبال")[number % 6]
        after = ("", "ات", "ها", "ة", "ون", "تهم", "ي", "وا")[number % 8]
        words += [stem, before + stem + after]
    return [word for word in words if re.fullmatch("[ء-غف-ي]+", word)]


def test_lookups_agree_with_camel_tools(built_in: Lexicon, camel: Any) -> None:
    words = words_to_compare(camel._db)
    assert len(words) > 4_000
    known = 0
    for word in words:
        found = camel.analyze(word)
        expected = [a for a in found if a.get("source") != "spvar"] or found
        known += bool(expected)
        assert set(built_in.lemmas(word)) == {normalize(a["lex"]) for a in expected}, word
        names = ("prc3", "prc2", "prc1", "prc0", "enc0")
        assert {(a.lemma, a.pos, a.clitics) for a in built_in.analyses(word)} == {
            (a["lex"], a["pos"], tuple(a[name] for name in names if a[name] != "0")) for a in expected
        }, word
    assert known > len(words) / 2


# What Buckwalter's tables do not have and CAMeL's own database has: # for the article's assimilation, an
# alef that is not pronounced, affixes whose letters and key differ in number, stems for unknown words.
SMALL_DATABASE = """###DEFINES###
DEFINE diac diac:*open*
DEFINE lex lex:*open*
DEFINE pos pos:noun pos:verb pos:digit pos:punc pos:latin
DEFINE prc0 prc0:*open*
DEFINE prc1 prc1:*open*
DEFINE enc0 enc0:*open*
###DEFAULTS###
DEFAULT pos:noun prc0:0 prc1:0 enc0:0
###ORDER###
ORDER diac lex pos prc1 prc0 enc0
###TOKENIZATIONS###
###STEMBACKOFF###
STEMBACKOFF NOAN_ALL N
###PREFIXES###
\tPref-0\tdiac:
ال\tAl\tdiac:ال# prc0:Al_det
لل\tLil\tdiac:لِ+ل# prc1:li_prep prc0:Al_det
ل\tLiAl\tdiac:لِ+ل# prc1:li_prep prc0:Al_det
###SUFFIXES###
\tSuff-0\tdiac:
ه\tap\tdiac:َة
ه\thu\tdiac:هُ enc0:3ms_poss
ي\tiy\tdiac:ِيّ+ه enc0:1s_poss
###STEMS###
شمس\tN\tdiac:شَمْس lex:شَمْس_1 pos:noun prc0:0 prc1:0 enc0:0
شمس\tN\tdiac:شَمَّس lex:شَمَّس-u_1 pos:verb prc0:0 prc1:0 enc0:0
ابن\tN\tdiac:ٱبْن lex:ٱبْن_1 pos:noun prc0:0 prc1:0 enc0:0
اب\tN\tdiac:أَب lex:أَب_1 pos:noun prc0:0 prc1:0 enc0:0
لجن\tN\tdiac:جْن lex:لَجْنَة_1 pos:noun prc0:0 prc1:0 enc0:0
NOAN\tN\tdiac:NOAN lex:NOAN pos:noun
###TABLE AB###
Pref-0 N
Al N
Lil N
LiAl N
###TABLE BC###
N Suff-0
N ap
N hu
N iy
###TABLE AC###
Pref-0 Suff-0
Pref-0 ap
Pref-0 hu
Pref-0 iy
Al Suff-0
Al ap
Lil Suff-0
LiAl Suff-0
LiAl ap
"""


def test_a_database_as_camel_writes_it(tmp_path: Path) -> None:
    database = tmp_path / "small.db"
    database.write_text(SMALL_DATABASE, encoding="utf-8")
    analyzer = import_morphology("analyzer").Analyzer(open_database(database))
    lexicon = Lexicon(build(tmp_path / "lexicon", str(database)).path)
    words = "شمس الشمس للشمس شمسه شمسة شمسي شمسيه ابن إبن الابن ابنه اب أب أبه ابي أبيه لجنة للجنة للجنه الجنة نوان"
    for word in words.split():
        found = analyzer.analyze(word)
        expected = [a for a in found if a.get("source") != "spvar"] or found
        assert set(lexicon.lemmas(word)) == {normalize(a["lex"]) for a in expected}, word
        assert {a.clitics for a in lexicon.analyses(word)} == {
            tuple(a[name] for name in ("prc1", "prc0", "enc0") if a[name] != "0") for a in expected
        }, word
    assert lexicon.lemmas("للشمس") == ("شمس",)


def test_exact_spellings_hide_tolerant_ones(built_in: Lexicon, camel: Any) -> None:
    both = [w for w in words_to_compare(camel._db) if len({a.get("source") == "spvar" for a in camel.analyze(w)}) == 2]
    assert len(both) > 100  # so that the comparison above means something


def test_readings_tell_part_of_speech_and_clitics(built_in: Lexicon) -> None:
    readings = built_in.analyses("وللمفاوضات")
    assert {(a.lemma, a.pos) for a in readings} == {("مُفاوَضَة", "noun"), ("مُفاوِض", "noun")}
    for reading in readings:
        assert (reading.prefix, reading.stem, reading.suffix) == ("ولل", "مفاوض", "ات")
        assert reading.clitics == ("wa_conj", "li_prep", "Al_det")
    assert "3mp_poss" in built_in.analyses("كتبهم")[0].clitics + built_in.analyses("كتبهم")[1].clitics
    assert any(a.pos == "noun_prop" for a in built_in.analyses("نتنياهو"))
    assert any(a.clitics == ("sa_fut",) and a.pos == "verb" for a in built_in.analyses("سيكتب"))


@pytest.mark.parametrize("word", ["", "F16", "2025", "كتاب كتاب", "كِتاب", "پپپ", "ا" * 10_000, "\0"])
def test_what_is_no_arabic_word_has_no_reading(built_in: Lexicon, word: str) -> None:
    assert built_in.lemmas(word) == ()
    assert built_in.analyses(word) == []


def test_most_words_of_the_news_are_known(built_in: Lexicon) -> None:
    words = TEXT.split()
    assert sum(1 for word in words if built_in.lemmas(spelling(word))) / len(words) > 0.97


# Building


def test_building_again_changes_nothing(lexicon_data: Path, tmp_path: Path) -> None:
    first = build(tmp_path)
    assert first.built
    assert first.lemmas > 30_000
    assert is_current(tmp_path)
    content = (tmp_path / FILE_NAME).read_bytes()
    assert content == (lexicon_data / "lexicon" / FILE_NAME).read_bytes()  # the same everywhere
    again = build(tmp_path)
    assert (again.built, again.lemmas, again.stems) == (False, first.lemmas, first.stems)


def test_a_database_of_ones_own(built_in: Lexicon, tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    buckwalter.write_database(database)
    result = build(tmp_path / "lexicon", str(database))
    assert result.built
    assert Lexicon(result.path).lemmas("رؤساء") == built_in.lemmas("رؤساء")
    assert not (tmp_path / "lexicon" / DATABASE_NAME).exists()
    assert not build(tmp_path / "lexicon", str(database)).built
    assert not is_current(tmp_path / "lexicon", "builtin")


def test_none_builds_nothing(tmp_path: Path) -> None:
    assert not build(tmp_path / "lexicon", "none").built
    assert not (tmp_path / "lexicon").exists()


@pytest.mark.parametrize("content", ["", "###DEFINES###\n", "hello\n", "###DEFINES###\nDEFINE pos pos:noun\n\0"])
def test_a_bad_database_is_refused_and_the_lexicon_stays(lexicon_data: Path, tmp_path: Path, content: str) -> None:
    shutil.copy(lexicon_data / "lexicon" / FILE_NAME, tmp_path)
    bad = tmp_path / "bad.db"
    bad.write_text(content)
    with pytest.raises(LexiconSourceError, match=r"bad\.db"):
        build(tmp_path, str(bad))
    assert Lexicon(tmp_path / FILE_NAME).lemmas("كتاب")


def test_an_absent_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconSourceError, match=r"no-such\.db"):
        build(tmp_path, str(tmp_path / "no-such.db"))


def test_camel_tools_leaves_nothing_at_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    _run_build(tmp_path / "lexicon", HOME=str(home)).wait()
    assert Lexicon(tmp_path / "lexicon" / FILE_NAME)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("seconds", [0.4, 1.4])
def test_a_killed_build_does_no_harm(lexicon_data: Path, tmp_path: Path, seconds: float) -> None:
    shutil.copy(lexicon_data / "lexicon" / FILE_NAME, tmp_path)
    process = _run_build(tmp_path)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert Lexicon(tmp_path / FILE_NAME).lemmas("كتاب")
    build(tmp_path, force=True)
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME, DATABASE_NAME, ".lock"}


def test_two_builds_at_once(tmp_path: Path) -> None:
    for process in [_run_build(tmp_path), _run_build(tmp_path)]:
        assert process.wait() == 0
    assert Lexicon(tmp_path / FILE_NAME).lemmas("كتاب")
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME, DATABASE_NAME, ".lock"}


def _run_build(folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    code = "import sys, pathlib; from articles.arabic.lexicon.build import build; build(pathlib.Path(sys.argv[1]), force=True)"
    root = Path(buckwalter.__file__).parents[3]
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=root, env=os.environ | environment)


# Opening


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LexiconMissing, match="build_lexicon"):
        Lexicon(tmp_path / FILE_NAME)


@pytest.mark.parametrize("kept", [0, 5, 12, 40, 1_000, -1])
def test_a_file_cut_short_is_refused(lexicon_data: Path, tmp_path: Path, kept: int) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes((lexicon_data / "lexicon" / FILE_NAME).read_bytes()[:kept])
    with pytest.raises(LexiconDamaged, match="build_lexicon --force"):
        Lexicon(path)
    assert not is_current(tmp_path)


@pytest.mark.parametrize("place", [0, 9, 13, 20, 60, 2_000, 500_000, -10])
def test_an_altered_file_is_refused(lexicon_data: Path, tmp_path: Path, place: int) -> None:
    content = bytearray((lexicon_data / "lexicon" / FILE_NAME).read_bytes())
    content[place] ^= 0x55
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(LexiconDamaged):
        Lexicon(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(LexiconDamaged):
        Lexicon(tmp_path / FILE_NAME)


def test_a_reader_keeps_its_lexicon_while_a_new_one_is_built(lexicon_data: Path, tmp_path: Path) -> None:
    shutil.copy(lexicon_data / "lexicon" / FILE_NAME, tmp_path)
    reader = Lexicon(tmp_path / FILE_NAME)
    before = reader.lemmas("رؤساء")
    build(tmp_path, force=True)
    assert reader.lemmas("رؤساء") == before
    assert reader.lemmas("مدارس")


def test_opening_is_quick_and_lean(lexicon_data: Path) -> None:
    began = time.process_time()
    Lexicon(lexicon_data / "lexicon" / FILE_NAME)
    assert time.process_time() - began < 0.5
