"""Whatever Renault sends, what leaves is an answer or one of our failures."""

import base64
import contextlib
import json
import os
from typing import Any

import pytest

from vehicles import renault_api
from vehicles.renault_api import RenaultException, locales, pictures
from vehicles.renault_api.credentials import JWTCredential
from vehicles.renault_api.json_text import NotJson, parse
from vehicles.renault_api.kamereon.envelope import attributes_of, open_envelope
from vehicles.renault_api.redact import mask, mask_answer

hypothesis = pytest.importorskip("hypothesis")
from . import anything  # noqa: E402

st = hypothesis.strategies

ANSWER_TYPES = sorted(
    (
        kind
        for kind in (getattr(renault_api, name) for name in renault_api.__all__)
        if isinstance(kind, type) and issubclass(kind, renault_api.Answer)
    ),
    key=lambda kind: kind.__name__,
)
FIELDS = sorted({field for kind in ANSWER_TYPES for field in kind.__dataclass_fields__})
# How often each parser is tried; `make test-faults` does so 10,000 times.
CASES = int(os.environ.get("FUZZ_CASES", "500"))
often = hypothesis.settings(max_examples=CASES, deadline=None, derandomize=True, database=None)
whatever = anything.anything([*FIELDS, "errorCode", "errorMessage", "renditions", "errors", "source"])


@pytest.mark.parametrize("kind", ANSWER_TYPES, ids=lambda kind: kind.__name__)
def test_every_type_takes_anything(kind: type[renault_api.Answer]):
    @often
    @hypothesis.given(anything.anything(sorted(kind.__dataclass_fields__)))
    def take(raw: Any) -> None:
        answer = kind.from_raw(raw)
        repr(answer)
        for question in (
            "get_plug_status",
            "get_charging_status",
            "get_end_time",
            "get_picture",
            "uses_fuel",
        ):
            if hasattr(answer, question):
                getattr(answer, question)()

    take()


@often
@hypothesis.given(whatever, st.sampled_from([200, 403, 500]), st.sampled_from(["", "data", "contractList"]))
def test_every_envelope_opens_or_is_our_failure(content: Any, status: int, list_name: str):
    try:
        attributes = attributes_of(open_envelope(status, json.dumps(content).encode(), list_name=list_name))
    except RenaultException as error:
        str(error)
    else:
        assert isinstance(attributes, dict)


@often
@hypothesis.given(whatever, st.sampled_from([400, 403, 500]))
def test_every_error_within_an_answer_is_our_failure(message: Any, status: int):
    """The reason may be JSON within the JSON."""
    for told in (message, json.dumps(message)):
        body = json.dumps({"errors": [{"errorCode": message, "errorMessage": told}]}).encode()
        with pytest.raises(RenaultException) as raised:
            open_envelope(status, body)
        str(raised.value)


@often
@hypothesis.given(st.binary(max_size=60), st.sampled_from([200, 502]))
def test_every_body_opens_or_is_our_failure(body: bytes, status: int):
    with contextlib.suppress(RenaultException):
        assert isinstance(open_envelope(status, body), dict)


@often
@hypothesis.given(st.binary(max_size=60) | st.text(max_size=60))
def test_every_text_is_json_that_can_be_stored_or_none(text: str | bytes):
    with contextlib.suppress(NotJson):
        json.dumps(parse(text), allow_nan=False)


@often
@hypothesis.given(whatever)
def test_a_masked_answer_can_be_stored(content: Any):
    json.dumps(mask_answer(content), allow_nan=False).encode()


@often
@hypothesis.given(st.text(max_size=200))
def test_masking_takes_any_text(text: str):
    assert isinstance(mask(text), str)


@often
@hypothesis.given(anything.anything(["exp"]), st.text(max_size=40))
def test_every_jwt_has_an_end(claims: Any, text: str):
    encoded = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    for jwt in (f"head.{encoded}.signature", text, f"head.{text}"):
        assert JWTCredential(jwt).has_expired() in (True, False)


@often
@hypothesis.given(anything.anything(["servers", "gigyaProd", "wiredProd", "target", "apikey"]))
def test_every_file_of_servers_tells_texts_or_nothing(content: Any):
    assert all(isinstance(value, str) for value in locales.from_bucket(content).values())


@often
@hypothesis.given(st.text(max_size=60), st.sampled_from(["", "https://", "http://[", "//", "https://3dv.x/"]))
def test_every_address_of_a_picture_is_allowed_or_refused(rest: str, begin: str):
    with contextlib.suppress(pictures.PictureRefusedError):
        pictures._allowed(begin + rest)
    pictures._joined("https://example.com/a", begin + rest)
