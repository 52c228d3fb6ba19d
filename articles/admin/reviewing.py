"""One review: the rows of a proposal with what an editor chose in them, until they can be decided upon.

It is read from a proposal, or from a proposal and what was posted; it can be shown again at any time with everything
as the editor left it. What is beyond `MOST_NAMES` and `MOST_QUOTES` waits: it is kept as suggested.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cached_property
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.safestring import SafeString

from articles.arabic import Counted, fold
from articles.ingest import KINDS, NameDecision, NewName, Proposal, ProposedName, ProposedQuote, QuoteDecision, candidates_of
from articles.models import Mention

from .marked_text import LABELS, Mark, marked
from .missed import missed_name, missed_quote
from .review_rows import ACCEPT, LATER, NEW, REJECT, SUGGESTED, AddedRow, NameRow, QuoteRow, existing, speaker_value

MOST_NAMES, MOST_QUOTES, ADDED = 250, 100, 2
"""Rows on one page: with their fields they stay below what one form may post (DATA_UPLOAD_MAX_NUMBER_FIELDS)."""
State = Mention.State
Span = tuple[int, int]
T = TypeVar("T", ProposedName, ProposedQuote)
Carry = Callable[[Span], Span | None]

_MORE = Counted(
    "", "وبعدها بند يُعرض بعد الحفظ.", "وبعدها بندان يُعرضان بعد الحفظ.", "وبعدها {n} بنود تُعرض بعد الحفظ.",
    "وبعدها {n} بندًا تُعرض بعد الحفظ.", "وبعدها {n} بند تُعرض بعد الحفظ.",
)  # fmt: skip
LEFT = Counted(
    "لا شيء ينتظر قرارك.", "بقي بند ينتظر قرارك.", "بقي بندان ينتظران قرارك.", "بقيت {n} بنود تنتظر قرارك.",
    "بقي {n} بندًا تنتظر قرارك.", "بقي {n} بند تنتظر قرارك.",
)  # fmt: skip


class Review:
    def __init__(self, proposal: Proposal, data: QueryDict | None = None, *, may_name: bool = True) -> None:
        self.proposal, self.may_name = proposal, may_name
        self.refused = False
        """Whether it was held against the rules, and something in it cannot be kept as filled in."""
        self._data = data.copy() if data is not None else None
        self._found = self._posted_names() if data is not None else list(self._first(proposal.names, MOST_NAMES))
        self._said = self._posted_quotes() if data is not None else list(self._first(proposal.quotes, MOST_QUOTES))
        self._unclear: list[str] = []
        if self._data is not None:
            self._take_added()

    @staticmethod
    def _first(found: tuple[T, ...], most: int) -> list[T]:
        """Those that wait for a decision before those that have one."""
        return sorted(found, key=lambda one: one.state != State.SUGGESTED)[:most]

    # --- rows -----------------------------------------------------------------------------------

    @cached_property
    def names(self) -> list[NameRow]:
        return [
            NameRow(
                one, self._data, prefix=f"name-{number}", initial=None if self._data is not None else NameRow.initial_of(one)
            )
            for number, one in enumerate(self._found)
        ]

    @cached_property
    def quotes(self) -> list[QuoteRow]:
        found, data = self._found, self._data
        rows = enumerate(self._said)
        if data is not None:
            return [QuoteRow(one, found, data, prefix=f"quote-{at}") for at, one in rows]
        return [QuoteRow(one, found, prefix=f"quote-{at}", initial=QuoteRow.initial_of(one, found)) for at, one in rows]

    @property
    def waiting_names(self) -> list[NameRow]:
        return [row for row in self.names if row.stands == SUGGESTED]

    @property
    def settled_names(self) -> list[NameRow]:
        return [row for row in self.names if row.stands != SUGGESTED]

    @property
    def waiting_quotes(self) -> list[QuoteRow]:
        return [row for row in self.quotes if row.stands == SUGGESTED]

    @property
    def settled_quotes(self) -> list[QuoteRow]:
        return [row for row in self.quotes if row.stands != SUGGESTED]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Where something cannot be kept as filled in: id and what it is called."""
        if not self.refused:
            return []
        rows = [(str(row.prefix), row.one.found) for row in self.names if row.errors]
        return rows + [(str(row.prefix), f"«{row.one.text[:40]}»") for row in self.quotes if row.errors]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The kinds of mark that stand in the text."""
        kinds = {*self.proposal.parts, *(row.one.kind for row in self.names), *(["quote"] if self.quotes else [])}
        return [(kind, label) for kind, label in LABELS.items() if kind in kinds]

    @cached_property
    def added(self) -> list[AddedRow]:
        if self._data is None:
            return [AddedRow(prefix=f"added-{number}") for number in range(ADDED)]
        return [AddedRow(self._data, prefix=f"added-{number}") for number in range(self._count("added", 20) or ADDED)]

    @property
    def blank(self) -> AddedRow:
        """For the page's script, which makes more of them."""
        return AddedRow(prefix="added-NUMBER")

    @property
    def left(self) -> int:
        return sum(not row.decided for row in (*self.names, *self.quotes))

    @property
    def left_told(self) -> str:
        return LEFT(self.left)

    @property
    def left_forms(self) -> str:
        """The same in all its forms, for the page's script."""
        return json.dumps(asdict(LEFT), ensure_ascii=False)

    @property
    def more_told(self) -> str:
        return _MORE(
            max(0, len(self.proposal.names) - MOST_NAMES) + max(0, len(self.proposal.quotes) - MOST_QUOTES)
        )  # fmt: skip

    def text(self) -> SafeString:
        marks = [Mark(*part.span, kind, f"part-{kind}") for kind, part in self.proposal.parts.items()]
        for row in self.names:
            if row.one.state != State.REJECTED:
                marks += [Mark(*span, row.one.kind, str(row.prefix)) for span in row.one.spans]
        for quote in self.quotes:
            if quote.one.span and quote.one.state != State.REJECTED:
                marks.append(Mark(*quote.one.span, "quote", str(quote.prefix)))
        return marked(self.proposal.text, marks)

    # --- what was posted ------------------------------------------------------------------------

    def _count(self, what: str, most: int) -> int:
        assert self._data is not None
        given = self._data.get(f"{what}-count", "")
        return min(int(given), most) if given.isascii() and given.isdigit() and len(given) < 6 else 0

    def _posted_names(self) -> list[ProposedName]:
        """The rows as they were shown; each is the proposal's of the same name or place, where that is still there."""
        assert self._data is not None
        by_key = {one.key: one for one in self.proposal.names}
        by_place = {one.at: one for one in self.proposal.names if one.at}
        found: list[ProposedName] = []
        for number in range(self._count("name", MOST_NAMES + 40)):
            kind, name = self._data.get(f"name-{number}-kind", ""), self._data.get(f"name-{number}-found", "")
            kind = kind if kind in KINDS else ""
            at = _span(self._data.get(f"name-{number}-at", ""))
            match = by_key.get((kind, fold(name))) or (by_place.get(at) if at else None)
            found.append(match or self._told(kind, name[:300], at))
        alone = [one.key for one in found if one.key not in by_key and one.kind]
        fitting = candidates_of(alone)
        return [one if one.key in by_key else replace(one, candidates=tuple(fitting.get(one.key, ()))) for one in found]

    def _told(self, kind: str, name: str, at: Span | None) -> ProposedName:
        body, base = self.proposal.body_text, self.proposal.body[0]
        if at is None or not (0 <= at[0] < at[1] <= len(body)):
            start = body.find(name) if name else -1
            at = (start, start + len(name)) if start >= 0 else None
        text = body[slice(*at)] if at else name
        return ProposedName(kind, name, text=text[:300], at=at, spans=((at[0] + base, at[1] + base),) if at else ())

    def _posted_quotes(self) -> list[ProposedQuote]:
        assert self._data is not None
        by_place = {one.at: one for one in self.proposal.quotes if one.at}
        by_text = {one.text: one for one in self.proposal.quotes}
        found = []
        body, base = self.proposal.body_text, self.proposal.body[0]
        for number in range(self._count("quote", MOST_QUOTES + 40)):
            at = _span(self._data.get(f"quote-{number}-at", ""))
            text = self._data.get(f"quote-{number}-text", "").replace("\r\n", "\n")
            match = by_place.get(at) if at else by_text.get(text)
            if match is None and at and at[1] <= len(body):
                match = ProposedQuote(body[slice(*at)], at, (at[0] + base, at[1] + base))
            found.append(match or ProposedQuote(text, None, None))
        return found

    # --- what was missed ------------------------------------------------------------------------

    def _take_added(self) -> None:
        """Turns rows that add something into rows of the list, accepted where nothing is left to choose."""
        assert self._data is not None
        for row in self.added:
            words = (row.data.get(f"{row.prefix}-words") or "").replace("\r\n", "\n").strip()
            if not words or not row.is_valid():
                continue
            kind, more = row.cleaned_data["kind"], row.cleaned_data["more"]
            problem = self._add_quote(words, more) if kind == "quote" else self._add_name(kind, words, more)
            if problem:
                row.add_error("words", problem)
            else:
                for field in ("kind", "words", "more"):
                    self._data[f"{row.prefix}-{field}"] = ""
        kept = [row for row in self.added if row.errors]
        self.__dict__["added"] = kept + [AddedRow(prefix=f"added-{len(self.added) + number}") for number in range(ADDED)]

    def _add_name(self, kind: str, words: str, role: str) -> str:
        one = missed_name(self.proposal, self._found, kind, words, role)
        if isinstance(one, str):
            return one
        row = NameRow(one, prefix=f"name-{len(self._found)}")
        self._found.append(one)
        self._put("name", len(self._found), {**NameRow.initial_of(one), "choice": row.first_choice or LATER})
        if not row.first_choice:
            self._unclear.append(str(row.prefix))
        return ""

    def _add_quote(self, words: str, speaker: str) -> str:
        one = missed_quote(self.proposal, self._found, words, speaker)
        if isinstance(one, str):
            return one
        self._said.append(one)
        self._put("quote", len(self._said), {**QuoteRow.initial_of(one, self._found), "choice": ACCEPT})
        return ""

    def _put(self, what: str, count: int, values: Mapping[str, Any]) -> None:
        """The last of so many rows, as its form would post it."""
        assert self._data is not None
        for field, value in values.items():
            self._data[f"{what}-{count - 1}-{field}"] = value if not isinstance(value, bool) else "on" if value else ""
        self._data[f"{what}-count"] = str(count)

    # --- all that is left -----------------------------------------------------------------------

    def fill(self, choice: str) -> int:
        """Accepts or rejects what is undecided; how many stay so because more than one name may be meant."""
        assert self._data is not None
        stay = 0
        for row in self.names:
            if row.decided:
                continue
            answer = REJECT if choice == REJECT else row.first_choice
            stay += not answer
            self._data[f"{row.prefix}-choice"] = answer or LATER
        self.__dict__.pop("names")
        accepted = {speaker_value(row.one) for row in self.names if _accepts(row)}
        for quote in self.quotes:
            if quote.decided:
                continue
            speaker = self._data.get(f"{quote.prefix}-speaker", "")
            may = choice == REJECT or not speaker or speaker in accepted
            stay += not may
            self._data[f"{quote.prefix}-choice"] = (REJECT if choice == REJECT else ACCEPT) if may else LATER
        self.__dict__.pop("quotes")
        return stay

    # --- holding it against the rules -----------------------------------------------------------

    def is_valid(self) -> bool:
        self.refused = not self._is_valid()
        return not self.refused

    def _is_valid(self) -> bool:
        rows = [row.is_valid() for row in (*self.names, *self.quotes)]
        added = [not row.errors for row in self.added]
        for row in self.names:
            if row.prefix in self._unclear:
                row.add_error("choice", "اختر من المقصود: قد يكون أكثر من اسم.")
                rows.append(False)
        return all(rows) and all(added) and self._names_are_new() and self._speakers_are_accepted() and self._words_stand()

    def _names_are_new(self) -> bool:
        new = {str(row.prefix): key for row in self.names if (key := _new_key(row))}
        if new and not self.may_name:
            for row in self.names:
                if str(row.prefix) in new:
                    row.add_error("choice", "ليس لك أن تضيف أسماء إلى الأرشيف: اختر اسمًا معروفًا، أو اتركه لمن يضيف.")
            return False
        taken = existing(new.values()) if new else set()
        for row in self.names:
            if new.get(str(row.prefix)) in taken:
                row.add_error("name", "في الأرشيف اسم يُكتب هكذا: اختره من القائمة، أو أضف تمييزًا إن كان لغيره.")
        return not taken

    def _speakers_are_accepted(self) -> bool:
        accepted = {speaker_value(row.one) for row in self.names if _accepts(row)}
        said = [row for row in self.quotes if row.cleaned_data["choice"] == ACCEPT and row.cleaned_data["speaker"]]
        wrong = [row for row in said if row.cleaned_data["speaker"] not in accepted]
        for row in wrong:
            row.add_error("speaker", "لم تقبل اسم القائل: اقبله في قائمة الأسماء، أو اختر غيره، أو اكتب القائل كما وُصف.")
        return not wrong

    def _words_stand(self) -> bool:
        body, good = self.proposal.body_text, True
        for row in self.quotes:
            words = row.cleaned_data["text"]
            if words == row.one.text:
                continue
            near = max(0, row.one.at[0] - len(words)) if row.one.at else 0
            start = body.find(words, near)
            start = body.find(words) if start < 0 else start
            if start < 0:
                row.add_error("text", "ليست هذه الكلمات في المتن كما كتبتها.")
                good = False
            else:
                row.found_at = start, start + len(words)
        return good

    # --- what was decided -----------------------------------------------------------------------

    def name_decisions(self, carry: Carry = lambda span: span) -> list[NameDecision]:
        """Of every name of the proposal, those beyond the page too; `carry` brings places to the body that is saved."""
        shown = {one.key for one in self._found} | {one.at for one in self._found if one.at}
        others = [one for one in self.proposal.names if one.key not in shown and one.at not in shown and one.stored is None]
        return [_decision(row, carry) for row in self.names] + [
            NameDecision(one.kind, one.found, State.SUGGESTED, one.text, carry(one.at) if one.at else None, one.role)
            for one in others
        ]

    def quote_decisions(self, carry: Carry = lambda span: span) -> list[QuoteDecision]:
        states = {ACCEPT: State.CONFIRMED, REJECT: State.REJECTED, LATER: State.SUGGESTED}
        keys = {speaker_value(one): one.key for one in self._found}
        found = []
        for row in self.quotes:
            data, at = row.cleaned_data, row.found_at
            found.append(
                QuoteDecision(
                    text=data["text"],
                    at=carry(at) if at else None,
                    state=states[data["choice"]],
                    speaker=keys.get(data["speaker"]),
                    said_by=data["said_by"],
                    certain=data["certain"],
                    stored=row.one.stored.pk if row.one.stored else None,
                )
            )
        shown = {one.at for one in self._said}
        return found + [
            QuoteDecision(one.text, carry(one.at), State.SUGGESTED, one.speaker, one.said_by, one.certain)
            for one in self.proposal.quotes
            if one.at and one.at not in shown and one.stored is None
        ]


def _accepts(row: NameRow) -> bool:
    return row["choice"].value() not in (LATER, REJECT)


def _new_key(row: NameRow) -> tuple[str, str, str] | None:
    data = row.cleaned_data
    if data.get("choice") != NEW:
        return None
    return data["as_kind"], row.folded_name, data["qualifier"]


def _decision(row: NameRow, carry: Carry) -> NameDecision:
    data, one = row.cleaned_data, row.one
    choice = data["choice"]
    state = {REJECT: State.REJECTED, LATER: State.SUGGESTED}.get(choice, State.CONFIRMED)
    name = NewName(data["as_kind"], data["name"] or one.found, data["qualifier"]) if choice == NEW else row.whose
    return NameDecision(
        kind=one.kind,
        found=one.found,
        state=state,
        text=one.text,
        at=carry(one.at) if one.at else None,
        role=data["role"],
        name=name if state == State.CONFIRMED else None,
        remember=data["remember"],
        stored=one.stored.pk if one.stored else None,
    )


def _span(text: str) -> Span | None:
    first, _, last = text.partition("-")
    if first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(first) < 10 and len(last) < 10:
        return (int(first), int(last)) if int(first) < int(last) else None
    return None
