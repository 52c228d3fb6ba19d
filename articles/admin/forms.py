"""Forms that keep what was typed and let the database's rules speak before the database has to.

Django's text fields strip white space and leave the browser's line ends (CRLF) in; its model forms skip
every constraint that touches a field which is not on the form, and then answer with a server error.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class ExactText(forms.CharField):
    """Text as typed: nothing stripped, nothing corrected; only line ends become \\n again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        # Without stripping, a few spaces would pass for a headline.
        super().validate(value if value.strip() else "")


class ConstrainedForm(forms.ModelForm):
    """Holds the whole instance against the model's constraints, computed fields included."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error.messages)
