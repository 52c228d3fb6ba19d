"""Saved, but not yet in search: the editor is told, since the save itself went well."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from articles.arabic import Counted
from articles.models import QueuedDocument

_WAITING = Counted(
    "",
    "حُفظ المقال، لكن محرك البحث لم يستقبله بعد؛ سيظهر تعديله في البحث لاحقًا، ولا حاجة إلى حفظه ثانية.",
    "حُفظ المقالان، لكن محرك البحث لم يستقبلهما بعد؛ سيظهر تعديلهما في البحث لاحقًا، ولا حاجة إلى حفظهما ثانية.",
    "حُفظ التعديل، لكن محرك البحث لم يستقبل {n} مقالات بعد؛ سيظهر تعديلها في البحث لاحقًا، ولا حاجة إلى حفظها ثانية.",
    "حُفظ التعديل، لكن محرك البحث لم يستقبل {n} مقالًا بعد؛ سيظهر تعديلها في البحث لاحقًا، ولا حاجة إلى حفظها ثانية.",
    "حُفظ التعديل، لكن محرك البحث لم يستقبل {n} مقال بعد؛ سيظهر تعديلها في البحث لاحقًا، ولا حاجة إلى حفظها ثانية.",
)


def say_if_waiting(request: HttpRequest, article_ids: list[int]) -> None:
    """After the commit, which drains the queue: what still stands in it did not get through."""
    waiting = 0
    for first in range(0, len(article_ids), 1000):
        lines = QueuedDocument.objects.filter(article_id__in=article_ids[first : first + 1000])
        waiting += lines.values("article_id").distinct().count()
    if waiting:
        messages.warning(request, _WAITING(waiting))
