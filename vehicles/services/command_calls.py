"""From a command to the client's call that sends it."""

from collections.abc import Callable, Mapping
from typing import Any

from ..models import Command, CommandKind
from ..renault_api import ChargeSchedule, HvacSchedule, RenaultVehicle
from ..rules import commands


def send(of_renault: RenaultVehicle, command: Command, body: dict[str, Any] | None) -> None:
    """Make the one call; `body` is the whole object to post, where one was read before.

    Raises RenaultException.
    """
    if body is not None:
        endpoint = commands.KINDS[command.kind].endpoint
        of_renault.http_post(of_renault.get_full_endpoint(endpoint), body)
        return
    _CALLS[command.kind](of_renault, command)


def _weeks(command: Command, of_type: type[Any]) -> list[Any]:
    return [of_type.from_raw(week) for week in command.arguments["schedules"]]


_CALLS: Mapping[str, Callable[[RenaultVehicle, Command], Any]] = {
    CommandKind.START_CHARGE: lambda car, command: car.set_charge_start(command.start_in_car_at),
    CommandKind.STOP_CHARGE: lambda car, _command: car.set_charge_stop(),
    CommandKind.START_PRECONDITIONING: lambda car, command: car.set_ac_start(
        command.arguments["temperature_c"], command.start_in_car_at
    ),
    CommandKind.STOP_PRECONDITIONING: lambda car, _command: car.set_ac_stop(),
    CommandKind.CHARGE_MODE: lambda car, command: car.set_charge_mode(command.arguments["mode"]),
    CommandKind.CHARGE_LIMITS: lambda car, command: car.set_battery_soc(
        min=command.arguments["minimum"], target=command.arguments["target"]
    ),
    CommandKind.CHARGE_SCHEDULES: lambda car, command: car.set_charge_schedules(
        _weeks(command, ChargeSchedule)
    ),
    CommandKind.HVAC_SCHEDULES: lambda car, command: car.set_hvac_schedules(_weeks(command, HvacSchedule)),
    CommandKind.DEPARTURE_PROGRAMS: lambda car, command: car.http_post(
        car.get_full_endpoint("charge-schedule"), command.arguments["settings"]
    ),
    CommandKind.HORN: lambda car, _command: car.start_horn(),
    CommandKind.LIGHTS: lambda car, _command: car.start_lights(),
    CommandKind.REFRESH_POSITION: lambda car, _command: car.refresh_location(),
}
