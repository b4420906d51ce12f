"""Questions to the table of models: where is this endpoint, what is peculiar to this model."""

from .endpoints import DEFAULT, GATEWAY_SPECIFICATIONS, MODELS, SPECIFICATIONS, EndpointDefinition

_TABLES: dict[str, dict[str, EndpointDefinition | None]] = {
    code: {
        **{endpoint: DEFAULT[endpoint] for endpoint in model.usual.split()},
        **dict.fromkeys(model.absent.split()),
        **model.elsewhere,
    }
    for code, model in MODELS.items()
}


def is_listed(model_code: str | None, endpoint: str) -> bool:
    """Return whether the table speaks of this endpoint on this model at all."""
    return endpoint in _TABLES.get(model_code or "", {})


def find_endpoint(model_code: str | None, endpoint: str) -> EndpointDefinition | None:
    """Return where the model has the endpoint, or None if it is known not to work or known to nobody.

    What the table does not list is taken to be at its usual place.
    """
    return _TABLES.get(model_code or "", {}).get(endpoint, DEFAULT.get(endpoint))


def specification(name: str, *, model_code: str | None = None, gateway: str | None = None) -> bool:
    """Return whether the model or its gateway has the peculiarity of this name."""
    by_model = SPECIFICATIONS.get(model_code or "", {})
    by_gateway = GATEWAY_SPECIFICATIONS.get(gateway or "", {})
    return by_model.get(name, False) or by_gateway.get(name, False)
