"""The site's addresses: ours, and allauth's under /accounts/."""

from django.urls import include, path

from vehicles.views import mail, sessions

urlpatterns = [
    path("accounts/email/", mail.email, name="account_email"),
    path("accounts/password/reset/", mail.password_reset, name="account_reset_password"),
    path("accounts/sessions/", sessions.sessions, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("", include("vehicles.urls")),
]
