"""WordPress exports (WXR): posts of every type that readers read, with authors, categories, tags, dates and drafts.

Blocks (Gutenberg) and the classic editor's line breaks become paragraphs; shortcodes are taken out and named. Custom
fields are keys `meta:NAME`, other taxonomies `taxonomy:NAME`: a mapping may say what they are. Attachments, pages,
menus and the like are no articles; they are counted. A post that a password protects comes in as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..markup import UnreadableMarkup, line_of_markup, paragraphs
from .incoming import Incoming
from .rows import BadFile, Reading, Row, RowError, short_id, too_large
from .shortcodes import take_out
from .xml_items import Frame, Items, channel

MARK = b"wordpress.org/export/"
_STATUS = {
    "pending": "review", "draft": "draft", "auto-draft": "draft", "private": "draft", "future": "draft", "trash": "withdrawn",
}  # fmt: skip
_NO_ARTICLES = frozenset(
    {"attachment", "page", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request"}
    | {"wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face"}
    | {"acf-field", "acf-field-group", "elementor_library", "wpcf7_contact_form", "shop_order", "product_variation"}
)
_UNSORTED = frozenset({"uncategorized", "غير مصنف", "غير-مصنف"})
_HEAD = 1 << 16
_DATE = "0000-00-00"
"""Begins a date that is not set."""


def columns(file: Incoming) -> list[str]:
    """None of its own; raises BadFile for what is no export."""
    if MARK not in file.stream.read(_HEAD):
        raise BadFile("ليس ملف تصدير من ووردبريس (WXR).")
    return []


def rows(file: Incoming) -> Iterator[Row]:
    items = Items(file)
    reading: Reading | None = None
    for item in items:
        place = f"{file.origin}:{item.line}"
        if reading is None:
            reading = _reading(file, items.head)
        if not item.raw and not item.problem:
            yield too_large(place, item.size)
            continue
        kind = _kind(item.raw)
        if kind in _NO_ARTICLES:
            file.left_out[kind] += 1
            continue
        yield Row(place, file.encoding.as_received(item.raw), item.problem, reading)


def _kind(raw: bytes) -> str:
    """The post's type, by the last element of that name: a body that quotes one stands before it."""
    _, found, after = raw.rpartition(b"<wp:post_type>")
    value = after[:100].partition(b"</wp:post_type>")[0] if found else b""
    return value.removeprefix(b"<![CDATA[").removesuffix(b"]]>").strip().decode("ascii", "replace")


def _reading(file: Incoming, head: bytes) -> Reading:
    text = head.decode(file.encoding.cut_codec, "replace")
    frame = Frame.of(text)
    blog = channel(text, frame)
    authors = {_child(author, "author_login"): _child(author, "author_display_name") for author in blog.iter("{*}author")}
    title = next((line_of_markup(found.text or "") for found in blog.iterfind("channel/title")), "")
    decode: Callable[[bytes], str] = file.encoding.decode

    def read(raw: bytes, remarks: list[str]) -> Mapping[str, Any]:
        try:
            return _record(frame.read(decode(raw), remarks), authors, remarks)
        except UnreadableMarkup as error:
            raise RowError(str(error)) from error

    return Reading("wxr", read, file.encoding.codec, markup=False, mapping=file.mapping, defaults={"source": title})


def _record(post: Any, authors: Mapping[str, str], remarks: list[str]) -> dict[str, Any]:
    login = _child(post, "creator")
    guid = _child(post, "guid")
    status = _child(post, "status")
    record: dict[str, Any] = {
        "external_id": short_id(guid) or _child(post, "post_id"),
        "headline": line_of_markup(_child(post, "title")),
        "standfirst": _text(post, "excerpt/encoded", remarks),
        "body": _text(post, "content/encoded", remarks),
        "source_url": _child(post, "link"),
        "byline": line_of_markup(authors.get(login) or login),
        "status": _STATUS.get(status, ""),
        **_date(post, status),
    }
    if status == "future":
        remarks.append("موعد نشره في المستقبل، فدخل مسوّدة.")
    if status not in {"", "publish", *_STATUS}:
        remarks.append(f"حالته «{status[:40]}» لا تُعرف، فدخل مسوّدة.")
        record["status"] = "draft"
    if _child(post, "post_password"):
        remarks.append("تحميه كلمة سر، فدخل مسوّدة.")
        record["status"] = "draft"
    return record | _taxonomies(post) | _custom_fields(post)


def _child(element: Any, name: str) -> str:
    return next(((found.text or "").strip() for found in element.iterchildren(f"{{*}}{name}")), "")


def _text(post: Any, name: str, remarks: list[str]) -> str:
    """`content/encoded`: the namespace by its name, the element."""
    space, _, local = name.partition("/")
    for found in post.iterchildren(f"{{*}}{local}"):
        if space in (found.tag.partition("}")[0]) and found.text:
            text, codes = take_out(found.text)
            if codes:
                remarks.append(f"رموز مختصرة حُذفت: {'، '.join(codes)}.")
            # WordPress itself makes paragraphs of line breaks, but not of blocks'.
            return paragraphs(text, line_breaks="<!-- wp:" not in text)
    return ""


def _date(post: Any, status: str) -> dict[str, str]:
    """A draft's date says when it was begun."""
    if status not in {"", "publish", "private", "future", "trash"}:
        return {}
    universal, local = _child(post, "post_date_gmt"), _child(post, "post_date")
    if universal and not universal.startswith(_DATE):
        return {"published_at": f"{universal}+00:00"}
    return {"published_at": local} if local and not local.startswith(_DATE) else {}


def _taxonomies(post: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"topics": []}
    for category in post.iterchildren("{*}category"):
        name = line_of_markup(category.text or "")
        domain = category.get("domain", "category")
        if not name or domain == "post_format" or {name.lower(), category.get("nicename", "")} & _UNSORTED:
            continue
        key = "topics" if domain in {"category", "post_tag", "tag"} else f"taxonomy:{domain}"
        found.setdefault(key, []).append(name)
    return found


def _custom_fields(post: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for meta in post.iterchildren("{*}postmeta"):
        if value := _child(meta, "meta_value"):
            fields.setdefault(f"meta:{_child(meta, 'meta_key')}", value)
    return fields
