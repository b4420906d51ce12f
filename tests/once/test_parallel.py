"""However often it is pressed or delivered, it is one command and one call."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import requests
from django.db import connections
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from tests.once.conftest import posted
from vehicles import tasks
from vehicles.models import Command, CommandState, User, Vehicle

ZOE_50 = "VF1PLAYEDZE500002"
TWENTY = 20


def together(do: Callable[[int], Any], times: int = TWENTY) -> list[Any]:
    """Do it that many times at once, each in a thread of its own."""
    barrier = Barrier(times)

    def one(number: int) -> Any:
        try:
            barrier.wait()
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def cookies_of(owner: User) -> dict[str, str]:
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": "c" * 32}


def press(live_server: Any, path: str, cookies: dict[str, str], **form: str) -> requests.Response:
    return requests.post(
        f"{live_server.url}{path}",
        data={"csrfmiddlewaretoken": cookies["csrftoken"], **form},
        cookies=cookies,
        allow_redirects=False,
        timeout=60,
    )


def test_twenty_posts_of_one_form_make_one_command_and_one_call(
    owner: User, simulator: Any, live_server: Any
) -> None:
    path = reverse("vehicle-controls", args=[Vehicle.objects.get(vin=ZOE_50).pk])
    cookies, key = cookies_of(owner), str(uuid.uuid4())
    answers = together(lambda _n: press(live_server, path, cookies, kind="stop_charge", key=key).status_code)
    assert answers == [302] * TWENTY
    command = Command.objects.get()
    assert OrmQ.objects.filter(key__isnull=False).count() >= 1
    assert [task.task["args"] for task in OrmQ.objects.all() if "send_command" in task.task["func"]] == [
        (command.pk,)
    ]
    tasks.send_command(command.pk)
    assert len(posted(simulator)) == 1


def test_a_reload_of_what_was_posted_is_the_same_command(
    owner: User, simulator: Any, live_server: Any
) -> None:
    path = reverse("vehicle-controls", args=[Vehicle.objects.get(vin=ZOE_50).pk])
    cookies, key = cookies_of(owner), str(uuid.uuid4())
    for _ in range(3):
        assert press(live_server, path, cookies, kind="stop_charge", key=key).status_code == 302
        tasks.send_command(Command.objects.get().pk)
    assert len(posted(simulator)) == 1


def test_twenty_different_posts_make_five_commands(owner: User, simulator: Any, live_server: Any) -> None:
    path = reverse("vehicle-controls", args=[Vehicle.objects.get(vin=ZOE_50).pk])
    cookies = cookies_of(owner)
    answers = together(
        lambda _n: press(live_server, path, cookies, kind="stop_charge", key=str(uuid.uuid4())).status_code
    )
    assert sorted(answers) == [302] * 5 + [422] * 15
    assert Command.objects.count() == 5


def test_a_task_delivered_to_twenty_workers_at_once_is_sent_by_one(
    asked: Callable[..., Command], simulator: Any
) -> None:
    command = asked(ZOE_50, "stop_charge")
    together(lambda _n: tasks.send_command(command.pk))
    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED
    assert len(posted(simulator)) == 1


def test_calling_off_and_sending_at_once_end_in_one_of_the_two(
    asked: Callable[..., Command], owner: User, simulator: Any
) -> None:
    from vehicles.services import commands

    command = asked(ZOE_50, "stop_charge")

    def either(number: int) -> None:
        if number % 2:
            tasks.send_command(command.pk)
        else:
            commands.cancel(Command.objects.get(pk=command.pk), owner)

    together(either, 8)
    command.refresh_from_db()
    assert (command.state, len(posted(simulator))) in (
        (CommandState.CANCELLED, 0),
        (CommandState.ACCEPTED, 1),
    )
