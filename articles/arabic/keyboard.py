"""Keyboards: what the same keys would have written, had the other language been chosen.

Promises: `retyped` gives «القاهرة» for hgrhivm and hello for «اثممخ», by the layouts that Arabs have before them:
Windows' "Arabic (101)", which Linux has as `ara`, and Apple's "Arabic" (`ara(mac)`), against the American one. Keys
that write two letters (b is «لا») are read both ways. What the keys of both languages write alike, digits among it,
stays as it is.

Refuses: to say which text was meant. Text in both scripts, or without a letter of either, was not typed in the wrong
one as a whole: it has no other reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice, product

_PLAIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
_PC = (
    "ذ ض ص ث ق ف غ ع ه خ ح ج د ش س ي ب ل ا ت ن م ك ط ئ ء ؤ ر لا ى ة و ز ظ",
    '\u0651 \u064e \u064b \u064f \u064c لإ إ ‘ ÷ × ؛ < > \u0650 \u064d ] [ لأ أ \u0640 ، / : " ~ \u0652 } { لآ آ ’ , . ؟',
)
_MAC = (
    "\u0640 ض ص ث ق ف غ ع ه خ ح ج ة ش س ي ب ل ا ت ن م ك ؛ ظ ط ذ د ز ر و ، . /",
    '~ \u064e \u064b \u0650 \u064d \u064f \u064c \u0652 \u0651 ] [ } { » « ى \u0670 L آ \u0671 K M : " Z X ئ ء أ إ ؤ > < ؟',
)
_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z]")
_LIGATURE = re.compile("[\ufef5-\ufefc]")
MOST_READINGS = 8
"""Of a text with several «لا», each of which is one key or two."""


def _layout(rows: tuple[str, str]) -> dict[str, str]:
    return dict(zip(_PLAIN + _SHIFTED, " ".join(rows).split(), strict=True))


LAYOUTS: tuple[Mapping[str, str], ...] = (_layout(_PC), _layout(_MAC))
"""Key, as an American keyboard writes it -> what it writes in Arabic; the commonest layout first."""
_KEYS = tuple({letters: key for key, letters in layout.items()} for layout in LAYOUTS)


def retyped(text: str) -> list[str]:
    """What the keys of `text` write in the other language, the likeliest first; empty where there is no such reading."""
    arabic, latin = bool(_ARABIC.search(text)), bool(_LATIN.search(text))
    if arabic == latin:
        return []
    if latin:
        # With the capitals locked, the keys were meant plain.
        found = [in_arabic(keys, layout) for layout in LAYOUTS for keys in (text, text.lower())]
    else:
        found = [reading for layout in range(len(LAYOUTS)) for reading in islice(in_latin(text, layout), MOST_READINGS)]
    return [reading for reading in dict.fromkeys(found) if reading != text]


def in_arabic(text: str, layout: Mapping[str, str] = LAYOUTS[0]) -> str:
    """What an Arabic keyboard writes where an American one writes `text`."""
    return "".join(layout.get(key, key) for key in text)


def in_latin(text: str, layout: int = 0) -> Iterator[str]:
    """What an American keyboard writes where the layout of that number writes `text`: all readings of every «لا»."""
    keys = _KEYS[layout]
    written = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    pairs = [pair for pair in keys if len(pair) > 1]
    choices: list[list[str]] = []
    at = 0
    while at < len(written):
        pair = written[at : at + 2]
        single = [keys.get(letter, letter) for letter in pair]
        if pair in pairs:
            choices.append(["".join(single), keys[pair]])
            at += 2
        else:
            choices.append(single[:1])
            at += 1
    return map("".join, product(*choices))
