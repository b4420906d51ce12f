"""The site's addresses: ours, and allauth's under /accounts/."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("vehicles.urls")),
]
