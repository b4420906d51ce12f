"""Why a command came to nothing: from the client's exceptions to one word each.

The sentences that people read for these words stand in services/command_words.py.
"""

from dataclasses import dataclass
from enum import StrEnum

from vehicles.renault_api import (
    AccessDeniedException,
    ChargeModeInProgressException,
    EndpointNotAvailableError,
    FailedForwardException,
    ForbiddenException,
    GigyaException,
    HttpStatusException,
    InsufficientBatteryLevelException,
    InvalidInputError,
    InvalidInputException,
    InvalidUpstreamException,
    KamereonResponseException,
    NotAuthenticatedException,
    NotSupportedException,
    PrivacyModeOnException,
    QuotaLimitException,
    RenaultException,
    ResourceNotFoundException,
    UnauthorizedException,
)


class Reason(StrEnum):
    """Why not."""

    # Not even asked for
    MODEL = "model"
    NO_BATTERY = "no_battery"
    NO_PROGRAMS = "no_programs"
    PROGRAMS = "programs"
    BAD_ARGUMENTS = "bad_arguments"
    BAD_TIME = "bad_time"
    TOO_MANY = "too_many"
    BUDGET = "budget"
    COOLING = "cooling"
    NO_LOGIN = "no_login"
    SIGN_IN = "sign_in"
    TAKEN_OFF = "taken_off"
    POSITIONS_OFF = "positions_off"
    ROLE = "role"
    KEY = "key"
    NOTHING_TO_GIVE = "nothing_to_give"
    # Renault, or the car, said no
    NOT_PLUGGED = "not_plugged"
    BATTERY_LOW = "battery_low"
    PRIVACY = "privacy"
    CONTRACT = "contract"
    IN_PROGRESS = "in_progress"
    NOT_AVAILABLE = "not_available"
    QUOTA = "quota"
    NOT_UNDERSTOOD = "not_understood"
    NOT_FORWARDED = "not_forwarded"
    UNAUTHORIZED = "unauthorized"
    OTHER = "other"
    CHANGED = "changed"  # somebody else changed the programs meanwhile
    # It never left here
    NO_CONNECTION = "no_connection"
    IDENTITY_DOWN = "identity_down"
    NOT_READ = "not_read"  # what has to be read before could not be
    KEYS = "keys"
    # It may have arrived
    NO_ANSWER = "no_answer"
    UNREADABLE = "unreadable"
    SERVER_FAILED = "server_failed"
    WORKER_DIED = "worker_died"
    # Accepted, and nothing showed
    NOT_SHOWN = "not_shown"
    CANNOT_TELL = "cannot_tell"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an exception at sending means: the state of the command, and why."""

    state: str
    reason: Reason


def judge(error: RenaultException, *, token_kept: bool = True) -> Verdict:
    """Return what became of a command whose sending raised this.

    `token_kept` says whether the client still holds the login token (it forgets one that Renault calls
    invalid). A server that failed on the way, and an answer that cannot be read, leave open whether the
    command arrived; only an error that proves that nothing was sent makes it a failure.
    """
    if isinstance(error, NotAuthenticatedException):
        return Verdict("failed", Reason.IDENTITY_DOWN if token_kept else Reason.SIGN_IN)
    if isinstance(error, EndpointNotAvailableError):
        return Verdict("refused", Reason.MODEL)
    if isinstance(error, InvalidInputError):
        return Verdict("refused", Reason.BAD_ARGUMENTS)
    if isinstance(error, KamereonResponseException):
        return _of_answer(error)
    if error.nothing_sent:
        signing_in = isinstance(error, GigyaException)
        return Verdict("failed", Reason.IDENTITY_DOWN if signing_in else Reason.NO_CONNECTION)
    if isinstance(error, HttpStatusException):
        # Below 500 the gateway turned the request away; above, nobody knows what stands behind it.
        return (
            Verdict("refused", Reason.OTHER)
            if error.status < 500
            else Verdict("unknown", Reason.SERVER_FAILED)
        )
    return Verdict("unknown", Reason.NO_ANSWER)


def _of_answer(error: KamereonResponseException) -> Verdict:
    details = f"{error.error_code} {error.error_details}".lower()
    if isinstance(error, InvalidUpstreamException):
        return Verdict("unknown", Reason.SERVER_FAILED)
    if error.error_code == "Invalid JSON":
        return Verdict("unknown", Reason.UNREADABLE)
    if "empty-vehicle-link" in details or "no vehicle in garage" in details:
        return Verdict("refused", Reason.TAKEN_OFF)
    for of_type, reason in _ANSWERS:
        if isinstance(error, of_type):
            return Verdict("refused", reason)
    return Verdict("refused", Reason.NOT_PLUGGED if "plug" in details else Reason.OTHER)


# The first that fits; privacy mode comes as a denied access, too.
_ANSWERS: tuple[tuple[type[KamereonResponseException], Reason], ...] = (
    (PrivacyModeOnException, Reason.PRIVACY),
    (InsufficientBatteryLevelException, Reason.BATTERY_LOW),
    (ChargeModeInProgressException, Reason.IN_PROGRESS),
    (QuotaLimitException, Reason.QUOTA),
    (NotSupportedException, Reason.NOT_AVAILABLE),
    (ResourceNotFoundException, Reason.NOT_AVAILABLE),
    (AccessDeniedException, Reason.CONTRACT),
    (ForbiddenException, Reason.CONTRACT),
    (UnauthorizedException, Reason.UNAUTHORIZED),
    (FailedForwardException, Reason.NOT_FORWARDED),
    (InvalidInputException, Reason.NOT_UNDERSTOOD),
)
