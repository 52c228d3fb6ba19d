"""Numerals: the same number in Latin (0-9) and in Arabic-Indic digits (٠-٩).

Promises: only digits change, one character for one, so offsets stay. Persian digits (۰-۹) are read too.
Refuses: the signs between digits (٪ ٫ ٬), which stay as the author wrote them.
"""

_LATIN = "0123456789"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_TO_LATIN = str.maketrans(_ARABIC + _PERSIAN, _LATIN + _LATIN)
_TO_ARABIC = str.maketrans(_LATIN + _PERSIAN, _ARABIC + _ARABIC)


def to_latin_digits(text: str) -> str:
    """`text` with digits 0-9: «٢٠٢٥» as «2025»."""
    return text.translate(_TO_LATIN)


def to_arabic_digits(text: str) -> str:
    """`text` with digits ٠-٩: «2025» as «٢٠٢٥»."""
    return text.translate(_TO_ARABIC)
