"""How many requests there were, of which kind and how long they took; nothing of who asked or for what."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import Scope

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"


class Measures(Collector):
    """The figures of one application, by method, path template and status: ``/api/v1/offers/{id}``, never an id."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._times: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answer, from the first byte of the request to the last of the answer."""
        self._requests[method, route, status] += 1
        self._times[method, route][bisect_left(BUCKETS, seconds)] += 1
        self._seconds[method, route] += seconds

    def collect(self) -> Iterator[Metric]:
        """For Prometheus."""
        requests = CounterMetricFamily("regio_http_requests", "Answers", labels=["method", "route", "status"])
        for (method, route, status), number in self._requests.items():
            requests.add_metric([method, route, str(status)], number)
        yield requests
        times = HistogramMetricFamily("regio_http_request_seconds", "Time to answer", labels=["method", "route"])
        for (method, route), found in self._times.items():
            bounds = [*map(str, BUCKETS), "+Inf"]
            counted = list(zip(bounds, map(float, accumulate(found)), strict=True))
            times.add_metric([method, route], counted, self._seconds[method, route])
        yield times


def method_of(scope: Scope) -> str:
    """The method of a request, if it is one: what somebody invented must become no label."""
    method: str = scope["method"]
    return method if method in METHODS else "other"


def route_of(scope: Scope) -> str | None:
    """The path template that answered, e.g. ``/api/v1/offers/{id}``; None before that is known, or if there is none."""
    return getattr(scope.get("route"), "path_format", None)
