"""The directory as Open Referral, over HTTP: valid, read-only, without cookies, and without anything secret."""

from __future__ import annotations

import dataclasses
import json

import pytest
from aiohttp import web

from bot.directory.build import load_directory
from bot.directory.openreferral.validation import schema_faults
from bot.paths import CONTENT
from bot.settings import Settings
from bot.web import keys, openreferral
from bot.web.middlewares import errors, headers
from bot.web.middlewares.headers import HEADERS

PATHS = ["/openreferral", "/openreferral/", "/openreferral/services", "/openreferral/services?page=2&per_page=5"]
ORGANISATIONS = load_directory(CONTENT / "organisations")


async def read(client, path: str) -> dict:
    response = await client.get(path)
    assert response.status == 200
    return await response.json()


async def every_service(client) -> list[dict]:
    found, number, last = [], 1, False
    while not last:
        page = await read(client, f"/openreferral/services?page={number}&per_page=20")
        assert schema_faults(page, "page") == []
        found += page["contents"]
        number, last = number + 1, page["last_page"]
    return found


async def test_the_root_says_which_standard_it_is(client):
    for path in ("/openreferral", "/openreferral/"):
        root = await read(client, path)
        assert schema_faults(root, "root") == [] and root["version"] == "HSDS-UK-3.0"


async def test_every_checked_organisation_is_listed_once_and_each_has_its_own_address(client):
    listed = await every_service(client)
    assert [item["name"] for item in listed] == [organisation.name for organisation in ORGANISATIONS]
    for item in listed[:5]:
        whole = await read(client, f"/openreferral/services/{item['id']}")
        assert schema_faults(whole) == []
        assert item == {key: whole[key] for key in item}


@pytest.mark.parametrize("path", PATHS)
async def test_answers_carry_the_privacy_headers_and_no_cookie(client, path):
    response = await client.get(path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in response.headers and "Server" not in response.headers
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.content_type == "application/json"


@pytest.mark.parametrize("path", ["/openreferral/", "/openreferral/services", "/openreferral/services/x"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nothing_can_be_written(client, method, path):
    assert (await client.request(method, path, data="{}")).status == 405


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=１", "per_page=0", "page=99999999", "modified_after=soon", "search=" + "x" * 201]
)
async def test_a_question_that_cannot_be_read_is_answered_with_why(client, query):
    response = await client.get(f"/openreferral/services?{query}")
    assert response.status == 400
    assert query.split("=")[0] in (await response.json())["message"]


@pytest.mark.parametrize("identifier", ["x", "0252ff40-aa3e-5b76-87bf-952e636d49a6", "..%2f..", "%00"])
async def test_a_service_that_does_not_exist_is_not_found_as_json(client, identifier):
    response = await client.get(f"/openreferral/services/{identifier}")
    assert response.status == 404
    assert (await response.json())["error"] == "not_found"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("per_page=1000", min(50, len(ORGANISATIONS))),
        ("page=999", 0),
        ("modified_after=2100-01-01", 0),
        ("modified_after=2000-01-01T00:00:00Z&per_page=3", 3),
        ("search=polish+women", 1),
        ("search=polish+men", 0),
        ("unknown=1&per_page=2", 2),
    ],
)
async def test_conditions_narrow_the_list(client, query, count):
    page = await read(client, f"/openreferral/services?{query}")
    assert (len(page["contents"]), page["empty"]) == (count, count == 0)


async def test_whole_services_come_on_request(client):
    page = await read(client, "/openreferral/services?full=true&per_page=3")
    assert all(item["attributes"] and item["languages"] for item in page["contents"])
    assert "attributes" not in (await read(client, "/openreferral/services?per_page=3"))["contents"][0]


@pytest.fixture
async def small(aiohttp_client):
    """The real handlers and headers over organisations of a test's own."""

    async def make(organisations, **changes):
        app = web.Application(middlewares=[errors.middleware])
        app[keys.SETTINGS] = Settings(**changes)
        app.on_response_prepare.append(headers.add_privacy_headers)
        openreferral.setup(app, lambda: tuple(organisations))
        return await aiohttp_client(app)

    return make


SENTINEL = "Sentinelton"


async def test_a_refuges_secret_address_is_nowhere(small, tmp_path):
    """Planted in every place a careless person could write it to; the file still builds, or is refused whole."""
    text = (CONTENT / "organisations" / "refuge-ndah.yml").read_text("utf-8")
    planted = text.replace("internal_note: '", f"internal_note: 'The refuge is at 12 Hidden Lane, {SENTINEL}, ZZ9 9ZZ. ")
    assert planted.count(SENTINEL) == 2
    (tmp_path / "refuge-ndah.yml").write_text(planted, "utf-8")
    (tmp_path / "proposal.yml").write_text(
        text.replace("id: refuge-ndah", "id: proposal").replace("checked_on: 2026-11-22", "checked_on: null")
        .replace("name: National", f"name: {SENTINEL}"),
        "utf-8",
    )  # fmt: skip
    client = await small(load_directory(tmp_path))
    listed = await every_service(client)
    assert len(listed) == 1
    for path in ("/openreferral/services", "/openreferral/services?full=true", f"/openreferral/services/{listed[0]['id']}"):
        said = await (await client.get(path)).text()
        assert "Refuge" in said
        assert not any(word in said for word in (SENTINEL, "Hidden Lane", "ZZ9"))


async def test_an_entry_that_is_old_today_is_inactive(small):
    organisation = dataclasses.replace(ORGANISATIONS[0], checked_on=ORGANISATIONS[0].checked_on.replace(year=2025))
    for days, status in ((1, "inactive"), (3650, "active")):
        client = await small([organisation], directory_stale_days=days)
        assert (await every_service(client))[0]["status"] == status


async def test_a_list_without_organisations_is_an_empty_page(small):
    page = await read(await small([]), "/openreferral/services")
    assert page["empty"] and json.dumps(page["contents"]) == "[]"
