"""The rows of a review: one for each name, one for each quote, and those with which an editor adds what was missed.

Plain fields and radio buttons, so that a row says all it has to without JavaScript. A row that cannot be kept as
filled in says why in its own place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.arabic import Counted, fold
from articles.ingest import KINDS, Candidate, ProposedName, ProposedQuote
from articles.models import Mention, Name

from .forms import ExactText

LATER, REJECT, NEW, OTHER, ACCEPT = "later", "reject", "new", "other", "accept"
SUGGESTED = Mention.State.SUGGESTED.value
_IN_ARTICLES = Counted(
    "لم يؤكَّد في مقال بعد", "في مقال واحد", "في مقالين", "في {n} مقالات", "في {n} مقالًا", "في {n} مقال"
)  # fmt: skip
_TIMES = Counted("لا يرد في النص", "مرة واحدة", "مرتان", "{n} مرات", "{n} مرة", "{n} مرة")
_KINDS = [(kind.value, kind.label) for kind in KINDS]


def known(pk: int) -> str:
    return f"known-{pk}"


class _Row(forms.Form):
    """What is decided about one thing that was found."""

    one: ProposedName | ProposedQuote

    @property
    def decided(self) -> bool:
        return self["choice"].value() != LATER

    @property
    def stands(self) -> str:
        """Where it stood before this review."""
        return str(self.one.state)


class NameRow(_Row):
    one: ProposedName

    kind = forms.ChoiceField(choices=_KINDS, widget=forms.HiddenInput)
    found = ExactText(max_length=300, widget=forms.HiddenInput)
    at = forms.RegexField(r"\A(\d{1,9}-\d{1,9})?\Z", required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(widget=forms.RadioSelect)
    role = forms.CharField(label="صفته كما وردت", max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    other = forms.CharField(label="الاسم المعروف", max_length=400, required=False)
    name = forms.CharField(label="يُكتب", max_length=300, required=False)
    as_kind = forms.ChoiceField(label="النوع", choices=_KINDS)
    qualifier = forms.CharField(label="تمييز", max_length=100, required=False)
    remember = forms.BooleanField(label="تذكّر هذا الإملاء", required=False)

    def __init__(self, one: ProposedName, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        self.candidates = _with_own(one)
        self.whose: Name | None = None
        choices = [(known(each.name.pk), _described(each)) for each in self.candidates]
        choices += [(NEW, "اسم جديد في الأرشيف"), (OTHER, "هو الاسم المعروف…"), (REJECT, "ارفضه"), (LATER, "لاحقًا")]
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        for field, label in (("other", "الاسم المعروف"), ("name", "الاسم كما يُكتب"), ("role", "الصفة")):
            self.fields[field].widget.attrs |= {"dir": "auto", "autocomplete": "off", "aria-label": f"{label}: {one.found}"}
        self.fields["other"].widget.attrs |= {"list": f"{self.prefix}-known"}

    @staticmethod
    def initial_of(one: ProposedName) -> dict[str, Any]:
        stored = one.stored
        choice = LATER
        if stored and stored.state == Mention.State.REJECTED:
            choice = REJECT
        elif stored and stored.state == Mention.State.CONFIRMED and stored.name_id:
            choice = known(stored.name_id)
        return {
            "kind": one.kind,
            "found": one.found,
            "at": f"{one.at[0]}-{one.at[1]}" if one.at else "",
            "choice": choice,
            "role": one.role,
            "name": one.found,
            "as_kind": one.kind,
        }

    @property
    def kind_label(self) -> str:
        return str(dict(Name.Kind.choices).get(self.one.kind, self.one.kind))

    @property
    def folded_name(self) -> str:
        """Of the new name that it makes."""
        return fold(self.cleaned_data["name"] or self.one.found)

    @property
    def times(self) -> str:
        return _TIMES(len(self.one.spans))

    @property
    def near(self) -> list[str]:
        """Choices whose name is spelt in another way: worth remembering this one."""
        return [known(each.name.pk) for each in self.candidates if not each.spelt]

    @property
    def first_choice(self) -> str:
        """What accepting it means, where nothing has to be chosen: it is one known name, or new to the archive."""
        if not self.candidates:
            return NEW
        only = self.candidates[0] if len(self.candidates) == 1 else None
        return known(only.name.pk) if only and only.spelt else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        choice = data.get("choice", "")
        if choice == OTHER:
            self.whose = self._known_as(data.get("other", ""), data.get("as_kind", ""))
        elif choice == NEW and not fold(data.get("name") or data.get("found", "")):
            self.add_error("name", "اكتب اسمًا فيه حروف.")
        elif choice.startswith("known-"):
            self.whose = next(each.name for each in self.candidates if known(each.name.pk) == choice)
        return data

    def _known_as(self, typed: str, kind: str) -> Name | None:
        name, _, qualifier = typed.strip().removesuffix(")").partition(" (")
        names = Name.objects.spelled(name).filter(kind__in=KINDS) if fold(name) else Name.objects.none()
        if qualifier:
            names = names.filter(qualifier=qualifier.strip())
        found = list(names[:20])
        found = [one for one in found if one.kind == kind] or found
        if len(found) == 1:
            return found[0]
        if not fold(name):
            self.add_error("other", "اكتب الاسم كما هو في الأرشيف.")
        elif not found:
            self.add_error("other", f"ليس في الأرشيف اسم يُكتب «{name}». إن كان جديدًا فاختر «اسم جديد في الأرشيف».")
        else:
            told = "، ".join(f"«{one}»" for one in found)
            self.add_error("other", f"يُكتب هكذا أكثر من اسم: {told}. اكتب الاسم مع تمييزه.")
        return None


def _with_own(one: ProposedName) -> list[Candidate]:
    own = one.stored.name if one.stored else None
    if own is None or any(each.name.pk == own.pk for each in one.candidates):
        return list(one.candidates)
    return [Candidate(own, 1 if one.state == Mention.State.CONFIRMED else 0, True), *one.candidates]


def _described(candidate: Candidate) -> SafeString:
    name = candidate.name
    told = name.description if len(name.description) < 90 else f"{name.description[:89]}…"
    about = "، ".join(filter(None, [name.get_kind_display(), told, _IN_ARTICLES(candidate.articles)]))
    return format_html("<bdi>{}</bdi> <small>— {}</small>", str(name), about)


class QuoteRow(_Row):
    one: ProposedQuote

    at = forms.RegexField(r"\A(\d{1,9}-\d{1,9})?\Z", required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        choices=[(ACCEPT, "اقبله"), (REJECT, "ارفضه"), (LATER, "لاحقًا")], widget=forms.RadioSelect
    )  # fmt: skip
    text = ExactText(label="كلمات القول", widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    speaker = forms.ChoiceField(label="القائل", required=False)
    said_by = forms.CharField(label="أو كما وُصف", max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    certain = forms.BooleanField(label="القائل مؤكد", required=False)

    def __init__(self, one: ProposedQuote, names: Iterable[ProposedName], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        self.found_at = one.at
        speakers = [(speaker_value(name), name.found) for name in names if name.kind in _SPEAK]
        self.fields["speaker"].choices = [("", "—"), *speakers]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(one: ProposedQuote, names: Iterable[ProposedName]) -> dict[str, Any]:
        states = {Mention.State.CONFIRMED: ACCEPT, Mention.State.REJECTED: REJECT}
        by_key = {name.key: name for name in names}
        speaker = by_key.get(one.speaker) if one.speaker else None
        return {
            "at": f"{one.at[0]}-{one.at[1]}" if one.at else "",
            "choice": states.get(Mention.State(one.state), LATER) if one.stored else LATER,
            "text": one.text,
            "speaker": speaker_value(speaker) if speaker else "",
            "said_by": one.said_by,
            "certain": one.certain,
        }


_SPEAK = {Name.Kind.PERSON, Name.Kind.ORGANIZATION, Name.Kind.OUTLET, Name.Kind.PLACE}


def speaker_value(name: ProposedName) -> str:
    kind, folded = name.key
    return f"{kind}:{folded}"


class AddedRow(forms.Form):
    """What the machine missed: words of the text, and what they are."""

    kind = forms.ChoiceField(label="ما هو", choices=[("", "—"), *_KINDS, ("quote", "قول")], required=False)
    words = ExactText(label="الكلمات كما في النص", required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    more = forms.CharField(label="صفته، أو قائل القول", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("words", "").strip() and not data.get("kind"):
            raise ValidationError("اختر ما هي هذه الكلمات: شخص أو مكان أو منظمة أو مصدر أو قول.")
        return data


def existing(names: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Which of these (kind, folded, qualifier) the archive has already."""
    wanted = set(names)
    found = Name.objects.filter(Q(folded__in={folded for _, folded, _ in wanted}), merged_into=None)
    return wanted & set(found.values_list("kind", "folded", "qualifier"))
