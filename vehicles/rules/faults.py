"""What a failed question means: for the endpoint, for the vehicle, for the login."""

from enum import Enum, auto

from vehicles.renault_api import (
    AccessDeniedException,
    AnswerTooLargeException,
    EndpointNotAvailableError,
    ForbiddenException,
    GigyaException,
    HttpStatusException,
    NotAuthenticatedException,
    NotSupportedException,
    PrivacyModeOnException,
    QuotaLimitException,
    RenaultException,
    ResourceNotFoundException,
    TransportException,
)


class Verdict(Enum):
    """What to do after a failure."""

    NOT_AVAILABLE = auto()  # this endpoint of this vehicle: leave it alone for long
    TEMPORARY = auto()  # this endpoint: ask again soon
    PRIVACY = auto()  # this vehicle: its driver's profile keeps data to itself
    UNLINKED = auto()  # this vehicle was taken off the account
    COOL_DOWN = auto()  # this login: the quota is used up
    SIGN_IN = auto()  # this login: a person must sign in again
    UNREACHABLE = auto()  # no server answered: end this poll


OF_LOGIN = frozenset({Verdict.COOL_DOWN, Verdict.SIGN_IN, Verdict.UNREACHABLE})


def judge(error: RenaultException, *, ever_worked: bool, token_kept: bool = True) -> Verdict:
    """Return what the failure means.

    `ever_worked` says whether this endpoint has answered before; `token_kept` whether the client still
    holds the login token (it forgets one that Renault calls invalid).

    A refusal before an endpoint ever worked means that the vehicle does not have it; afterwards it is
    temporary. Privacy mode comes in two forms, the second hidden in an access refusal (403009).
    """
    details = f"{getattr(error, 'error_code', '')} {getattr(error, 'error_details', '')}"
    if isinstance(error, NotAuthenticatedException):
        return Verdict.UNREACHABLE if token_kept else Verdict.SIGN_IN
    if isinstance(error, QuotaLimitException):
        return Verdict.COOL_DOWN
    if isinstance(error, PrivacyModeOnException) or "403009" in details:
        return Verdict.PRIVACY
    if "empty-vehicle-link" in details or "no vehicle in garage" in details.lower():
        return Verdict.UNLINKED
    if isinstance(error, EndpointNotAvailableError | NotSupportedException | ResourceNotFoundException):
        return Verdict.NOT_AVAILABLE
    if isinstance(error, AccessDeniedException | ForbiddenException):
        return Verdict.TEMPORARY if ever_worked else Verdict.NOT_AVAILABLE
    if isinstance(error, HttpStatusException | AnswerTooLargeException):
        return Verdict.TEMPORARY  # something answers, for this endpoint; the others may well answer right
    if isinstance(error, TransportException | GigyaException):
        return Verdict.UNREACHABLE
    return Verdict.TEMPORARY
