"""The table of every address of the site: who may see it (GET) and who may act there (POST).

A new address needs one row in `ROUTES`: `Route(name, get, post)`. The columns:

- `get`, `post`: who comes in, one of the audiences below; everybody else gets what the audience says.
- `ok`, `done`: the status that those who come in get for GET and for POST.
- `sends`: what a POST carries so that it does something; `{vehicle_id}` stands for the id of the household's
  vehicle and so on, see `town.py`. A new kind of id needs a thing of that kind there.
- `things`: another thing than the usual one for a part of the address.
- `ids`: under which names the page takes ids from the query or the body.
- `proven`: the person proves anew who they are before this, for GET too.
"""

from dataclasses import dataclass, field
from typing import Any

# Who asks. All belong to one household but the first two and the one who was removed.
PERSONS = (
    "nobody",  # not signed in
    "stranger",  # the owner of another household
    "viewer",
    "driver",
    "owner",
    "removed",  # was a member until a moment ago
    "blind",  # a viewer who does not see positions
    "kept_out",  # a viewer from whom the vehicles are kept
    "held_back",  # a driver who may only look at the vehicles
    "trusted",  # a viewer who may drive the vehicles
)

IN, SIGN_IN = "in", "sign in first"
REFUSED, NOT_FOUND, NOT_SO = 403, 404, 405
Audience = dict[str, Any]


def _audience(others: Any, **some: Any) -> Audience:
    return {person: some.get(person, others) for person in PERSONS}


