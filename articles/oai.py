"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html): the archive for libraries that harvest.

One metadata format, oai_dc; a set for each outlet. A record's datestamp is when a reader last saw it change, to the
second. A withdrawn article stays as a deleted record; one that is removed from the database, or goes back to being a
draft, leaves none, so deletions are declared `transient`.

Lists are cut by (datestamp, number): a resumption token says what was asked and where the last record stood, signed so
that nobody can make one up, and nothing is remembered here. A record that changes during a harvest comes again later.

`base` is the archive's address without a slash at its end; `host` names the archive within identifiers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from lxml import etree
from lxml.builder import ElementMaker

from articles import exports
from articles.feeds import summary_of, without_controls
from articles.formats.citations import original
from articles.formats.structured import short_address
from articles.models import Article, Name
from articles.templatetags.dates import known

PAGE = 100
"""Records, headers or sets in one answer."""
TOKEN_LASTS = 24 * 60 * 60
"""Seconds."""
FORMAT = "oai_dc"
_OAI, _DC, _OAI_DC, _XSI = (
    "http://www.openarchives.org/OAI/2.0/",
    "http://purl.org/dc/elements/1.1/",
    "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "http://www.w3.org/2001/XMLSchema-instance",
)
_SCHEMA_OF_DC = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_LOCATION = f"{{{_XSI}}}schemaLocation"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SALT = "articles.oai"
_SET = re.compile(r"source-(\d{1,18})")
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
E = ElementMaker(namespace=_OAI, nsmap={None: _OAI, "xsi": _XSI})
Element = Any
"""lxml has no types."""


class OaiError(Exception):
    """What the protocol has a code for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Repository:
    base: str
    address: str
    """Where the protocol is spoken."""
    host: str
    name: str
    email: str

    def identifier(self, pk: int) -> str:
        return f"oai:{self.host}:article/{pk}"

    def number(self, identifier: str) -> int:
        """Of the article; raises OaiError for what is no identifier of this archive."""
        digits = identifier.removeprefix(f"oai:{self.host}:article/")
        if digits == identifier or not re.fullmatch(r"[1-9][0-9]{0,17}", digits):
            raise OaiError("idDoesNotExist", f"no such identifier: {identifier}")
        return int(digits)


class Harvest(NamedTuple):
    """What a list is of, and where it goes on."""

    since: str = ""
    until: str = ""
    outlet: int = 0
    after: str = ""
    """The last record's datestamp, to the microsecond."""
    pk: int = 0
    given: int = 0
    """Records so far."""


def answer(repository: Repository, arguments: Mapping[str, list[str]], now: dt.datetime) -> bytes:
    """The protocol's answer to the arguments of a request, each with all of its values. Errors are answers too."""
    request = E.request(repository.address)
    try:
        verb, given = _checked(arguments)
        content = [_VERBS[verb].answer(repository, given)]
    except OaiError as error:
        # The protocol: what was asked is repeated, except where it could not be understood.
        given = {} if error.code in ("badVerb", "badArgument") else {name: values[0] for name, values in arguments.items()}
        content = [E.error(_clean(str(error)), code=error.code)]
    for name, value in given.items():
        request.set(name, _clean(value))
    root = E("OAI-PMH", E.responseDate(_stamp(now)), request, *content)
    root.set(_LOCATION, f"{_OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")  # type: ignore[no-any-return]


# --- what may be asked ----------------------------------------------------------------------------


