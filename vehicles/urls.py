"""The addresses of the site."""

from django.urls import path

from .views import (
    capabilities,
    commands,
    controls,
    first_run,
    garage,
    household,
    linking,
    manifest,
    vehicle,
    you,
)

urlpatterns = [
    path("", garage.garage, name="garage"),
    path("garage/cards/", garage.garage_cards, name="garage-cards"),
    path("vehicles/<int:vehicle_id>/", vehicle.vehicle_page, name="vehicle"),
    path("vehicles/<int:vehicle_id>/figures/", vehicle.vehicle_figures, name="vehicle-figures"),
    path("vehicles/<int:vehicle_id>/state-of-charge/", vehicle.vehicle_chart, name="vehicle-chart"),
    path("vehicles/<int:vehicle_id>/state-of-charge.json", vehicle.vehicle_series, name="vehicle-series"),
    path("vehicles/<int:vehicle_id>/look/", vehicle.vehicle_look, name="vehicle-look"),
    path("vehicles/<int:vehicle_id>/controls/", controls.vehicle_controls, name="vehicle-controls"),
    path("vehicles/<int:vehicle_id>/commands/last/", controls.last_command, name="vehicle-last-command"),
    path("vehicles/<int:vehicle_id>/commands/", commands.vehicle_commands, name="vehicle-commands"),
    path("vehicles/<int:vehicle_id>/commands/live/", commands.commands_live, name="vehicle-commands-live"),
    path(
        "vehicles/<int:vehicle_id>/commands/<int:command_id>/cancel/",
        commands.command_cancel,
        name="vehicle-command-cancel",
    ),
    path(
        "vehicles/<int:vehicle_id>/commands/<int:command_id>/settle/",
        commands.command_settle,
        name="vehicle-command-settle",
    ),
    path(
        "vehicles/<int:vehicle_id>/commands/<int:command_id>/give-back/",
        commands.command_give_back,
        name="vehicle-command-give-back",
    ),
    path(
        "vehicles/<int:vehicle_id>/abilities/", capabilities.vehicle_capabilities, name="vehicle-capabilities"
    ),
    path("vehicles/<int:vehicle_id>/settings/", vehicle.vehicle_settings, name="vehicle-settings"),
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
