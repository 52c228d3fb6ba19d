"""Configuration: which lexicon this process uses, opened once.

Promises: nothing is opened before the first word is analysed; `configure` may be called again and
then everything starts afresh. Without a call the environment decides: NEWSROOM_DATA (./var) and
ARABIC_LEXICON (builtin).

Refuses: to run on quietly without the lexicon that was asked for: LexiconMissing tells what to do.
Only ARABIC_LEXICON=none runs without, on norms and stems alone.
"""

import os
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from .lexicon import BUILT_IN, FILE_NAME, NONE, Lexicon, LexiconDamaged, LexiconMissing

if TYPE_CHECKING:
    from .lexicon.build import BuildResult

_lock = RLock()
_when_changed: list[Callable[[], None]] = []


class _Settings:
    folder: Path = Path(os.environ.get("NEWSROOM_DATA") or "var") / "lexicon"
    source: str = os.environ.get("ARABIC_LEXICON") or BUILT_IN
    opened: Lexicon | None = None


def configure(data_dir: Path | str, source: str = BUILT_IN) -> None:
    """Use the lexicon under `data_dir`, made of `source`: "builtin", "none" or a database's path."""
    with _lock:
        _Settings.folder = Path(data_dir) / "lexicon"
        _Settings.source = source or BUILT_IN
        _Settings.opened = None
        for forget in _when_changed:
            forget()


def when_changed(forget: Callable[[], None]) -> Callable[[], None]:
    """Call `forget` each time the configuration changes; for caches of analyses."""
    _when_changed.append(forget)
    return forget


def lexicon_folder() -> Path:
    """Where the lexicon is, or is to be built."""
    return _Settings.folder


def lexicon_source() -> str:
    """What the lexicon is made of: "builtin", "none" or the path of a CAMeL database."""
    return _Settings.source


def open_lexicon() -> Lexicon | None:
    """The lexicon, or None under ARABIC_LEXICON=none. Raises LexiconMissing or LexiconDamaged."""
    if _Settings.source == NONE:
        return None
    if _Settings.opened is None:
        with _lock:
            if _Settings.opened is None:
                _Settings.opened = Lexicon(_Settings.folder / FILE_NAME)
    return _Settings.opened


def build_lexicon(*, force: bool = False) -> "BuildResult":
    """Make the lexicon that is configured, where it is not there yet. Raises LexiconError."""
    from .lexicon.build import build  # brings camel-tools, which workers do without

    return build(_Settings.folder, _Settings.source, force=force)


def lexicon_status() -> dict[str, Any]:
    """For health pages: mode (built-in, file, none), lemmas, path; and `problem` if there is one."""
    source = _Settings.source
    mode = {BUILT_IN: "built-in", NONE: "none"}.get(source, "file")
    status: dict[str, Any] = {"mode": mode, "lemmas": 0, "path": str(_Settings.folder / FILE_NAME)}
    try:
        opened = open_lexicon()
    except (LexiconMissing, LexiconDamaged) as error:
        return status | {"problem": str(error)}
    if opened is None:
        return status | {"path": None}
    return status | {"lemmas": opened.facts["lemmas"]}
