"""WordPress's shortcodes ([gallery ids="1,2"]) out of a text; what stands between them stays.

Brackets are also punctuation: [المترجم], [1] and [sic] stay. Taken for a code is what WordPress or a well-known
plugin names so, what has attributes, and what is closed again ([box]…[/box]). Captions become figures.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"""\[(\[?)(/?)([A-Za-z][\w-]*)((?:[\s\u00a0]+(?:[^\[\]"']|"[^"]*"|'[^']*')*)?)(/?)\](\]?)""", re.ASCII)
_KNOWN = re.compile(
    r"(?:audio|caption|contact-form(?:-7)?|embed|gallery|googlemaps?|nextpage|playlist|poll|soundcloud|toc|tweet|twitter|video|vimeo"
    r"|wp_caption|youtube|(?:elementor|et_pb|fusion|ninja_form|rev_slider|su|tie|vc|wpforms|wp)[_-].*)\Z",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"""\bcaption\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CAPTIONS = {"caption", "wp_caption"}


def take_out(text: str) -> tuple[str, list[str]]:
    """(the text without them, the names of those taken out)"""
    if "[" not in text:
        return text, []
    closed = {match[3].lower() for match in _CODE.finditer(text) if match[2]}
    taken: dict[str, None] = {}

    def replacement(match: re.Match[str]) -> str:
        escaped, closing, name, attributes, _, escaped_too = match.groups()
        name = name.lower()
        if escaped and escaped_too:
            return match[0][1:-1]
        if not (closing or name in closed or "=" in attributes or _KNOWN.match(name)):
            return match[0]
        taken[name] = None
        return f"{escaped}{_instead(name, bool(closing), attributes)}{escaped_too}"

    return _CODE.sub(replacement, text), list(taken)


def _instead(name: str, closing: bool, attributes: str) -> str:
    if name == "nextpage":
        return "\n"
    if name == "embed":
        return "</p>" if closing else "<p>"
    if name not in _CAPTIONS:
        return ""
    if closing:
        return "</figcaption></figure>"
    stated = _CAPTION.search(attributes)
    return "<figure><figcaption>" + ((stated[1] or stated[2] or "") + "\n" if stated else "")
