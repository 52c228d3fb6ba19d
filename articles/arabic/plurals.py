"""Counted things: the noun follows its numeral in six forms, and verbs and adjectives follow the noun.

The forms are those of CLDR for `ar` (zero, one, two, few, many, other), which gettext uses as well; zero, one
and two are said in words.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A phrase or sentence in its six forms; `{n}` stands for the number, its thousands set apart."""

    zero: str
    one: str
    two: str
    few: str
    many: str
    other: str

    def __call__(self, number: int) -> str:
        return self._form(number).format(n=f"{number:,}")

    def _form(self, number: int) -> str:
        if number < 3:
            return (self.zero, self.one, self.two)[number]
        rest = number % 100
        return self.few if 3 <= rest <= 10 else self.many if rest >= 11 else self.other
