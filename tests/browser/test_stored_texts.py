"""Whatever Renault or a person writes is shown as text: on every page, in a real browser."""

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.guards import routes
from tests.guards.addresses import address_of
from tests.guards.second_factors import give
from vehicles import clock, tasks
from vehicles.fields import seal
from vehicles.models import Energy, Household, Installation, LoginChallenge, Role, User, Vehicle
from vehicles.services import invitations, tokens

from .chromium import Page
from .look import LOOKS

ALERT = "alert(1)"
PAYLOADS = [
    f"<script>{ALERT}</script>",
    f"<img src=x onerror={ALERT}>",
    f'"><svg onload={ALERT}>',
    f"'><svg onload={ALERT}>",
    f"</title><script>{ALERT}</script>",
    f"</textarea><script>{ALERT}</script>",
    f"</script><script>{ALERT}</script>",
    f"</style><script>{ALERT}</script>",
    f"--><script>{ALERT}</script>",
    f"]]><script>{ALERT}</script>",
    f'" onmouseover="{ALERT}',
    f"' autofocus onfocus='{ALERT}",
    f"` onclick={ALERT} x=`",
    f"javascript:{ALERT}",
    f"data:text/html,<script>{ALERT}</script>",
    f"<a href=javascript:{ALERT}>look</a>",
    f"<iframe srcdoc='<script>{ALERT}'>",
    f"<input autofocus onfocus={ALERT}>",
    f"<details open ontoggle={ALERT}>",
    f"<svg><script>{ALERT}</script></svg>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example>",
    "<b hx-get=/you/ hx-trigger=load>",
    f'\\"}};{ALERT}//',
    f"&lt;script&gt;{ALERT}&lt;/script&gt;",
    f"%3Cscript%3E{ALERT}%3C/script%3E",
    "{{ 7|add:7 }}{% now 'Y' %}",
    f"\\u003cscript\\u003e{ALERT}",
]
# What nobody writes: our own words and codes, which are checked where they come in, and what is sealed.
OURS = {
    *(
        "time_zone",
        "locale",
        "country",
        "language",
        "token_hash",
        "prefix",
        "key",
        "endpoint",
        "kind",
    ),
    *(
        "content_type",
        "digest",
        "session_key",
        "password",
        "natural_key",
        "sealed",
        "login_token",
        "device_ids",
    ),
    *("proof", "reason", "state", "name_of", "folder", "account_id", "person_id"),
}
# Elements and attributes that only a text taken for HTML can have brought.
BROUGHT = """() => [
  ...document.querySelectorAll("base, iframe, math, [srcdoc], [hx-get='/you/'], form[action*=evil], style"),
  ...[...document.querySelectorAll("*")].filter((each) =>
    each.getAttributeNames().some((name) => name.startsWith("on"))),
  ...[...document.scripts].filter((each) => !each.src && each.type !== "application/json"),
  ...document.querySelectorAll("a[href^='javascript:' i], a[href^='data:' i], meta[http-equiv=refresh]"),
].map((each) => each.outerHTML.slice(0, 200))"""
TEXT = """() => document.body.innerText + "\\n" + document.title + "\\n" +
  [...document.querySelectorAll("input, textarea")].map((each) => each.value).join("\\n")"""
# Addresses that answer with something else than a page of their own.
NO_PAGES = ("csv", "json", "picture", "live", "figures", "cards", "export", "last-command", "diagnostics")
NO_PAGES += ("manifest", "ready", "ready-worker", "download_recovery_codes")
PAGES = [route for route in routes.ROUTES if route.ok == 200 and not route.name.endswith(NO_PAGES)]


def pages_for(person: str) -> list[routes.Route]:
    return [route for route in PAGES if route.get[person] == routes.IN]


def test_texts_stay_texts(site: Any, simulator: Any, look_at: Callable[..., Page]) -> None:
    home = furnished()
    spoken: list[str] = []
    seen = ""

    def look(page: Page, addresses: list[str]) -> None:
        nonlocal seen
        page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
        for address in dict.fromkeys(addresses):
            page.goto(address)
            assert page.evaluate(BROUGHT) == [], address
            assert spoken == [], address
            seen += page.evaluate(TEXT)

    # First, since signing in makes the link to a new password void.
    look(look_at(LOOKS[2]), [address_of(route, home) for route in pages_for("nobody")] + home.links)
    look(look_at(LOOKS[2], home.owner), [address_of(route, home) for route in pages_for("owner")])
    look(look_at(LOOKS[2], home.viewer), [reverse("mfa_activate_totp")])
    half_in = look_at(LOOKS[2])
    half_in.context.add_cookies([{"name": "sessionid", "value": home.half_in, "url": site.url}])
    look(half_in, [reverse("mfa_authenticate")])
    unseen = [payload for payload in PAYLOADS if payload not in seen]
    assert unseen == []


def test_every_page_that_somebody_may_open_is_among_those(site: Any) -> None:
    """What is left out above are answers without a page, and pages that lead on from where nothing waits."""
    opened = {route.name for person in ("owner", "nobody") for route in pages_for(person)}
    left_out = {route.name for route in PAGES if routes.IN in route.get.values()} - opened
    assert left_out == {"mfa_activate_totp"}


