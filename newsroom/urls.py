"""Addresses: the archive's own, and the admin's."""

from django.contrib import admin
from django.urls import include, path

handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
handler400 = "articles.views.errors.bad_request"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
