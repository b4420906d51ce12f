"""What Prometheus scrapes, behind a token."""

import hmac
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from ..services.metrics import gather

PREFIX = "renault_web_"


class _Database(Collector):
    """Asks the database for all metrics when it is scraped."""

    def collect(self) -> Iterator[Family]:
        for metric in gather():
            labels = list(metric.values[0][0]) if metric.values else []
            family = GaugeMetricFamily(PREFIX + metric.name, metric.what, labels=labels)
            for values, number in metric.values:
                family.add_metric(list(values.values()), number)
            yield family


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics; without a token in the settings there is no such page."""
    token = _token()
    if not token:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), token.encode()):
        return HttpResponse("The token is not right.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(_Database())
        told = generate_latest(registry)
    except Error:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse(told, content_type=CONTENT_TYPE_PLAIN_1_0_0)


def _token() -> str:
    """Return METRICS_TOKEN, or what stands in the file, read anew each time."""
    if settings.METRICS_TOKEN:
        return str(settings.METRICS_TOKEN)
    try:
        return Path(settings.METRICS_TOKEN_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