def furnished() -> Any:
    """Return a household in which everything has been told, and every text of it is a payload."""
    household = builders.household()
    owner = builders.member(household)
    viewer = builders.member(household, Role.VIEWER)
    Installation.objects.update(installer=owner)
    login = builders.linked(household, owner)
    Vehicle.objects.update(positions_on=True)
    tasks.poll_login(login.pk)
    vehicle = Vehicle.objects.filter(household=household).first()
    assert vehicle is not None
    tasks.fetch_papers(vehicle.pk)
    for number in range(len(PAYLOADS)):
        builders.vehicle(household, f"Car {number}", through=login)
        builders.charge(vehicle, f"2026-02-{number % 28 + 1:02} 10:00", f"2026-02-{number % 28 + 1:02} 10:30")
    things = {
        "vehicle_id": vehicle.pk,
        "fuel_vehicle_id": builders.vehicle(household, "Fuel", energy=Energy.FUEL).pk,
        "session_id": vehicle.charge_sessions.earliest("started_at").pk,
        "command_id": builders.command(vehicle, owner, state="failed", error_details="x", error_code="x").pk,
        "login_id": login.pk,
        "invitation_id": invitations.invite(household, owner, role=Role.VIEWER).invitation.pk,
        "member_id": household.memberships.get(user=viewer).pk,
        "household_id": household.pk,
        "challenge_id": challenge(household, owner),
        "token_id": tokens.make(
            household.memberships.get(user=owner), name="x", scope="read", lasts=timedelta(days=9)
        ).token.pk,
        "pk": give(owner).pk,
        "chart": "distance",
        "locale": "fr_FR",
        "uidb36": user_pk_to_url_str(owner),
        "key": "no-key",
    }
    invited = invitations.invite(household, owner, role=Role.VIEWER)
    half_in = password_typed(owner)
    address = EmailAddress.objects.create(user=owner, email="new@example.com")
    write_over_everything(vehicle)
    owner.refresh_from_db()
    return SimpleNamespace(
        owner=owner,
        viewer=viewer,
        things=things,
        half_in=half_in,
        links=[
            reverse("join-link", args=[invited.token]),
            reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]),
            reverse(
                "account_reset_password_from_key",
                args=[user_pk_to_url_str(owner), default_token_generator.make_token(owner)],
            ),
        ],
    )


def password_typed(user: User) -> str:
    """Return the session of somebody whose second step is still to come."""
    browser = Client()
    typed = {"login": user.email, "password": builders.PASSWORD}
    led_to = browser.post(reverse("account_login"), typed)
    assert led_to["Location"].startswith(reverse("mfa_authenticate"))
    return browser.cookies["sessionid"].value


def challenge(household: Household, owner: User) -> int:
    """Begin a sign-in that waits for its code, with two addresses to choose from."""
    made = LoginChallenge.objects.create(
        household=household,
        user=owner,
        email="a@example.com",
        locale="fr_FR",
        sent_to="x",
        expires_at=clock.machine_now() + timedelta(minutes=9),
    )
    addresses = [[str(number), all_that_fit(None, number)] for number in range(2)]
    content = json.dumps({"pending": {}, "devices": None, "addresses": addresses})
    made.sealed = seal(content, identity=f"challenge:{made.pk}")
    made.save()
    return made.pk


def write_over_everything(main: Vehicle) -> None:
    """Put all payloads into every text that Renault or a person may have written.

    The main vehicle keeps its model: what an unknown model is not asked for could not be shown.
    """
    theirs = [model for label in ("vehicles", "account") for model in apps.get_app_config(label).get_models()]
    for model in theirs:
        texts = [each for each in model._meta.fields if is_theirs(each)]
        for number, row in enumerate(model._base_manager.order_by("pk") if texts else ()):
            for place, column in enumerate(texts):
                if row != main or column.name != "model_code":
                    write(row, column, number + 7 * place)
    for number, passkey in enumerate(Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)):
        passkey.wrap().name = all_that_fit(None, number)
        passkey.save()


def is_theirs(column: models.Field) -> bool:
    free = isinstance(column, models.CharField | models.TextField | models.JSONField)
    return free and not column.choices and column.name not in OURS


def write(row: models.Model, column: models.Field, number: int) -> None:
    payload = all_that_fit(getattr(column, "max_length", None), number)
    if not payload:
        return
    value = (
        replaced(getattr(row, column.attname), payload) if isinstance(column, models.JSONField) else payload
    )
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{column.attname: value})
    except IntegrityError:
        return  # what two rows may not share, or what only certain values may stand in


def all_that_fit(most: int | None, number: int) -> str:
    """Return all payloads in a row, no two of them alike; PostgreSQL keeps only one in a short column."""
    if connection.vendor == "sqlite" or most is None:
        return " ".join([*PAYLOADS, str(number)])
    fitting = [each for each in PAYLOADS if len(each) <= most]
    return fitting[number % len(fitting)] if fitting else ""


def replaced(value: Any, payload: str) -> Any:
    """Return an answer of Renault's with the payload for each text that is words: no time, no code."""
    if isinstance(value, dict):
        return {key: replaced(each, payload) for key, each in value.items()}
    if isinstance(value, list):
        return [replaced(each, payload) for each in value]
    return payload if isinstance(value, str) and (" " in value or value.islower()) else value
