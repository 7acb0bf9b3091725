"""What the OpenAPI documents give as an example is something that the operation takes."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from programmes import SERVICES
from pydantic import SecretStr, TypeAdapter, ValidationError
from pydantic_core import to_json

from regio_chassis.service import create_app
from regio_chassis.web.openapi import openapi_document
from regio_chassis.web.routing import EdgeRoute

Operation = tuple[EdgeRoute, dict[str, Any]]
pytestmark = pytest.mark.parametrize("service", sorted(SERVICES))


def operations(service: str) -> Iterator[Operation]:
    """Every route with what the document says of it."""
    definition = SERVICES[service]
    settings = definition.settings(
        database_url="sqlite://", redis_url="redis://127.0.0.1:1", secret=SecretStr("t" * 32)
    )
    app = create_app(definition, settings)
    paths = openapi_document(app, app.state.edge, "")["paths"].values()
    said = {each["operationId"]: each for path in paths for each in path.values() if "operationId" in each}
    return ((route, said[route.operation]) for route in app.router.routes if isinstance(route, EdgeRoute))


def refusal(field: Any, example: object, *, text: bool = False) -> list[object]:
    """Why a declared field does not take ``example``: places and codes."""
    validator = TypeAdapter(Annotated[field.field_info.annotation, None, *field.field_info.metadata])
    try:
        if text:
            validator.validate_strings(example)
        else:
            validator.validate_json(to_json(example))
    except ValidationError as refused:
        return [(fault["loc"], fault["type"]) for fault in refused.errors()]
    return []


def test_every_example_of_a_body_is_taken_by_its_operation(service: str) -> None:
    wrong, tried = {}, 0
    for route, said in operations(service):
        media = said.get("requestBody", {}).get("content", {}).get("application/json")
        if media is None or route.body_field is None:
            continue
        tried += 1
        if found := refusal(route.body_field, media["example"]):
            wrong[route.operation] = found

    assert tried > 10
    assert wrong == {}


def test_every_parameter_that_must_be_there_has_an_example_that_is_taken(service: str) -> None:
    wrong = {}
    for route, said in operations(service):
        declared = {each["name"]: each for each in said.get("parameters", ()) if each["in"] == "query"}
        for field in route.dependant.query_params:
            parameter = declared[field.alias]
            example = parameter.get("example", parameter["schema"].get("examples", [None])[0])
            if parameter["required"] and (example is None or refusal(field, example, text=True)):
                wrong[f"{route.operation} {field.alias}"] = example

    assert wrong == {}
