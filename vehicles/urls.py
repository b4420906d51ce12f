"""The addresses of the site."""

from django.urls import path

from .views import (
    about,
    charge,
    charge_steps,
    charges,
    charts,
    first_run,
    garage,
    household,
    joining,
    linking,
    manifest,
    people,
    vehicle,
    vehicle_picture,
    you,
)

urlpatterns = [
    path("", garage.garage, name="garage"),
    path("garage/cards/", garage.garage_cards, name="garage-cards"),
    path("vehicles/<int:vehicle_id>/", vehicle.vehicle_page, name="vehicle"),
    path("vehicles/<int:vehicle_id>/figures/", vehicle.vehicle_figures, name="vehicle-figures"),
    *(
        path(f"vehicles/<int:vehicle_id>/charges/<int:session_id>/{step}/", view, name=f"charge-{step}")
        for step, view in (
            ("edit", charge_steps.charge_edit),
            ("split", charge_steps.charge_split),
            ("join", charge_steps.charge_join),
            ("delete", charge_steps.charge_delete),
            ("restore", charge_steps.charge_restore),
        )
    ),
    path("vehicles/<int:vehicle_id>/charts/<slug:chart>.json", charts.chart_json, name="chart-json"),
    path("vehicles/<int:vehicle_id>/charts/<slug:chart>.csv", charts.chart_csv, name="chart-csv"),
    path("vehicles/<int:vehicle_id>/charges/", charges.vehicle_charges, name="vehicle-charges"),
    path("vehicles/<int:vehicle_id>/charges/add/", charge_steps.charge_add, name="charge-add"),
    path("vehicles/<int:vehicle_id>/charges/deleted/", charge_steps.charges_deleted, name="charges-deleted"),
    path("vehicles/<int:vehicle_id>/charges/<int:session_id>/", charge.vehicle_charge, name="vehicle-charge"),
    path("vehicles/<int:vehicle_id>/look/", vehicle.vehicle_look, name="vehicle-look"),
    path("vehicles/<int:vehicle_id>/settings/", vehicle.vehicle_settings, name="vehicle-settings"),
    path("vehicles/<int:vehicle_id>/about/", about.vehicle_about, name="vehicle-about"),
    path("vehicles/<int:vehicle_id>/picture/", vehicle_picture.vehicle_picture, name="vehicle-picture"),
    path("household/", household.household, name="household"),
    path("household/switch/", household.switch_household, name="switch-household"),
    path("household/invite/", people.invite, name="invite"),
    path(
        "household/invitations/<int:invitation_id>/revoke/",
        people.invitation_revoke,
        name="invitation-revoke",
    ),
    path("household/members/<int:member_id>/", people.member, name="member"),
    path("household/members/<int:member_id>/remove/", people.member_remove, name="member-remove"),
    path("household/leave/", people.leave, name="leave"),
    path("household/log/", people.household_log, name="household-log"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.join_link, name="join-link"),
    path("household/logins/link/", linking.login_link, name="login-link"),
    path("household/logins/code/<int:challenge_id>/", linking.login_code, name="login-code"),
    path("household/logins/<int:login_id>/vehicles/", linking.login_vehicles, name="login-vehicles"),
    path("household/logins/<int:login_id>/progress/", linking.login_progress, name="login-progress"),
    path(
        "household/logins/<int:login_id>/progress/live/",
        linking.login_progress_live,
        name="login-progress-live",
    ),
    path("household/logins/<int:login_id>/sign-in/", linking.login_sign_in, name="login-sign-in"),
    path("setup/", first_run.first_run_page, name="first-run"),
    path("you/", you.you, name="you"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
]
