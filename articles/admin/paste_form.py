"""The forms of the paste screen: the box, and the article's own fields beside what was read from the text.

Outlets and places are typed by name: a known one is found by any of its spellings, an unknown one is made when the
article is saved; of several that are spelt alike the editor says which.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from articles.arabic import Counted, fold
from articles.ingest import LONGEST_PASTE, NewName, Proposal
from articles.models import Article, Name

from .article_form import TALL
from .forms import ConstrainedForm, ExactText
from .publishing import WRITERS

NAMED = {"source": Name.Kind.OUTLET, "dateline_place": Name.Kind.PLACE, "dateline_agency": Name.Kind.OUTLET}
_MAIN = ("headline", "standfirst", "dateline_text", "dateline_place", "dateline_agency", "byline", "source", "day")
_LETTERS = Counted("", "حرف واحد", "حرفان", "{n} أحرف", "{n} حرفًا", "{n} حرف")
_UNSEEN = Counted("", "حُذف محرف لا يُرى.", "حُذف محرفان لا يُريان.", "حُذفت {n} محارف لا تُرى.", "حُذف {n} محرفًا لا يُرى.", "حُذف {n} محرف لا يُرى.")  # fmt: skip  # noqa: E501
_BIDI = Counted(
    "", "حُذف محرف يقلب اتجاه النص.", "حُذف محرفان يقلبان اتجاه النص.", "حُذفت {n} محارف تقلب اتجاه النص.",
    "حُذف {n} محرفًا يقلب اتجاه النص.", "حُذف {n} محرف يقلب اتجاه النص.",
)  # fmt: skip
_SHAPED = Counted(
    "", "أُعيد شكل عرض واحد إلى حروفه.", "أُعيد شكلا عرض إلى حروفهما.", "أُعيدت {n} أشكال عرض إلى حروفها.",
    "أُعيد {n} شكل عرض إلى حروفه.", "أُعيد {n} شكل عرض إلى حروفه.",
)  # fmt: skip


def told(proposal: Proposal) -> list[str]:
    """What was taken out of the text as it came."""
    cleaned = proposal.cleaned
    if cleaned is None:
        return []
    return [line for line in (_BIDI(cleaned.bidi), _UNSEEN(cleaned.unseen), _SHAPED(cleaned.shaped)) if line]


class PasteForm(forms.Form):
    text = forms.CharField(  # line ends too stay as they came
        strip=False,
        label="النص",
        help_text="العنوان أولًا، ثم المقدّمة وسطر المكان إن وُجدا، ثم المتن.",
        widget=forms.Textarea(attrs={"class": "vLargeTextField article-body", "rows": 18, "dir": "auto", "autofocus": True}),
        error_messages={"required": "الصق نصًا أولًا."},
    )
    source = forms.CharField(label="المصدر", required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    day = forms.DateField(label="تاريخ النشر", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    again = forms.BooleanField(label="أنشئ مقالًا آخر من النص نفسه", required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("الصق نصًا أولًا.")
        if len(text) > LONGEST_PASTE:
            raise forms.ValidationError(
                f"النص {_LETTERS(len(text))}، وأطول ما يُلصق {_LETTERS(LONGEST_PASTE)}. احفظه ملفًا واستورده."
            )
        words = text.split()
        if not fold(text):
            raise forms.ValidationError("ليس في النص كلمات.")
        if len(words) == 1 and words[0].lower().startswith(("http://", "https://", "www.")):
            raise forms.ValidationError("هذا رابط لا نص. افتحه وانسخ نص المقال نفسه.")
        return text


class ArticleFields(ConstrainedForm):
    """The article as it will be saved."""

    source = forms.CharField(label="المصدر", required=False, max_length=300)
    dateline_place = forms.CharField(label="مكان الخبر", required=False, max_length=300)
    dateline_agency = forms.CharField(label="وكالة الخبر", required=False, max_length=300)
    day = forms.DateField(
        label="تاريخ النشر",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    source_url = forms.URLField(label="رابط الأصل", required=False, max_length=2000, assume_scheme="https")

    class Meta:
        model = Article
        fields = (
            *("kicker", "headline", "standfirst", "dateline_text", "byline", "body", "source_url"),
            *("date_certainty", "date_note", "status"),
        )
        field_classes = dict.fromkeys(("kicker", "headline", "standfirst", "dateline_text", "byline", "body"), ExactText)

    def __init__(self, *args: Any, may_publish: bool, may_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_name = may_name
        self.new: dict[str, NewName] = {}
        for name, rows in {**TALL, "body": 16}.items():
            widget = forms.Textarea(attrs={"class": f"vLargeTextField article-{name}", "rows": rows})
            self.fields[name].widget = widget
        for name, field in self.fields.items():
            if name not in ("status", "date_certainty", "day"):
                field.widget.attrs.setdefault("class", "vTextField")
                field.widget.attrs["dir"] = "ltr" if name == "source_url" else "auto"
            if name in NAMED:
                field.widget.attrs |= {"list": f"known-{name}", "autocomplete": "off"}
        statuses = [one for one in Article.Status if may_publish or one in WRITERS]
        self.fields["status"].choices = [(one.value, one.label) for one in statuses if one != "withdrawn"]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(proposal: Proposal, source: str = "", day: str = "") -> dict[str, Any]:
        found_day = _day(day)
        return {
            "headline": proposal.part("headline"),
            "standfirst": proposal.part("standfirst"),
            "dateline_text": proposal.part("dateline"),
            "byline": proposal.part("byline"),
            "body": proposal.body_text,
            "source": source or proposal.source,
            "dateline_place": proposal.place,
            "dateline_agency": proposal.agency,
            "day": found_day,
            "date_certainty": Article.Certainty.DAY if found_day else Article.Certainty.UNKNOWN,
            "status": Article.Status.DRAFT,
        }

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in _MAIN]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in (*_MAIN, "status")]

    @property
    def rest_errors(self) -> bool:
        return any(field.errors for field in self.rest)

    def clean_headline(self) -> str:
        headline: str = self.cleaned_data["headline"]
        if "\n" in headline:
            raise forms.ValidationError("العنوان سطر واحد؛ احذف كسر السطر منه.")
        return headline

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field, kind in NAMED.items():
            self._name(field, kind, data.get(field, ""))
        day, certainty = data.get("day"), data.get("date_certainty")
        if day:
            self.instance.published_at = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
            if certainty == Article.Certainty.UNKNOWN:
                data["date_certainty"] = Article.Certainty.DAY
        elif certainty != Article.Certainty.UNKNOWN and "day" not in self.errors:
            self.add_error("day", "اكتب التاريخ، أو اختر «غير معروف».")
        return data

    def _name(self, field: str, kind: Name.Kind, typed: str) -> None:
        if not typed:
            return
        name, _, qualifier = typed.removesuffix(")").partition(" (")
        found = Name.objects.spelled(name).filter(kind=kind)
        names = list(found.filter(qualifier=qualifier) if qualifier else found)
        if len(names) == 1:
            setattr(self.instance, field, names[0])
        elif not fold(typed):
            self.add_error(field, "اكتب اسمًا فيه حروف.")
        elif names:
            self.add_error(field, f"يُكتب هكذا أكثر من اسم: {'، '.join(f'«{one}»' for one in names)}. اكتب الاسم مع تمييزه.")
        elif not self.may_name:
            self.add_error(field, "هذا الاسم ليس في الأرشيف، وليس لك أن تضيف أسماء.")
        else:
            self.new[field] = NewName(kind, typed)

    def name_new(self) -> None:
        """Makes the names that the archive did not have; within the transaction that saves the article."""
        for field, new in self.new.items():
            name, _ = Name.objects.get_or_create(
                kind=new.kind, folded=fold(new.name), qualifier="", defaults={"name": new.name}
            )  # fmt: skip
            setattr(self.instance, field, name.merged_into or name)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
