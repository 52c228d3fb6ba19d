"""What files in Arabic say of themselves without meaning it."""

from __future__ import annotations

import re

_ARABIC = re.compile("[\u0620-\u064a]")


def stated_language(stated: str, text: str) -> dict[str, str]:
    """The language as a record has it; nothing where the text is Arabic: templates and feeds in Arabic say en more often
    than not."""
    return {"language": stated.partition("-")[0].lower()} if stated and not _ARABIC.search(text) else {}
