"""What a service says about itself: valid, complete, and without asking anybody else."""

import gzip
import json
import re
from hashlib import sha256
from importlib.resources import files

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

ASSETS = files("regio_chassis.web") / "assets"


@pytest.fixture
def engine():
    """Documents do not depend on the database."""
    return "sqlite"


@pytest.fixture
async def document(anonymous):
    return (await anonymous.get("/openapi.json")).json()


def operations(document):
    return [operation for path in document["paths"].values() for operation in path.values()]


async def test_the_openapi_document_is_valid(document):
    assert document["openapi"].startswith("3.1")
    validate(document, cls=OpenAPIV31SpecValidator)


async def test_every_operation_declares_its_errors_as_problems(document):
    for operation in operations(document):
        errors = {status for status in operation["responses"] if status >= "400"}
        assert {"400", "401", "422", "500", "503"} <= errors, operation["operationId"]
        for status in errors:
            content = operation["responses"][status]["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert content["example"]["status"] == int(status)


async def test_every_operation_has_a_description_and_examples(document):
    for operation in operations(document):
        assert operation["description"]
        body = operation.get("requestBody", {}).get("content", {})
        answers = [answer["content"] for status, answer in operation["responses"].items() if status < "300"]
        for content in (body, *answers):
            for media in content.values():
                assert "example" in media, operation["operationId"]


async def test_what_the_edge_does_is_in_the_document(document):
    path = document["paths"]["/api/v1/shops/{shop_id}"]
    post = document["paths"]["/api/v1/shops"]["post"]

    change = {parameter["name"]: parameter for parameter in path["patch"]["parameters"]}
    assert change["If-Match"]["required"] is True
    assert {"412", "428"} <= set(path["patch"]["responses"])
    assert "304" in path["get"]["responses"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in post["parameters"]}
    assert set(post["responses"]["201"]["headers"]) == {"ETag", "Location"}
    assert post["security"] == [{"bearer": []}]
    assert document["paths"]["/api/v1/shops"]["get"]["security"] == [{"bearer": []}, {}]
    assert "429" in document["paths"]["/api/v1/shops/wishes"]["post"]["responses"]


async def test_a_verb_declares_what_its_signature_and_the_policy_can_refuse(document):
    post = document["paths"]["/api/v1/shops/{id}/open"]["post"]

    assert (post["operationId"], post["summary"]) == ("shop.open", "Open Shop")
    assert {"200", "401", "403", "404", "409", "412", "422"} <= set(post["responses"])
    assert post["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/ShopView")


@pytest.mark.parametrize("page", ["/docs", "/asyncapi"])
async def test_a_viewer_loads_only_what_we_serve(client_of, page):
    below = client_of(root="/praxistage")

    html = (await below.get("/praxistage" + page)).text

    addresses = re.findall(r'(?:src|href|data-url)="([^"]+)"', html)
    assert {address for address in addresses if not address.startswith("/praxistage/")} == {"data:,"}
    for address in addresses:
        if address != "data:,":
            assert (await below.get(address)).status_code == 200, address


@pytest.mark.parametrize("page", ["/docs", "/asyncapi"])
async def test_a_viewer_has_no_inline_code_and_a_policy_that_allows_none(anonymous, page):
    answer = await anonymous.get(page)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script[^>]*>[^<]|<style| on[a-z]+=| style=", answer.text)


@pytest.mark.parametrize(
    "row", json.loads((ASSETS / "manifest.json").read_text())["files"], ids=lambda row: row["file"]
)
def test_a_vendored_file_is_what_its_manifest_says(row):
    packed = (ASSETS / row["file"]).read_bytes()

    assert sha256(gzip.decompress(packed)).hexdigest() == row["sha256"]
    assert len(packed) < 700_000
    assert row["licence"] == "Apache-2.0"
    assert all((ASSETS / licence).is_file() for licence in row["licence_files"])


async def test_an_asset_is_sent_as_the_client_can_read_it(anonymous):
    packed = await anonymous.get("/assets/swagger-ui.css", headers={"Accept-Encoding": "gzip"})
    plain = await anonymous.get("/assets/swagger-ui.css", headers={"Accept-Encoding": "identity"})
    known = await anonymous.get("/assets/swagger-ui.css", headers={"If-None-Match": plain.headers["etag"]})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert (known.status_code, (await anonymous.get("/assets/manifest.json")).status_code) == (304, 404)


async def test_every_answer_has_the_security_headers(anonymous, client_of, chamber_key):
    answers = [await anonymous.get(path) for path in ("/docs", "/api/v1/shops", "/api/v1/nothing", "/healthz")]
    personal = await client_of(chamber_key).get("/api/v1/shops")

    for answer in answers:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in answer.headers
    assert personal.headers["cache-control"] == "no-store"


async def test_behind_tls_the_browser_is_told_to_stay_there(anonymous):
    answer = await anonymous.get("https://shops.test/healthz")

    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
