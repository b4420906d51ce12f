"""The site's addresses: ours, and allauth's under /accounts/."""

from django.urls import include, path

from vehicles.views import mail, recovery_codes, sessions

urlpatterns = [
    path("accounts/email/", mail.email, name="account_email"),
    path("accounts/password/reset/", mail.password_reset, name="account_reset_password"),
    path("accounts/sessions/", sessions.sessions, name="usersessions_list"),
    path("accounts/2fa/recovery-codes/", recovery_codes.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "accounts/2fa/recovery-codes/download/",
        recovery_codes.recovery_codes_file,
        name="mfa_download_recovery_codes",
    ),
    path("accounts/", include("allauth.urls")),
    path("", include("vehicles.urls")),
]
