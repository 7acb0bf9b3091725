"""Every look of a company or the service centre at something about a pupil goes into the audit log."""

import json
from collections.abc import Iterator, Mapping, Sequence

from starlette.responses import Response

from regio_chassis.access import Principal, Scope
from regio_chassis.audit import Act

ABOUT_PUPILS = frozenset(
    {"application", "placement", "agreement", "practice_day", "diary", "assessment", "visit", "incident"}
)
"""Resources whose answers to a company have a pupil's first name, or say where a pupil is."""


def watch(
    operation: str, principal: Principal, scope: Scope, path: Mapping[str, str], response: Response
) -> Sequence[Act]:
    """What the audit log says of an answer; nothing where a school, a pupil or a guardian asked for their own."""
    resource = operation.partition(".")[0]
    if resource not in ABOUT_PUPILS or not (scope.everything or scope.of("company")) or response.status_code >= 300:
        return []
    who = f"{principal.issuer} {principal.subject}"
    ids = [path["id"]] if "id" in path else list(dict.fromkeys(_ids(response))) or ["all"]
    return [Act(who, operation, f"{resource}:{id}") for id in ids]


def _ids(response: Response) -> Iterator[str]:
    if response.media_type != "application/json" or not response.body:
        return
    answer = json.loads(bytes(response.body))
    items = answer.get("items", [answer]) if isinstance(answer, dict) else []
    for one in items:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield one["id"]
