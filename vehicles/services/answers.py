"""The record of what an endpoint last answered, or of why it did not."""

from datetime import datetime, timedelta

from ..models import EndpointState, Vehicle, VehicleEndpoint
from ..renault_api import Answer, RenaultException
from ..renault_api.redact import mask_answer
from ..rules.faults import Verdict
from . import troubles

NOT_AVAILABLE_FOR = timedelta(days=7)
LOST_FOR = timedelta(days=1)  # where it worked before
# A little less than the hour after which a vehicle in privacy mode is asked again.
PRIVATE_FOR = timedelta(minutes=50)


def told(record: VehicleEndpoint, error: str) -> None:
    """Tell the log where an endpoint's trouble begins, changes or ends."""
    troubles.changed(f"Vehicle {record.vehicle_id}, {record.endpoint}", record.error, error)


def keep(vehicle: Vehicle, endpoint: str, answer: Answer, now: datetime) -> None:
    """Keep the answer, masked, as the endpoint's last."""
    record, _created = VehicleEndpoint.objects.get_or_create(vehicle=vehicle, endpoint=endpoint)
    told(record, "")
    record.state = EndpointState.WORKS
    record.first_worked_at = record.first_worked_at or now
    record.tried_at = record.answered_at = now
    record.try_again_at, record.error = None, ""
    record.raw = mask_answer(answer.raw_data)
    record.save()


def keep_failure(
    vehicle: Vehicle, endpoint: str, error: RenaultException, verdict: Verdict, now: datetime
) -> None:
    """Keep that the endpoint failed; its last answer stays."""
    record, _created = VehicleEndpoint.objects.get_or_create(vehicle=vehicle, endpoint=endpoint)
    told(record, type(error).__name__)
    record.tried_at, record.error = now, type(error).__name__
    record.state = EndpointState.FAILING
    if verdict is Verdict.NOT_AVAILABLE:
        record.state = EndpointState.NOT_AVAILABLE
        record.try_again_at = now + (LOST_FOR if record.first_worked_at else NOT_AVAILABLE_FOR)
    elif verdict is Verdict.PRIVACY:
        record.try_again_at = now + PRIVATE_FOR
    record.save()
