"""Everything that can go wrong when speaking to Renault.

```text
RenaultException
├── NotAuthenticatedException            sign in (again)
├── EndpointNotAvailableError            this model does not have it; nothing was sent
├── InvalidInputError                    also a ValueError; nothing was sent
├── PictureRefusedError                  a picture leads away from Renault's hosts; nothing was sent there
├── TransportException                   no usable answer came back
│   ├── CallTimeoutException             the time for the call was up
│   ├── AnswerTooLargeException          reading it was given up
│   └── HttpStatusException              the answer is no JSON, and its status says failure
├── GigyaException
│   └── GigyaResponseException           (error_code, error_details)
│       ├── InvalidCredentialsException
│       ├── PendingTwoFactorAuthenticationException
│       └── InvalidVerificationCodeException
└── KamereonException
    └── KamereonResponseException        (error_code, error_details)
        ├── InvalidInputException            err.func.400
        ├── AccessDeniedException            err.func.403
        │   └── PrivacyModeAccessDenied      … with 403009 inside; a PrivacyModeOnException too
        ├── InvalidUpstreamException         err.tech.500
        ├── NotSupportedException            err.tech.501
        ├── ResourceNotFoundException        err.func.wired.notFound
        ├── FailedForwardException           err.tech.wired.kamereon-proxy
        ├── QuotaLimitException              err.func.wired.overloaded
        ├── PrivacyModeOnException           err.func.privacy.on
        ├── ForbiddenException               err.func.wired.forbidden
        ├── UnauthorizedException            err.func.wired.unauthorized
        ├── InsufficientBatteryLevelException   err.func.wired.low.battery.level
        └── ChargeModeInProgressException    409001
```

`permanent` tells the failures that asking again cannot cure, `nothing_sent` those after which it is
certain that the request itself never left: no connection came about, or signing in for it failed. Without
it a command may have arrived. The texts are masked; `error_details` is what the server said, word for word.
"""

from .redact import mask


class RenaultException(Exception):
    """The root of all failures that leave the client."""

    permanent = False
    nothing_sent = False


class NotAuthenticatedException(RenaultException):
    """There is no login token, or Renault no longer accepts it; a person must sign in."""

    permanent = True


class EndpointNotAvailableError(RenaultException):
    """The endpoint is known not to work on this model, so nothing was sent."""

    permanent = True
    nothing_sent = True

    def __init__(self, endpoint: str, model_code: str | None) -> None:
        super().__init__(endpoint, model_code)
        self.endpoint = endpoint
        self.model_code = model_code

    def __str__(self) -> str:
        return f"Endpoint '{self.endpoint}' is not available on model '{self.model_code}'."


class InvalidInputError(RenaultException, ValueError):
    """The caller asked for something that cannot be sent, so nothing was."""

    permanent = True
    nothing_sent = True


class PictureRefusedError(RenaultException):
    """A picture's address, or where it was redirected to, is none of Renault's, so it was not asked."""

    permanent = True


class TransportException(RenaultException):
    """No usable answer came back from Renault's servers."""


class CallTimeoutException(TransportException):
    """Renault's servers did not answer within the time a call may take."""


class AnswerTooLargeException(TransportException):
    """The answer is larger than any that we take; reading it was given up."""


class HttpStatusException(TransportException):
    """The answer carries no reason that we can read, only an HTTP status that says failure."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return f"Renault's server answered with HTTP status {self.status}."


class _ResponseException(RenaultException):
    """What both servers' answers with an error code share; its text and `args` are masked."""

    def __init__(self, error_code: str | int | None, error_details: str | None = None) -> None:
        super().__init__(error_code, None if error_details is None else mask(error_details))
        self.error_code = error_code
        self.error_details = error_details

    def __str__(self) -> str:
        return f"{self.error_code}: {self.args[1] or 'no details given'}"


class GigyaException(RenaultException):
    """Renault's identity server gave an answer that makes no sense."""


class GigyaResponseException(_ResponseException, GigyaException):
    """Renault's identity server refused, with a code and a reason."""


class InvalidCredentialsException(GigyaResponseException):
    """Wrong e-mail or password, or Renault has rotated its API key."""

    permanent = True


class PendingTwoFactorAuthenticationException(GigyaResponseException):
    """A code sent by e-mail is needed; `reg_token` ties it to this sign-in and never shows."""

    def __init__(self, error_code: int, error_details: str | None = None, reg_token: str = "") -> None:
        super().__init__(error_code, error_details)
        self.reg_token = reg_token


class InvalidVerificationCodeException(GigyaResponseException):
    """The code is wrong; the same challenge may be tried again."""


class KamereonException(RenaultException):
    """Renault's car server gave an answer that makes no sense."""


class KamereonResponseException(_ResponseException, KamereonException):
    """Renault's car server refused, with a code and a reason."""


class InvalidInputException(KamereonResponseException):
    """Renault found the request malformed."""

    permanent = True


class AccessDeniedException(KamereonResponseException):
    """The login may not ask this of the car: for lack of the feature, or for now."""


class InvalidUpstreamException(KamereonResponseException):
    """A server behind Renault's server failed; it passes."""


class NotSupportedException(KamereonResponseException):
    """The car's gateway cannot do this."""

    permanent = True


class ResourceNotFoundException(KamereonResponseException):
    """Renault has nothing of this kind for this car."""

    permanent = True


class FailedForwardException(KamereonResponseException):
    """Renault could not reach the server behind it; it passes."""


class QuotaLimitException(KamereonResponseException):
    """The login has asked too often; leave it alone for a quarter of an hour."""


class PrivacyModeOnException(KamereonResponseException):
    """The driver has switched privacy mode on in the car."""


class PrivacyModeAccessDenied(PrivacyModeOnException, AccessDeniedException):
    """Privacy mode is on, told in the words of a denied access."""


class ForbiddenException(KamereonResponseException):
    """Renault forbids this to the login."""


class UnauthorizedException(KamereonResponseException):
    """Renault does not accept the JWT: nothing was done."""


class InsufficientBatteryLevelException(KamereonResponseException):
    """The battery is too low for what was asked."""


class ChargeModeInProgressException(KamereonResponseException):
    """An earlier change of the charge mode is still on its way to the car."""


PRIVACY_DETAIL_CODE = "403009"

KAMEREON_ERRORS: dict[str, type[KamereonResponseException]] = {
    "err.func.400": InvalidInputException,
    "err.func.403": AccessDeniedException,
    "err.tech.500": InvalidUpstreamException,
    "err.tech.501": NotSupportedException,
    "err.func.wired.notFound": ResourceNotFoundException,
    "err.tech.wired.kamereon-proxy": FailedForwardException,
    "err.func.wired.overloaded": QuotaLimitException,
    "err.func.privacy.on": PrivacyModeOnException,
    "err.func.wired.forbidden": ForbiddenException,
    "err.func.wired.unauthorized": UnauthorizedException,
    "err.func.wired.low.battery.level": InsufficientBatteryLevelException,
    "409001": ChargeModeInProgressException,
}
