"""How refusals are told apart."""

import pickle

import pytest

from vehicles import renault_api
from vehicles.renault_api import (
    AccessDeniedException,
    HttpStatusException,
    InvalidInputException,
    KamereonResponseException,
    PrivacyModeOnException,
    RenaultException,
    RenaultVehicle,
)

from .played import Answer, PlayedRenault, kamereon_error


@pytest.mark.parametrize(
    ("code", "name", "permanent"),
    [
        ("err.func.400", "InvalidInputException", True),
        ("err.func.403", "AccessDeniedException", False),
        ("err.tech.500", "InvalidUpstreamException", False),
        ("err.tech.501", "NotSupportedException", True),
        ("err.func.wired.notFound", "ResourceNotFoundException", True),
        ("err.tech.wired.kamereon-proxy", "FailedForwardException", False),
        ("err.func.wired.overloaded", "QuotaLimitException", False),
        ("err.func.privacy.on", "PrivacyModeOnException", False),
        ("err.func.wired.forbidden", "ForbiddenException", False),
        ("err.func.wired.unauthorized", "UnauthorizedException", False),
        ("err.func.wired.low.battery.level", "InsufficientBatteryLevelException", False),
        ("409001", "ChargeModeInProgressException", False),
        ("err.something.new", "KamereonResponseException", False),
    ],
)
@pytest.mark.parametrize("status", [200, 403, 500])
def test_the_code_chooses_whatever_the_status(
    renault: PlayedRenault, zoe: RenaultVehicle, code: str, name: str, permanent: bool, status: int
):
    renault.on("GET", "/cockpit", Answer(kamereon_error(code), status))
    with pytest.raises(KamereonResponseException) as caught:
        zoe.get_cockpit()
    assert type(caught.value) is getattr(renault_api, name)
    assert (caught.value.error_code, caught.value.error_details) == (code, "Something went wrong")
    assert caught.value.permanent is permanent


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        ([{"title": "Upstream failed"}], "Upstream failed"),
        (
            [{"source": {"pointer": "/data/attributes/when"}, "detail": "must lie ahead"}],
            "/data/attributes/when must lie ahead",
        ),
        ([{"detail": "one"}, {"title": "t", "detail": "two"}, 3], "one, t two"),
    ],
)
def test_reasons_wrapped_in_json_become_one_line(
    renault: PlayedRenault, zoe: RenaultVehicle, inner: list[object], line: str
):
    renault.on("GET", "/cockpit", kamereon_error("err.func.400", {"errors": inner}))
    with pytest.raises(InvalidInputException) as caught:
        zoe.get_cockpit()
    assert caught.value.error_details == line


@pytest.mark.parametrize("message", ['{"errors": 3}', "{broken", '{"errors": []}', "[]", "plain"])
def test_a_reason_that_cannot_be_unwrapped_is_kept(renault: PlayedRenault, zoe: RenaultVehicle, message: str):
    renault.on("GET", "/cockpit", kamereon_error("err.func.400", message))
    with pytest.raises(InvalidInputException) as caught:
        zoe.get_cockpit()
    assert caught.value.error_details == message


def test_privacy_mode_in_the_words_of_a_denied_access_is_both(renault: PlayedRenault, zoe: RenaultVehicle):
    inner = {"errors": [{"status": "403", "code": "403009", "detail": "Privacy mode is on"}]}
    renault.on("GET", "/location", Answer(kamereon_error("err.func.403", inner), 403))
    with pytest.raises(PrivacyModeOnException) as caught:
        zoe.get_location()
    assert isinstance(caught.value, AccessDeniedException)


@pytest.mark.parametrize("body", [b"", b"oops", b"<html></html>", b'{"data": ', b"[1, 2", b"\xff\xfe{"])
def test_a_body_that_is_no_json_is_told(renault: PlayedRenault, zoe: RenaultVehicle, body: bytes):
    renault.on("GET", "/cockpit", Answer(body))
    with pytest.raises(KamereonResponseException) as caught:
        zoe.get_cockpit()
    assert caught.value.error_code == "Invalid JSON"


@pytest.mark.parametrize("body", [b"", b"oops", b"<html></html>", b"{}", b"[]", b'{"message": "Forbidden"}'])
def test_a_failing_status_without_a_reason_is_told(renault: PlayedRenault, zoe: RenaultVehicle, body: bytes):
    renault.on("GET", "/cockpit", Answer(body, 403))
    with pytest.raises(HttpStatusException) as caught:
        zoe.get_cockpit()
    assert caught.value.status == 403


@pytest.mark.parametrize("content", [[], [1], {"data": []}, {"data": "x"}, {"data": None}])
def test_what_is_no_object_where_one_must_be_is_a_failure(
    renault: PlayedRenault, zoe: RenaultVehicle, content: object
):
    renault.on("GET", "/cockpit", content)
    with pytest.raises(KamereonResponseException):
        zoe.get_cockpit()


@pytest.mark.parametrize("errors", ["x", 3, {}, [], [3], None])
def test_errors_of_the_wrong_shape_are_no_errors(renault: PlayedRenault, zoe: RenaultVehicle, errors: object):
    renault.on("GET", "/cockpit", {"errors": errors, "data": {"attributes": {"totalMileage": 9}}})
    assert zoe.get_cockpit().totalMileage == 9


def test_failures_survive_a_journey_between_processes():
    for error in (
        AccessDeniedException("err.func.403", "no"),
        HttpStatusException(502),
        renault_api.EndpointNotAvailableError("pressure", "X101VE"),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))


def test_every_failure_has_one_root():
    kinds = [getattr(renault_api, name) for name in renault_api.__all__]
    failures = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(failures) > 20
    assert all(issubclass(kind, RenaultException) for kind in failures)
