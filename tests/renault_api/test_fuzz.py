"""Whatever Renault sends, what leaves is an answer or one of our failures."""

import contextlib
import json
import os
from typing import Any

import pytest

from vehicles import renault_api
from vehicles.renault_api import RenaultException
from vehicles.renault_api.kamereon.envelope import attributes_of, open_envelope
from vehicles.renault_api.redact import mask, mask_answer

pytestmark = pytest.mark.fuzz
hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies

FIELDS = sorted(
    {
        field
        for kind in (getattr(renault_api, name) for name in renault_api.__all__)
        if isinstance(kind, type) and issubclass(kind, renault_api.Answer)
        for field in kind.__dataclass_fields__
    }
)
ANSWER_TYPES = sorted(
    (
        kind
        for kind in (getattr(renault_api, name) for name in renault_api.__all__)
        if isinstance(kind, type) and issubclass(kind, renault_api.Answer)
    ),
    key=lambda kind: kind.__name__,
)

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
names = st.sampled_from([*FIELDS, "errorCode", "errorMessage", "renditions"]) | st.text(max_size=8)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=20,
)
# For each type: a few in the ordinary tests, 10,000 in `make test-faults` (500 of each take minutes).
CASES = int(os.environ.get("FUZZ_CASES", "0"))
quick = hypothesis.settings(max_examples=CASES or 15, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize("kind", ANSWER_TYPES, ids=lambda kind: kind.__name__)
def test_every_type_takes_anything(kind: type[renault_api.Answer]):
    own = st.dictionaries(st.sampled_from(sorted(kind.__dataclass_fields__)), anything, max_size=12)

    @quick
    @hypothesis.given(own | anything)
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


@hypothesis.settings(quick, max_examples=CASES or 150)
@hypothesis.given(anything, st.sampled_from([200, 403, 500]), st.sampled_from(["", "data", "contractList"]))
def test_every_envelope_opens_or_is_our_failure(content: Any, status: int, list_name: str):
    try:
        attributes = attributes_of(open_envelope(status, json.dumps(content).encode(), list_name=list_name))
    except RenaultException as error:
        str(error)
    else:
        assert isinstance(attributes, dict)


@hypothesis.settings(quick, max_examples=CASES or 150)
@hypothesis.given(st.binary(max_size=60), st.sampled_from([200, 502]))
def test_every_body_opens_or_is_our_failure(body: bytes, status: int):
    with contextlib.suppress(RenaultException):
        assert isinstance(open_envelope(status, body), dict)


@hypothesis.settings(quick, max_examples=CASES or 80)
@hypothesis.given(anything)
def test_a_masked_answer_can_be_stored(content: Any):
    json.dumps(mask_answer(content), allow_nan=False).encode()


@quick
@hypothesis.given(st.text(max_size=200))
def test_masking_takes_any_text(text: str):
    assert isinstance(mask(text), str)
