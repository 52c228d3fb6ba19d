"""What can go wrong between a question and its answer, in words that a page can show."""

from __future__ import annotations


class SearchUnavailable(Exception):
    """The engine cannot answer now. `reason` is for the log and the health page, in plain English."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadParameters(ValueError):
    """Parameters that cannot be honoured: `errors` maps each one's name to an Arabic sentence saying why."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("؛ ".join(f"{name}: {why}" for name, why in errors.items()))
        self.errors = errors
