"""The addresses of the whole site: each capability brings its own list."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("needshare.web.urls")),
    path("", include("needshare.accounts.urls")),
]

# Every way to say no is a page with words, like any other.
handler400 = "needshare.web.errors.bad_request"
handler403 = "needshare.web.errors.forbidden"
handler404 = "needshare.web.errors.not_found"
handler500 = "needshare.web.errors.server_error"