ANYBODY = _audience(IN)
PEOPLE = _audience(IN, nobody=SIGN_IN)
GUESTS = _audience(302, nobody=IN)  # who is signed in is led on
MEMBERS = _audience(IN, nobody=SIGN_IN, removed=NOT_FOUND)
HOUSEHOLD = MEMBERS | {"stranger": NOT_FOUND}
OWNERS = _audience(REFUSED, nobody=SIGN_IN, removed=NOT_FOUND, stranger=IN, owner=IN)
# The vehicle's people: those who see it, and those who may tell it what to do.
LOOKERS = _audience(IN, nobody=SIGN_IN, removed=NOT_FOUND, stranger=NOT_FOUND, kept_out=NOT_FOUND)
DRIVERS = LOOKERS | {"viewer": REFUSED, "blind": REFUSED, "held_back": REFUSED}
# Owners, of a thing of their household.
KEEPERS = OWNERS | {"stranger": NOT_FOUND}
INSTALLER = _audience(NOT_FOUND, nobody=SIGN_IN, owner=IN)
# Things of one's own, which only the owners of both households have.
HOLDERS = _audience(NOT_FOUND, nobody=SIGN_IN, stranger=IN, owner=IN)
HOLDER = HOLDERS | {"stranger": NOT_FOUND}
LED_ON = _audience(302, nobody=SIGN_IN)
HOLDERS_OR_LED_ON = LED_ON | {"stranger": IN, "owner": IN}
NEWCOMERS = PEOPLE | {"stranger": 302, "owner": 302}  # without an app that shows codes
# The form again, for who has no second factor that codes could stand in for.
HOLDERS_OR_AGAIN = _audience(200, nobody=SIGN_IN, stranger=IN, owner=IN)
# Not by this method. Who is not signed in does not learn even that, but where anybody may come.
NEVER = _audience(NOT_SO, nobody=SIGN_IN)
NEVER_AT_ALL = _audience(NOT_SO)
GONE = _audience(NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Route:
    name: str
    get: Audience
    post: Audience
    ok: int = 200
    done: int = 302
    sends: dict[str, Any] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    proven: bool = False


KEY = "6f1c2f5e-0b5a-4d0e-9d3c-3b9a0c6f8e11"  # a form's one-time key
VEHICLE_SETTINGS = {"name": "Zoé", "order": "1", "time_zone": "", "positions_on": "on"}
HOUSEHOLD_SETTINGS = {
    "name": "Home",
    "time_zone": "Europe/Paris",
    "positions_fine_days": "90",
    "positions_kept_days": "365",
}
YOU = {
    "name": "Nina",
    "theme": "dark",
    "distance_unit": "km",
    "consumption_unit": "kWh/100 km",
    "temperature_unit": "°C",
    "pressure_unit": "bar",
}

ROUTES = [
    # Vehicles
    Route("garage", PEOPLE, NEVER),
    Route("garage-cards", MEMBERS, NEVER),
    Route("vehicle", LOOKERS, NEVER),
    Route("vehicle-figures", LOOKERS, NEVER),
    Route("vehicle-look", NEVER, LOOKERS),
    Route("vehicle-distance", LOOKERS, NEVER),
    Route("vehicle-battery", LOOKERS, NEVER),
    Route("vehicle-fuel", LOOKERS, NEVER, things={"vehicle_id": "fuel_vehicle_id"}),
    Route("vehicle-about", LOOKERS, NEVER),
    Route("vehicle-picture", LOOKERS, NEVER),
    Route("vehicle-told", LOOKERS, NEVER),
    Route("vehicle-capabilities", LOOKERS, NEVER),
    Route("vehicle-settings", KEEPERS, KEEPERS, sends=VEHICLE_SETTINGS),
    Route("vehicle-timeline", LOOKERS, NEVER),
    Route("vehicle-timeline-csv", LOOKERS, NEVER),
    Route("vehicle-timeline-json", LOOKERS, NEVER),
    Route("chart-json", LOOKERS, NEVER),
    Route("chart-csv", LOOKERS, NEVER),
    Route("compare", MEMBERS, NEVER, ids={"vehicle": "{vehicle_id}"}),
    Route("compare-json", MEMBERS, NEVER, ids={"vehicle": "{vehicle_id}"}),
    Route("compare-csv", MEMBERS, NEVER, ids={"vehicle": "{vehicle_id}"}),
    # Charges
    Route("vehicle-charges", LOOKERS, NEVER),
    Route("vehicle-charge", LOOKERS, NEVER),
    Route("charge-add", DRIVERS, DRIVERS, done=200),
    Route("charge-edit", DRIVERS, DRIVERS),
    Route("charge-split", DRIVERS, DRIVERS, done=200),
    Route("charge-join", DRIVERS, DRIVERS, done=200),
    Route("charge-delete", DRIVERS, DRIVERS),
    Route("charge-restore", NEVER, DRIVERS, things={"session_id": "deleted_session_id"}),
    Route("charges-deleted", DRIVERS, NEVER),
    # Commands and plans
    Route("vehicle-controls", LOOKERS, DRIVERS, sends={"kind": "stop_charge", "key": KEY}),
    Route("vehicle-last-command", LOOKERS, NEVER),
    Route("vehicle-commands", LOOKERS, NEVER, ids={"before": "{command_id}"}),
    Route("vehicle-commands-live", LOOKERS, NEVER, ids={"before": "{command_id}"}),
    Route("vehicle-command-cancel", NEVER, DRIVERS),
    Route("vehicle-command-settle", NEVER, DRIVERS, things={"command_id": "unknown_command_id"}),
    Route("vehicle-command-give-back", NEVER, DRIVERS, sends={"key": KEY}),
    Route("planner", LOOKERS, NEVER, ids={"again": "{command_id}"}),
    Route("planner-live", LOOKERS, NEVER),
    Route("planner-read", NEVER, LOOKERS),
    Route("planner-charging", DRIVERS, DRIVERS, ok=302),
    Route("planner-climate", DRIVERS, DRIVERS, ok=302),
    Route("planner-departures", DRIVERS, DRIVERS, ok=302),
    Route("planner-mode", DRIVERS, DRIVERS, ok=302, done=200),
    Route("planner-limits", DRIVERS, DRIVERS, ok=302, done=200),
    Route("planner-clock", DRIVERS, DRIVERS, ok=302, sends={"wire_clock": "utc"}),
    # The household and its people
    Route("household", MEMBERS, NEVER),
    Route("household-off-peak", OWNERS, OWNERS),
    Route("household-log", OWNERS, NEVER),
    Route("household-settings", OWNERS, OWNERS, sends=HOUSEHOLD_SETTINGS),
    Route("household-export", OWNERS, OWNERS, done=200, proven=True),
    Route("household-delete", OWNERS, OWNERS, done=200, proven=True),  # without its name
    Route(
        "household-new",
        INSTALLER,
        INSTALLER,
        done=200,
        sends={"name": "The neighbours", "time_zone": "Europe/Paris"},
        proven=True,
    ),
    Route("switch-household", NEVER, MEMBERS, ids={"household": "{household_id}"}),
    Route("leave", NEVER, MEMBERS),
    Route(
        "invite",
        OWNERS,
        OWNERS,
        done=200,
        sends={"role": "viewer"},
        ids={"vehicles": "{vehicle_id}"},
        proven=True,
    ),
    Route("invitation-revoke", NEVER, KEEPERS, proven=True),
    Route(
        "member", KEEPERS, KEEPERS, sends={"role": "driver"}, ids={"level_{vehicle_id}": "none"}, proven=True
    ),
    Route("member-remove", NEVER, KEEPERS, proven=True),
    # Renault logins
    Route("login-link", OWNERS, OWNERS, done=200),
    Route("login-code", KEEPERS, KEEPERS, done=200),
    Route(
        "login-vehicles",
        KEEPERS,
        KEEPERS,
        sends={"vehicles": "{vehicle_id}"},
        ids={"vehicles": "{vehicle_id}"},
    ),
    Route("login", HOUSEHOLD, NEVER),
    Route("login-live", HOUSEHOLD, NEVER),
    Route("login-progress", KEEPERS, NEVER),
    Route("login-progress-live", KEEPERS, NEVER),
    Route("login-sign-in", KEEPERS, KEEPERS, done=200),
    Route("login-unlink", KEEPERS, KEEPERS, sends={"history": "delete"}, proven=True),
    # Coming in
    Route("first-run", GONE, GONE),
    Route("join-link", ANYBODY, NEVER_AT_ALL, ok=302),
    Route("join", GONE, GONE),  # without the link
    Route("manifest", ANYBODY, ANYBODY, done=200),
    # For machines
    # The installation
    Route("installation", INSTALLER, NEVER),
    Route("installation-live", INSTALLER, NEVER),
    Route("back-up-now", NEVER, INSTALLER),
    Route("choose-servers", INSTALLER, INSTALLER, ok=404, done=404),  # without a locale
    Route("servers", INSTALLER, INSTALLER, sends={"gigya_api_key": "3_a-new-one"}, proven=True),
    Route("vehicle-diagnostics", INSTALLER, NEVER),
    Route("live", ANYBODY, NEVER_AT_ALL),
    Route("ready", ANYBODY, NEVER_AT_ALL),
    Route("ready-worker", ANYBODY, NEVER_AT_ALL, ok=503),  # no worker runs here
    Route("metrics", GONE, NEVER_AT_ALL),  # until a token for it is set
    # A person's own
    Route("you", PEOPLE, PEOPLE, sends=YOU),
    Route("tokens", MEMBERS, MEMBERS, done=200, proven=True),
    Route("token-revoke", NEVER, HOLDER, proven=True),
    Route("account-delete", PEOPLE, PEOPLE, done=200, proven=True),  # without the tick
    # allauth's
    Route("account_login", GUESTS, GUESTS, done=200),
    Route("account_logout", PEOPLE, PEOPLE),
    Route("account_inactive", ANYBODY, NEVER_AT_ALL),
    Route("account_signup", GUESTS, GUESTS, done=200),
    Route("account_reauthenticate", PEOPLE, PEOPLE, done=200),
    Route("account_request_reauthentication_code", LED_ON, LED_ON),
    Route("account_confirm_reauthentication_code", LED_ON, LED_ON),
    Route("account_email", PEOPLE, PEOPLE, done=200),
    Route("account_email_verification_sent", ANYBODY, NEVER_AT_ALL),
    Route("account_confirm_email", ANYBODY, GONE),
    Route("account_confirm_login_code", LED_ON, LED_ON),
    Route("account_change_password", PEOPLE, PEOPLE, done=200),
    Route("account_set_password", LED_ON, LED_ON),
    Route("account_reset_password", ANYBODY, ANYBODY, done=200),
    Route("account_reset_password_done", ANYBODY, NEVER_AT_ALL),
    Route("account_reset_password_from_key", ANYBODY, ANYBODY, done=200),
    Route("account_reset_password_from_key_done", ANYBODY, NEVER_AT_ALL),
    Route("usersessions_list", PEOPLE, PEOPLE),
    Route("mfa_index", PEOPLE, NEVER),
    Route("mfa_authenticate", LED_ON, LED_ON),
    Route("mfa_reauthenticate", LED_ON, LED_ON),
    Route("mfa_activate_totp", NEWCOMERS, NEWCOMERS, done=200, proven=True),
    Route("mfa_deactivate_totp", HOLDERS, HOLDERS, proven=True),
    Route("mfa_view_recovery_codes", HOLDERS, NEVER, proven=True),
    Route("mfa_generate_recovery_codes", PEOPLE, HOLDERS_OR_AGAIN, proven=True),
    Route("mfa_download_recovery_codes", HOLDERS, NEVER, proven=True),
    Route("mfa_list_webauthn", PEOPLE, NEVER),
    Route("mfa_add_webauthn", PEOPLE, PEOPLE, done=200, proven=True),
    Route("mfa_remove_webauthn", HOLDER, HOLDER, proven=True),
    Route("mfa_edit_webauthn", HOLDER, HOLDER, done=200, proven=True),
    Route("mfa_reauthenticate_webauthn", HOLDERS_OR_LED_ON, LED_ON),
    Route("mfa_login_webauthn", LED_ON, LED_ON),
]


def named(name: str) -> Route:
    return next(route for route in ROUTES if route.name == name)
