"""Counted sentences: Arabic has six plural forms, and the verb agrees with the counted noun."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence in the six forms of CLDR's Arabic plural rule; `{n}` stands for the number."""

    zero: str
    one: str
    two: str
    few: str
    many: str
    other: str

    def __call__(self, number: int) -> str:
        return self._form(number).format(n=number)

    def _form(self, number: int) -> str:
        if number < 3:
            return (self.zero, self.one, self.two)[number]
        last = number % 100
        return self.few if 3 <= last <= 10 else self.many if last >= 11 else self.other


ARTICLES = Counted("لا مقال", "مقال واحد", "مقالان", "{n} مقالات", "{n} مقالًا", "{n} مقال")
