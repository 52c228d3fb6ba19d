"""What the machine missed and an editor adds by its words: found in the text, or a sentence that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from articles.arabic import fold
from articles.ingest import Proposal, ProposedName, ProposedQuote, candidates_of


def missed_name(proposal: Proposal, shown: Iterable[ProposedName], kind: str, words: str, role: str) -> ProposedName | str:
    folded = fold(words)
    if not folded:
        return "اكتب اسمًا فيه حروف."
    if any(one.key == (kind, folded) for one in shown):
        return "هذا الاسم في القائمة."
    if len(words) > 300:
        return "هذا أطول من أن يكون اسمًا."
    spans = tuple((at.start(), at.end()) for at in _occurrences(words, proposal.text))
    if not spans:
        return "لم ترد هذه الكلمات في النص كما كتبتها."
    base, end = proposal.body
    within = next((span for span in spans if base <= span[0] and span[1] <= end), None)
    at = (within[0] - base, within[1] - base) if within else None
    fitting = candidates_of([(kind, folded)]).get((kind, folded), ())
    return ProposedName(kind, words, role, words, at, spans, tuple(fitting))


def missed_quote(proposal: Proposal, shown: Iterable[ProposedName], words: str, speaker: str) -> ProposedQuote | str:
    """`speaker` is one of the names shown, in any of their forms, or what the text calls whoever says it."""
    start = proposal.body_text.find(words)
    if start < 0:
        return "لم ترد هذه الكلمات في المتن كما كتبتها."
    base, at = proposal.body[0], (start, start + len(words))
    who = next((one for one in shown if speaker and fold(speaker) in (one.key[1], fold(one.text))), None)
    said_by = "" if who else speaker[:300]
    return ProposedQuote(words, at, (at[0] + base, at[1] + base), who.key if who else None, said_by)


def _occurrences(words: str, text: str) -> Iterator[re.Match[str]]:
    """Where the words stand as words: alone, or after what is written together with them."""
    return re.finditer(rf"(?<!\w{{4}}){re.escape(words)}(?!\w)", text)
