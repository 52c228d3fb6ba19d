"""Arabic text -> words: the one analysis that index, query, highlight and names share.

Pure Python; needs neither Django nor a network. Everything other rooms may use is named here.
"""

from .analysis import Terms, analyze, asked_terms, fingerprint, fold, readings, term_strings, terms, text_terms
from .comparison import Paragraphs, Piece, changes, in_one, side_by_side
from .configuration import build_lexicon, configure, lexicon_folder, lexicon_source, lexicon_status, open_lexicon
from .dates import HIJRI_MONTH_NUMBERS, MONTH_NUMBERS, format_date, format_hijri, month_name, weekday_name, written_day
from .function_words import is_function_word
from .keyboard import retyped
from .letters import normalize
from .lexicon import Analysis, LexiconDamaged, LexiconError, LexiconMissing
from .misspellings import one_slip_away, spellings, two_slips_away
from .numerals import to_arabic_digits, to_latin_digits
from .plurals import Counted
from .processes import Processes, processors
from .resemblance import VERSION as SKETCH_VERSION
from .resemblance import Resemblance, Twins, Wording, resemblance
from .sieve import Sieve
from .slugs import slugify
from .stems import without_article
from .tokens import Token, is_word, surfaces, tokenize, words

__all__ = [
    "HIJRI_MONTH_NUMBERS",
    "MONTH_NUMBERS",
    "SKETCH_VERSION",
    "Analysis",
    "Counted",
    "LexiconDamaged",
    "LexiconError",
    "LexiconMissing",
    "Paragraphs",
    "Piece",
    "Processes",
    "Resemblance",
    "Sieve",
    "Terms",
    "Token",
    "Twins",
    "Wording",
    "analyze",
    "asked_terms",
    "build_lexicon",
    "changes",
    "configure",
    "fingerprint",
    "fold",
    "format_date",
    "format_hijri",
    "in_one",
    "is_function_word",
    "is_word",
    "lexicon_folder",
    "lexicon_source",
    "lexicon_status",
    "month_name",
    "normalize",
    "one_slip_away",
    "open_lexicon",
    "processors",
    "readings",
    "resemblance",
    "retyped",
    "side_by_side",
    "slugify",
    "spellings",
    "surfaces",
    "term_strings",
    "terms",
    "text_terms",
    "to_arabic_digits",
    "to_latin_digits",
    "tokenize",
    "two_slips_away",
    "weekday_name",
    "without_article",
    "words",
    "written_day",
]
