"""Forms of an import: what is sent, how it is to be read, and a failed row to be mended.

What is sent is counted while it arrives: beyond the limit nothing more is kept, and the form says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from articles import ingest
from articles.models import Article, Name

from .forms import ExactText
from .publishing import PUBLISH

MEGABYTES = ingest.LARGEST_UPLOAD // 1024 // 1024
_SUGGESTED = 300
"""Outlets offered while the default source is typed."""

FORMATS: Mapping[str, str] = {
    "jsonl": "JSON Lines", "json": "JSON", "csv": "CSV (جدول نصي)", "xlsx": "Excel (xlsx)", "wxr": "تصدير ووردبريس (WXR)",
    "feed": "خلاصة (RSS أو Atom)", "ninjs": "IPTC ninjs", "docx": "مستند Word (docx)", "html": "صفحة محفوظة (HTML)",
    "text": "نص",
}  # fmt: skip
KEYS: Mapping[str, str] = {
    "headline": "العنوان", "body": "المتن", "kicker": "العنوان التمهيدي", "standfirst": "المقدّمة", "source": "المصدر",
    "source_url": "رابط الأصل", "external_id": "رقمه عند المصدر", "byline": "الكاتب", "published_at": "تاريخ النشر",
    "dateline": "سطر المكان كما طُبع", "dateline_place": "مكان سطر المكان", "dateline_agency": "وكالة سطر المكان",
    "date_certainty": "دقة التاريخ", "date_note": "كيف عُرف التاريخ", "language": "اللغة", "status": "الحالة",
    "topics": "الموضوعات", "people": "الأشخاص", "places": "الأماكن", "organizations": "المنظمات",
    "cited_sources": "مصادر ينقل عنها",
}  # fmt: skip


class Bounded(TemporaryFileUploadHandler):
    """Lets files through up to the limit of an upload, all of them together."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.exceeded = False
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.exceeded:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > ingest.LARGEST_UPLOAD:
            self.exceeded = True
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class _Files(forms.FileField):
    widget = _ManyFiles(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        return [super(_Files, self).clean(one, initial) for one in data or ()]


class UploadForm(forms.Form):
    exceeded = False
    """Set by the page where more was sent than is taken."""

    files = _Files(
        label="ملفات",
        required=False,
        help_text=(
            f"ملف أو أكثر، حتى {MEGABYTES} ميغابايت معًا: JSON Lines أو JSON أو CSV أو Excel (xlsx) أو تصدير ووردبريس أو خلاصة "
            "أو ninjs أو Word (docx) أو صفحات محفوظة أو نصوص، أو أرشيف zip منها فيه 500 ملف على الأكثر. "
            "يُعرف نوع الملف من محتواه."
        ),
    )
    address = forms.URLField(
        label="أو عنوان خلاصة",
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField", "dir": "ltr"}),
        help_text="تُجلب مرة واحدة الآن. لمتابعتها دائمًا أضفها إلى الخلاصات المتابَعة.",
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.exceeded:
            raise ValidationError(
                f"ما أرسلته أكبر من {MEGABYTES} ميغابايت ولم يُحفظ منه شيء. قسّمه، "
                "أو اطلب ممن يدير الخادم أن يستورده بالأمر import_articles."
            )
        if "files" in found and "address" in found and bool(found["files"]) == bool(found["address"]):
            raise ValidationError("أرسل ملفات أو اكتب عنوان خلاصة: واحدًا منهما.")
        return found


def _status_choices(user: Any) -> list[tuple[str, str]]:
    statuses = [Article.Status.DRAFT, *([Article.Status.PUBLISHED] if user.has_perm(PUBLISH) else [])]
    return [(status.value, status.label) for status in statuses]


class ChoicesForm(forms.Form):
    """How the files are to be read. Columns have a field each, numbered as they stand."""

    format = forms.ChoiceField(label="التنسيق", choices=[("auto", "يُعرف من المحتوى"), *FORMATS.items()])
    encoding = forms.ChoiceField(label="الترميز", required=False, choices=[("", "يُعرف من المحتوى"), *ingest.ENCODINGS.items()])
    source = forms.CharField(
        label="المصدر حيث لا يُذكر",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto", "list": "known-outlets", "autocomplete": "off"}),
    )
    status = forms.ChoiceField(label="الحالة حيث لا تُذكر")
    read_as = forms.CharField(required=False, widget=forms.HiddenInput)
    """The format and encoding that the columns on the page were read with."""

    def __init__(self, options: Mapping[str, Any], columns: Sequence[ingest.Column], user: Any, data: Any = None) -> None:
        read_as = f"{options['format']} {options['encoding']}"
        chosen = {key: options[key] for key in ("format", "encoding", "source", "status")}
        super().__init__(data, initial={**chosen, "read_as": read_as})
        self.fields["status"].choices = _status_choices(user)  # type: ignore[attr-defined]
        if options.get("address"):  # a feed, in the encoding that it is found to have
            del self.fields["format"], self.fields["encoding"]
        self._columns, self._read_as = columns, read_as
        for number, column in enumerate(columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column.name, required=False, choices=[("", "— لا يؤخذ —"), *KEYS.items()], initial=column.key
            )

    def mapped(self) -> list[tuple[Any, list[str]]]:
        """(the select of a column, what stands in it)"""
        return [(self[f"column-{number}"], column.samples) for number, column in enumerate(self._columns)]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        taken: dict[str, str] = {}
        for name, key in self.columns().items():
            if key in taken:
                raise ValidationError(f"العمودان «{taken[key]}» و«{name}» للحقل نفسه: {KEYS[key]}.")
            if key:
                taken[key] = name
        return found

    def columns(self) -> dict[str, str]:
        """Column -> our key. None where the files are to be read otherwise: they may have other columns then."""
        wanted = f"{self.cleaned_data.get('format')} {self.cleaned_data.get('encoding')}"
        if not self.data.get("read_as") == self._read_as == wanted:
            return {}
        return {
            column.name: self.cleaned_data.get(f"column-{number}", "")
            for number, column in enumerate(self._columns)
            if f"column-{number}" in self.data
        }


def known_outlets() -> list[str]:
    outlets = Name.objects.standing().filter(kind=Name.Kind.OUTLET).order_by("folded")
    return list(dict.fromkeys(outlets.values_list("name", flat=True)[:_SUGGESTED]))


_TALL = {"headline": 2, "standfirst": 4, "body": 16, "date_note": 2}
_ORDER = (
    "kicker", "headline", "standfirst", "body", "source", "source_url", "external_id", "byline", "dateline",
    "published_at", "date_note",
)  # fmt: skip
_LTR = {"source_url", "external_id", "published_at"}


class MendingForm(forms.Form):
    """A failed row in our fields. What has no field here (names, topics) comes along as it was read."""

    def __init__(self, user: Any, record: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        for key in _ORDER:
            value = record.get(key)
            attrs = {"dir": "ltr" if key in _LTR else "auto", "class": f"vLargeTextField article-{key}"}
            self.fields[key] = ExactText(
                label=KEYS[key],
                required=key in {"headline", "body"},
                initial=value if isinstance(value, (str, int, float)) else "",
                widget=forms.Textarea(attrs={**attrs, "rows": _TALL[key]})
                if key in _TALL
                else forms.TextInput(attrs={**attrs, "class": "vTextField"}),
            )
        self.fields["published_at"].help_text = "مثل 2024-05-10 أو ‎2024-05-10T18:30."
        stated = record.get("status")
        choices = _status_choices(user)
        self.fields["status"] = forms.ChoiceField(
            label=KEYS["status"], choices=choices, initial=stated if stated in dict(choices) else choices[0][0]
        )
        self._record = record

    def record(self) -> dict[str, Any]:
        """What is to be taken in; texts that cannot be said in these fields and were not touched stay as they were."""
        return {**self._record, **self.cleaned_data}
