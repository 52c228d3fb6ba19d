"""Names: people, places, organizations, outlets and topics, in one table with a kind.

One folded spelling stands once for each kind (and qualifier), so «أحمد» and «احمد» are one name. A merged
name stays as a signpost to the one it was merged into; it is never deleted while something mentions it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from articles.arabic import fold, slugify

from .addresses import address


def full_name(name: str, qualifier: str) -> str:
    """A name as readers see it, told apart from others that are spelt alike."""
    return f"{name} ({qualifier})" if qualifier else name


class NameQuerySet(models.QuerySet["Name"]):
    def standing(self) -> NameQuerySet:
        """Without the names that were merged into others."""
        return self.filter(merged_into=None)

    def spelled(self, text: str) -> NameQuerySet:
        """Whose name or alias is `text` in any spelling (hamzas, diacritics, ta marbuta folded)."""
        folded = fold(text)
        return self.standing().filter(Q(folded=folded) | Q(aliases__folded=folded)).distinct()

    def matching(self, text: str) -> NameQuerySet:
        """Whose name or an alias contains the words typed so far, in any spelling."""
        found = self.standing()
        for word in fold(text).split():
            found = found.filter(
                Q(folded__contains=word) | Q(pk__in=Alias.objects.filter(folded__contains=word).values("name"))
            )
        return found


class NameManager(models.Manager.from_queryset(NameQuerySet)):  # type: ignore[misc]
    """Proxies see their own kind only."""

    def get_queryset(self) -> NameQuerySet:
        names = super().get_queryset()
        return names.filter(kind=self.model.own_kind) if self.model.own_kind else names

    def get_by_natural_key(self, kind: str, name: str, qualifier: str) -> Name:
        return self.get(kind=kind, folded=fold(name), qualifier=qualifier)


_revisions = HistoricalRecords(excluded_fields=["updated_at"])


class Name(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person", "شخص"
        PLACE = "place", "مكان"
        ORGANIZATION = "organization", "منظمة"
        OUTLET = "outlet", "مصدر"
        TOPIC = "topic", "موضوع"

    own_kind: ClassVar[str] = ""
    """The kind of a proxy's names; empty where all are meant."""

    kind = models.CharField("النوع", max_length=12, choices=Kind)
    name = models.CharField("الاسم", max_length=300)
    qualifier = models.CharField("تمييز", max_length=100, blank=True, help_text="يفرّق بين اسمين متطابقين: «لاعب»، «وزير سابق».")
    folded = models.CharField(max_length=300, editable=False)
    description = models.TextField("تعريف", blank=True)
    wikidata_id = models.CharField("معرّف ويكي بيانات", max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="دُمج في", editable=False
    )
    created_at = models.DateTimeField("أُضيف", auto_now_add=True)
    updated_at = models.DateTimeField("عُدّل", auto_now=True)

    history = _revisions
    objects = NameManager()

    class Meta:
        verbose_name = "اسم"
        verbose_name_plural = "الأسماء"
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "folded", "qualifier"],
                name="name_once_per_kind",
                violation_error_message="هذا الاسم موجود من قبل بهذا الإملاء أو بإملاء قريب؛ أضف تمييزًا إن كان لغيره.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "place", "organization", "outlet", "topic"]), name="name_kind_known"
            ),
            models.CheckConstraint(condition=~Q(folded=""), name="name_has_letters"),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="name_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return full_name(self.name, self.qualifier)

    def natural_key(self) -> tuple[str, str, str]:
        return self.kind, self.name, self.qualifier

    def clean(self) -> None:
        self.prepare()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Fills in what follows from the rest. `save` calls it; before `bulk_create` the caller does."""
        self.kind = self.kind or self.own_kind
        self.name = " ".join(self.name.split())
        self.folded = fold(self.name)

    @property
    def slug(self) -> str:
        return slugify(self.name)

    def get_absolute_url(self) -> str:
        return address("name", self.pk, self.slug, kind=self.kind)


class AliasManager(models.Manager["Alias"]):
    def get_by_natural_key(self, name: list[str], text: str) -> Alias:
        return self.get(name=Name.objects.get_by_natural_key(*name), folded=fold(text))


class Alias(models.Model):
    """Another spelling or form of a name: «جال هيرش» for «غال هيرش»."""

    name = models.ForeignKey(Name, models.CASCADE, related_name="aliases", verbose_name="الاسم")
    text = models.CharField("يُكتب أيضًا", max_length=300)
    folded = models.CharField(max_length=300, editable=False, db_index=True)

    objects = AliasManager()

    class Meta:
        verbose_name = "صيغة أخرى"
        verbose_name_plural = "صيغ أخرى"
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "folded"], name="alias_once_per_name", violation_error_message="هذه الصيغة مسجّلة من قبل."
            ),
            models.CheckConstraint(condition=~Q(folded=""), name="alias_has_letters"),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[tuple[str, str, str], str]:
        return self.name.natural_key(), self.text

    def clean(self) -> None:
        self.prepare()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        self.text = " ".join(self.text.split())
        self.folded = fold(self.text)


class Person(Name):
    own_kind = Name.Kind.PERSON

    class Meta:
        proxy = True
        verbose_name = "شخص"
        verbose_name_plural = "الأشخاص"


class Place(Name):
    own_kind = Name.Kind.PLACE

    class Meta:
        proxy = True
        verbose_name = "مكان"
        verbose_name_plural = "الأماكن"


class Organization(Name):
    own_kind = Name.Kind.ORGANIZATION

    class Meta:
        proxy = True
        verbose_name = "منظمة"
        verbose_name_plural = "المنظمات"


class Outlet(Name):
    own_kind = Name.Kind.OUTLET

    class Meta:
        proxy = True
        verbose_name = "مصدر"
        verbose_name_plural = "المصادر"


class Topic(Name):
    own_kind = Name.Kind.TOPIC

    class Meta:
        proxy = True
        verbose_name = "موضوع"
        verbose_name_plural = "الموضوعات"


# Django sends a proxy's signals in the proxy's name, and simple-history listens to Name's alone.
for _proxy in (Person, Place, Organization, Outlet, Topic):
    models.signals.post_save.connect(_revisions.post_save, _proxy, weak=False)
    models.signals.pre_delete.connect(_revisions.pre_delete, _proxy, weak=False)
    models.signals.post_delete.connect(_revisions.post_delete, _proxy, weak=False)
