"""What a failed question means."""

import pytest

from vehicles.renault_api import (
    AccessDeniedException,
    AnswerTooLargeException,
    EndpointNotAvailableError,
    FailedForwardException,
    GigyaResponseException,
    HttpStatusException,
    InvalidUpstreamException,
    NotAuthenticatedException,
    NotSupportedException,
    PrivacyModeOnException,
    QuotaLimitException,
    RenaultException,
    ResourceNotFoundException,
    TransportException,
)
from vehicles.rules.faults import Verdict, judge


def test_a_refusal_before_an_endpoint_ever_worked_means_that_there_is_none() -> None:
    refusal = AccessDeniedException("err.func.403", "Access is denied for this resource")
    assert judge(refusal, ever_worked=False) is Verdict.NOT_AVAILABLE
    assert judge(refusal, ever_worked=True) is Verdict.TEMPORARY


def test_privacy_mode_has_two_forms() -> None:
    assert judge(PrivacyModeOnException("err.func.privacy.on", "on"), ever_worked=False) is Verdict.PRIVACY
    hidden = AccessDeniedException("err.func.403", "403009 something")
    assert judge(hidden, ever_worked=False) is Verdict.PRIVACY


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (NotSupportedException("err.tech.501", ""), Verdict.NOT_AVAILABLE),
        (ResourceNotFoundException("err.func.wired.notFound", ""), Verdict.NOT_AVAILABLE),
        (EndpointNotAvailableError("pressure", "X101VE"), Verdict.NOT_AVAILABLE),
        (InvalidUpstreamException("err.tech.500", ""), Verdict.TEMPORARY),
        (FailedForwardException("err.tech.wired.kamereon-proxy", ""), Verdict.TEMPORARY),
        (HttpStatusException(502), Verdict.TEMPORARY),
        (AnswerTooLargeException("larger than 2 MB"), Verdict.TEMPORARY),
        (QuotaLimitException("err.func.wired.overloaded", ""), Verdict.COOL_DOWN),
        (TransportException("no answer"), Verdict.UNREACHABLE),
        (GigyaResponseException(500001, "General Server Error"), Verdict.UNREACHABLE),
    ],
)
def test_each_failure_has_its_verdict(error: RenaultException, verdict: Verdict) -> None:
    assert judge(error, ever_worked=False) is verdict


def test_only_a_token_that_the_client_gave_up_asks_a_person_to_sign_in() -> None:
    refused = NotAuthenticatedException("refused")
    assert judge(refused, ever_worked=True, token_kept=False) is Verdict.SIGN_IN
    assert judge(refused, ever_worked=True, token_kept=True) is Verdict.UNREACHABLE
