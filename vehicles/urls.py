"""The addresses of the site."""

from django.urls import path

from .views import (
    about,
    charts,
    first_run,
    garage,
    household,
    linking,
    manifest,
    off_peak,
    planner,
    vehicle,
    vehicle_picture,
    you,
)

urlpatterns = [
    path("", garage.garage, name="garage"),
    path("garage/cards/", garage.garage_cards, name="garage-cards"),
    path("vehicles/<int:vehicle_id>/", vehicle.vehicle_page, name="vehicle"),
    path("vehicles/<int:vehicle_id>/figures/", vehicle.vehicle_figures, name="vehicle-figures"),
    path("vehicles/<int:vehicle_id>/charts/<slug:chart>.json", charts.chart_json, name="chart-json"),
    path("vehicles/<int:vehicle_id>/charts/<slug:chart>.csv", charts.chart_csv, name="chart-csv"),
    path("vehicles/<int:vehicle_id>/look/", vehicle.vehicle_look, name="vehicle-look"),
    path("vehicles/<int:vehicle_id>/settings/", vehicle.vehicle_settings, name="vehicle-settings"),
    path("vehicles/<int:vehicle_id>/planner/", planner.planner, name="planner"),
    path("vehicles/<int:vehicle_id>/planner/live/", planner.planner_live, name="planner-live"),
    path("vehicles/<int:vehicle_id>/planner/read/", planner.planner_read, name="planner-read"),
    path("vehicles/<int:vehicle_id>/planner/charging/", planner.planner_charging, name="planner-charging"),
    path("vehicles/<int:vehicle_id>/planner/climate/", planner.planner_climate, name="planner-climate"),
    path(
        "vehicles/<int:vehicle_id>/planner/departures/", planner.planner_departures, name="planner-departures"
    ),
    path("vehicles/<int:vehicle_id>/planner/mode/", planner.planner_mode, name="planner-mode"),
    path("vehicles/<int:vehicle_id>/planner/limits/", planner.planner_limits, name="planner-limits"),
    path("vehicles/<int:vehicle_id>/planner/clock/", planner.planner_clock, name="planner-clock"),
    path("household/off-peak/", off_peak.household_off_peak, name="household-off-peak"),
    path("vehicles/<int:vehicle_id>/about/", about.vehicle_about, name="vehicle-about"),
    path("vehicles/<int:vehicle_id>/picture/", vehicle_picture.vehicle_picture, name="vehicle-picture"),
    path("household/", household.household, name="household"),
    path("household/switch/", household.switch_household, name="switch-household"),
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
