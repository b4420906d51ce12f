"""A worker that is killed while it sends: never a second call, and what is shown is true.

Each step is made to last by a fault of the played servers or by a lock on the row, so that the kill falls
into it and nowhere else.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.once.conftest import Sender, eventually, posted, state_of
from vehicles import clock, tasks
from vehicles.models import Command, CommandState, OfferBack, User
from vehicles.rules.refusals import Reason

ZOE_50, RENAULT_5 = "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"
Asks = Callable[..., Command]
Starts = Callable[[Command], Sender]


def let_the_mark_run_out() -> None:
    Command.objects.filter(state=CommandState.SENDING).update(
        sending_until=clock.machine_now() - timedelta(seconds=1)
    )


def assert_nobody_knows_and_nothing_is_sent_again(
    command: Command, owner: User, simulator: Any, sent: int
) -> None:
    """The queue delivers it again and again, ticks come, and still it is not sent a second time."""
    for _ in range(2):
        tasks.send_command(command.pk)
        tasks.tick()
    assert state_of(command) == CommandState.SENDING
    let_the_mark_run_out()
    tasks.tick()
    for _ in range(2):
        tasks.send_command(command.pk)
        tasks.tick()
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.UNKNOWN, Reason.WORKER_DIED)
    assert len(posted(simulator)) == sent
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("vehicle-commands", args=[command.vehicle_id])).content.decode()
    assert "Nobody can say whether it arrived." in page
    assert "It did arrive" in page


def assert_it_stays_accepted(command: Command, simulator: Any) -> None:
    for _ in range(3):
        tasks.send_command(command.pk)
        tasks.tick()
    assert state_of(command) == CommandState.ACCEPTED
    assert len(posted(simulator)) == 1


def test_killed_after_the_mark_and_before_anything_left(
    asked: Asks, sender: Starts, owner: User, simulator: Any
) -> None:
    simulator.control.fault("slow", endpoint="accounts.getJWT", seconds=25)
    before = len([c for c in simulator.simulator.calls.log if "getJWT" in c["path"]])
    command = asked(ZOE_50, "stop_charge")
    worker = sender(command)
    log = simulator.simulator.calls.log
    eventually(lambda: len([c for c in log if "getJWT" in c["path"]]) > before, "the worker signs in")
    assert state_of(command) == CommandState.SENDING
    worker.kill()
    simulator.control.clear()
    assert_nobody_knows_and_nothing_is_sent_again(command, owner, simulator, sent=0)


@pytest.mark.parametrize("fault", ["slow", "drip"])
def test_killed_while_the_answer_is_on_its_way(
    asked: Asks, sender: Starts, owner: User, simulator: Any, fault: str
) -> None:
    simulator.control.fault(fault, endpoint="/charge/pause-resume", seconds=20)
    command = asked(ZOE_50, "stop_charge")
    worker = sender(command)
    eventually(lambda: posted(simulator), "the command arrives")
    assert state_of(command) == CommandState.SENDING
    worker.kill()
    assert_nobody_knows_and_nothing_is_sent_again(command, owner, simulator, sent=1)


def test_killed_between_the_answer_and_writing_it_down(
    asked: Asks, sender: Starts, owner: User, simulator: Any
) -> None:
    simulator.control.fault("slow", endpoint="/charge/pause-resume", seconds=1)
    command = asked(ZOE_50, "stop_charge")
    worker = sender(command)
    eventually(lambda: posted(simulator), "the command arrives")
    with transaction.atomic():
        Command.objects.select_for_update().get(pk=command.pk)  # SQLite: the whole file is taken
        # The answer comes after a second; then the worker waits for the row.
        with pytest.raises(AssertionError):
            eventually(lambda: worker.process.poll() is not None, "it waits for the row", seconds=3)
        worker.kill()
    if connection.vendor == "postgresql":
        # The server had the statement already, and carries it out though nobody waits: also true.
        eventually(lambda: state_of(command) == CommandState.ACCEPTED, "the server writes it down")
        assert_it_stays_accepted(command, simulator)
        return
    assert_nobody_knows_and_nothing_is_sent_again(command, owner, simulator, sent=1)


def test_killed_after_the_answer_was_written_down(
    asked: Asks, sender: Starts, owner: User, simulator: Any
) -> None:
    command = asked(ZOE_50, "stop_charge")
    worker = sender(command)
    eventually(lambda: state_of(command) == CommandState.ACCEPTED, "it is accepted")
    worker.close()
    assert_it_stays_accepted(command, simulator)


def test_killed_while_the_programs_are_read_before_they_are_switched_off(
    asked: Asks, sender: Starts, owner: User, simulator: Any
) -> None:
    simulator.control.fault("slow", endpoint="ev/settings", seconds=20)
    command = asked(RENAULT_5, "start_charge")
    worker = sender(command)
    log = simulator.simulator.calls.log
    eventually(lambda: [c for c in log if "ev/settings" in c["path"]], "the programs are read")
    worker.kill()
    simulator.control.clear()
    assert_nobody_knows_and_nothing_is_sent_again(command, owner, simulator, sent=0)
    assert (command.programs, command.offer_back) == (None, OfferBack.NOTHING)


def test_killed_while_the_programs_are_switched_off_they_are_still_remembered(
    asked: Asks, sender: Starts, owner: User, simulator: Any
) -> None:
    before = simulator.simulator.garage.world.attributes(RENAULT_5, "ev/settings")["programs"]
    played = simulator.simulator

    def slow_posts(response: Any, path: str, login: str | None) -> Any:
        from dataclasses import replace

        return replace(response, delay=20.0) if posting and "ev/settings" in path else response

    posting: list[bool] = []
    answer = played.kamereon.answer

    def noticing(request: Any) -> Any:
        posting[:] = [True] if request.method == "POST" else []
        return answer(request)

    played.kamereon.answer = noticing
    played.faults.spoil = slow_posts
    command = asked(RENAULT_5, "start_charge")
    worker = sender(command)
    eventually(lambda: posted(simulator), "the settings are posted")
    worker.kill()
    posting.clear()
    played.kamereon.answer = answer
    assert_nobody_knows_and_nothing_is_sent_again(command, owner, simulator, sent=1)
    assert (command.programs, command.offer_back) == (before, OfferBack.BY_PRESS)