def _checked(arguments: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    verbs = arguments.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in _VERBS:
        raise OaiError("badVerb", f"verb must be given once and be one of {', '.join(_VERBS)}")
    verb = _VERBS[verbs[0]]
    repeated = [name for name, values in arguments.items() if len(values) > 1]
    if repeated:
        raise OaiError("badArgument", f"given more than once: {', '.join(repeated)}")
    given = {name: values[0] for name, values in arguments.items()}
    names = given.keys() - {"verb"}
    if "resumptionToken" in names and "resumptionToken" in verb.optional:
        if len(names) > 1:
            raise OaiError("badArgument", "resumptionToken excludes every other argument")
        return verbs[0], given
    if unknown := names - verb.required - verb.optional:
        raise OaiError("badArgument", f"{verbs[0]} does not take {', '.join(sorted(unknown))}")
    if missing := verb.required - names:
        raise OaiError("badArgument", f"{verbs[0]} needs {', '.join(sorted(missing))}")
    return verbs[0], given


def _harvest(given: Mapping[str, str]) -> Harvest:
    if token := given.get("resumptionToken"):
        return _resumed(token, "records")
    _check_format(given)
    since, until = given.get("from", ""), given.get("until", "")
    moments = [_moment(text, end=False) for text in (since, until) if text]
    if len(moments) == 2 and (len(since) != len(until) or moments[0] > moments[1]):
        raise OaiError("badArgument", "from and until must have the same granularity, and from not be after until")
    outlet = 0
    if asked := given.get("set"):
        found = _SET.fullmatch(asked)
        if not found:
            raise OaiError("noRecordsMatch", f"there is no set {asked}")
        outlet = int(found[1])
    return Harvest(since, until, outlet)


def _check_format(given: Mapping[str, str]) -> None:
    if given["metadataPrefix"] != FORMAT:
        raise OaiError("cannotDisseminateFormat", f"{FORMAT} is the only format")


def _moment(text: str, *, end: bool) -> dt.datetime:
    """When a day or second begins, or ends: just before the next one."""
    try:
        if _DAY.fullmatch(text):
            step, moment = dt.timedelta(days=1), dt.datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007
        elif _SECOND.fullmatch(text):
            step, moment = dt.timedelta(seconds=1), dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007
        else:
            raise ValueError(text)
        moment = moment.replace(tzinfo=dt.UTC)
        # Harvesters say 9999-12-31 for no end.
        return moment + min(step, dt.datetime.max.replace(tzinfo=dt.UTC) - moment) if end else moment
    except ValueError as error:
        raise OaiError("badArgument", f"{text} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ") from error


# --- resumption -----------------------------------------------------------------------------------


def _token(kind: str, state: tuple[Any, ...]) -> str:
    return signing.dumps([kind, *state], salt=_SALT, compress=True)


def _resumed(token: str, kind: str) -> Any:
    try:
        found, *state = signing.loads(token, salt=_SALT, max_age=TOKEN_LASTS)
    except signing.SignatureExpired as error:
        raise OaiError("badResumptionToken", "the resumption token has expired") from error
    except (signing.BadSignature, ValueError) as error:
        raise OaiError("badResumptionToken", "this is no resumption token of this archive") from error
    if found != kind:
        raise OaiError("badResumptionToken", "the resumption token belongs to another list")
    return Harvest(*state) if kind == "records" else state[0]


def _resumption(token: str, given_before: int) -> Element:
    """An empty one ends a list that had more than one part."""
    expires = timezone.now() + dt.timedelta(seconds=TOKEN_LASTS)
    element = E.resumptionToken(token, cursor=str(given_before))
    if token:
        element.set("expirationDate", _stamp(expires))
    return element


# --- the six verbs --------------------------------------------------------------------------------


def _identify(repository: Repository, given: Mapping[str, str]) -> Element:
    earliest = Article.objects.exposed().aggregate(earliest=Min("updated_at"))["earliest"] or dt.datetime(
        1970, 1, 1, tzinfo=dt.UTC
    )
    return E.Identify(
        E.repositoryName(_clean(repository.name)),
        E.baseURL(repository.address),
        E.protocolVersion("2.0"),
        E.adminEmail(repository.email),
        E.earliestDatestamp(_stamp(earliest)),
        E.deletedRecord("transient"),
        E.granularity("YYYY-MM-DDThh:mm:ssZ"),
        E.compression("gzip"),
    )


def _list_metadata_formats(repository: Repository, given: Mapping[str, str]) -> Element:
    if identifier := given.get("identifier"):
        _one(repository, identifier)
    return E.ListMetadataFormats(
        E.metadataFormat(E.metadataPrefix(FORMAT), E.schema(_SCHEMA_OF_DC), E.metadataNamespace(_OAI_DC))
    )


def _list_sets(repository: Repository, given: Mapping[str, str]) -> Element:
    after = _resumed(given["resumptionToken"], "sets") if "resumptionToken" in given else 0
    carried = Exists(Article.objects.published().filter(source=OuterRef("pk")))
    outlets = Name.objects.filter(carried, kind=Name.Kind.OUTLET, pk__gt=after).order_by("pk")
    page = list(outlets[: PAGE + 1])
    if not page:
        raise OaiError("noSetHierarchy", "no article has an outlet")
    sets = [E.set(E.setSpec(_set_of(outlet.pk)), E.setName(_clean(str(outlet)))) for outlet in page[:PAGE]]
    if len(page) > PAGE:
        sets.append(E.resumptionToken(_token("sets", (page[PAGE - 1].pk,))))
    elif after:
        sets.append(E.resumptionToken())
    return E.ListSets(*sets)


def _list_identifiers(repository: Repository, given: Mapping[str, str]) -> Element:
    articles, resumption = _listed(_harvest(given), Article.objects.exposed())
    return E.ListIdentifiers(*(_header(repository, article) for article in articles), *resumption)


def _list_records(repository: Repository, given: Mapping[str, str]) -> Element:
    articles, resumption = _listed(_harvest(given), exports.ready(Article.objects.exposed()))
    return E.ListRecords(*(_record(repository, article) for article in articles), *resumption)


def _get_record(repository: Repository, given: Mapping[str, str]) -> Element:
    article = _one(repository, given["identifier"])
    _check_format(given)
    return E.GetRecord(_record(repository, article))


class Verb(NamedTuple):
    answer: Any
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


_SELECTIVE = frozenset(("from", "until", "set", "resumptionToken"))
_VERBS = {
    "Identify": Verb(_identify),
    "ListMetadataFormats": Verb(_list_metadata_formats, optional=frozenset(["identifier"])),
    "ListSets": Verb(_list_sets, optional=frozenset(["resumptionToken"])),
    "ListIdentifiers": Verb(_list_identifiers, frozenset(["metadataPrefix"]), _SELECTIVE),
    "ListRecords": Verb(_list_records, frozenset(["metadataPrefix"]), _SELECTIVE),
    "GetRecord": Verb(_get_record, frozenset(["identifier", "metadataPrefix"])),
}


# --- records --------------------------------------------------------------------------------------


def _one(repository: Repository, identifier: str) -> Article:
    article = exports.ready(Article.objects.exposed()).filter(pk=repository.number(identifier)).first()
    if article is None:
        raise OaiError("idDoesNotExist", f"no such identifier: {identifier}")
    return article


def _listed(harvest: Harvest, articles: QuerySet[Article]) -> tuple[list[Article], list[Element]]:
    """One part of a list, and its resumption token if the list has several."""
    if harvest.outlet:
        articles = articles.filter(source=harvest.outlet)
    if harvest.since:
        articles = articles.filter(updated_at__gte=_moment(harvest.since, end=False))
    if harvest.until:
        articles = articles.filter(updated_at__lt=_moment(harvest.until, end=True))
    if harvest.after:
        last = dt.datetime.fromisoformat(harvest.after)
        articles = articles.filter(Q(updated_at=last, pk__gt=harvest.pk) | Q(updated_at__gt=last), updated_at__gte=last)
    page = list(articles.order_by("updated_at", "pk")[: PAGE + 1])
    if not page:
        raise OaiError(
            *(("badResumptionToken", "nothing is left") if harvest.after else ("noRecordsMatch", "no records match"))
        )
    if len(page) <= PAGE:
        return page, [_resumption("", harvest.given)] if harvest.after else []
    last_shown = page[PAGE - 1]
    state = harvest._replace(after=last_shown.updated_at.isoformat(), pk=last_shown.pk, given=harvest.given + PAGE)
    return page[:PAGE], [_resumption(_token("records", state), harvest.given)]


def _header(repository: Repository, article: Article) -> Element:
    header = E.header(E.identifier(repository.identifier(article.pk)), E.datestamp(_stamp(article.updated_at)))
    if article.source_id:
        header.append(E.setSpec(_set_of(article.source_id)))
    if not article.is_published:
        header.set("status", "deleted")
    return header


def _record(repository: Repository, article: Article) -> Element:
    """Of a deleted one the header alone: none of its words."""
    record = E.record(_header(repository, article))
    if article.is_published:
        record.append(E.metadata(_dublin_core(article, repository.base)))
    return record


def _dublin_core(article: Article, base: str) -> Element:
    nsmap = {"oai_dc": _OAI_DC, "dc": _DC, "xsi": _XSI}
    root = etree.Element(f"{{{_OAI_DC}}}dc", nsmap=nsmap)
    root.set(_LOCATION, f"{_OAI_DC} {_SCHEMA_OF_DC}")
    for name, value in _statements(article, base):
        element = etree.SubElement(root, f"{{{_DC}}}{name}")
        element.text = _clean(value)
        if name in ("title", "description"):
            element.set(_LANGUAGE, article.language)
    return root


def _statements(article: Article, base: str) -> Iterator[tuple[str, str]]:
    yield "title", article.headline
    if article.byline:
        yield "creator", article.byline
    mentions = list(dict.fromkeys(mention.name for mention in article.confirmed_mentions))  # type: ignore[attr-defined]
    places = [name.name for name in mentions if name.kind == Name.Kind.PLACE]
    yield from (("subject", name.name) for name in mentions if name.kind != Name.Kind.PLACE)
    yield "description", summary_of(article)
    if article.source:
        yield "publisher", article.source.name
    if date := known(article)[0]:
        yield "date", date[:10]
    yield "type", "Text"
    yield "format", "text/html"
    yield "identifier", short_address(article, base)
    if original(article):
        yield "source", original(article)
    yield "language", article.language
    carried = [article.dateline_place.name] if article.dateline_place else []
    yield from (("coverage", place) for place in dict.fromkeys(carried + places))


def _set_of(outlet: int) -> str:
    return f"source-{outlet}"


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _clean(text: str) -> str:
    return without_controls(text)
