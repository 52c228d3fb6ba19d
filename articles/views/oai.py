"""The archive for harvesters: OAI-PMH 2.0, asked by GET or POST, answered with 200 even where the protocol says an error."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from articles import oai
from articles.templatetags.site import archive_name

from . import base_of


@csrf_exempt  # nothing is changed, and harvesters have no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
@cache_control(no_cache=True)
def harvest(request: HttpRequest) -> HttpResponse:
    arguments = request.POST if request.method == "POST" else request.GET
    body = oai.answer(_repository(request), dict(arguments.lists()), timezone.now())
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _repository(request: HttpRequest) -> oai.Repository:
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    return oai.Repository(
        base=base_of(request),
        address=request.build_absolute_uri(reverse("oai")),
        host=host,
        name=archive_name(),
        email=settings.CONTACT_EMAIL or f"webmaster@{host if '.' in host else f'{host}.localdomain'}",
    )
