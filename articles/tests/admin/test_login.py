import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from articles.clients import client_address


@pytest.mark.parametrize(
    ("public", "forwarded", "address"),
    [
        (True, "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # what the client claims comes first, what the proxy saw last
        (True, "", "127.0.0.1"),
        (False, "198.51.100.7", "127.0.0.1"),
    ],
)
def test_the_address_behind_a_proxy(settings: LazySettings, public: bool, forwarded: str, address: str) -> None:
    settings.PUBLIC = public
    request = RequestFactory().get("/admin/login/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert client_address(request) == address
