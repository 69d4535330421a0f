"""Import from an endpoint: a real server that behaves, and real ones that do not."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import NAMESPACE_URL, uuid5

import pytest
from aiohttp import web

from bot.directory.build import load_entries
from bot.directory.openreferral.documents import Limits
from bot.directory.openreferral.endpoint import Endpoint
from bot.directory.openreferral.importing import import_services
from bot.errors import DirectoryError
from bot.settings import Settings
from bot.web import keys, openreferral

from .services import service

QUICK = Limits(seconds=5)
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def serving(answer: Callable[[str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """A server that answers each path as told; gives its address and the paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def data(value: object, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


SERVICES = [service(id=str(uuid5(NAMESPACE_URL, str(number))), name=f"Example {number}") for number in range(5)]


def council(path: str, *, page: int = 2, envelope: bool = True) -> Answer:
    """A feed of five services, `page` on each page; without the envelope's last keys it is as old mock servers are."""
    if path == "/feed/":
        return data({"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "y"})
    if path.startswith("/feed/services/"):
        return next((data(item) for item in SERVICES if path.endswith(item["id"])), data({}, 404))
    if not path.startswith("/feed/services?page="):
        return data({}, 404)
    number = int(path.split("page=")[1].split("&")[0])
    shown = [{key: item[key] for key in ("id", "name", "status")} for item in SERVICES[(number - 1) * page : number * page]]
    totals = {"total_pages": -(-5 // page), "last_page": number * page >= 5} if envelope else {}
    return data({"contents": shown, "page_number": number} | totals)


def test_every_page_and_every_whole_service_is_read(tmp_path):
    with serving(council) as (url, asked):
        report = import_services(f"{url}/feed", tmp_path / "into")
    assert [entry.id for entry in report.imported] == [f"example-{number}" for number in range(5)]
    assert (report.refused, report.stopped) == ([], None)
    assert asked[:2] == ["/feed/", "/feed/services?page=1&per_page=50"]
    assert len(asked) == 1 + 3 + 5


def test_an_address_that_only_this_machine_can_open_is_no_source(tmp_path):
    with serving(council) as (url, _asked):
        report = import_services(f"{url}/feed", tmp_path / "into")
    assert all("A number without a source was left out." in entry.notes for entry in report.imported)
    assert all(entry.sources == entry.phones == () for entry in load_entries(tmp_path / "into"))


def test_numbers_count_as_read_where_the_operator_says_the_feed_is_published(tmp_path):
    with serving(council) as (url, _asked):
        import_services(f"{url}/feed", tmp_path / "into", published_at="https://www.example.org/feed")
    (source,) = {line.source_url for entry in load_entries(tmp_path / "into") for line in entry.phones}
    assert source == "https://www.example.org/feed"


@pytest.mark.parametrize("path", ["/feed", "/feed/", "/feed/services", "/feed/services/", "/feed/services?page=9#x"])
def test_the_address_may_be_that_of_the_feed_or_of_its_list(tmp_path, path):
    with serving(council) as (url, _asked):
        assert len(import_services(url + path, tmp_path / "into").imported) == 5


def test_an_envelope_without_its_totals_ends_where_nothing_new_comes(tmp_path):
    with serving(lambda path: council(path, envelope=False)) as (url, _asked):
        assert len(import_services(f"{url}/feed", tmp_path / "into").imported) == 5


def test_a_server_that_sends_the_same_page_for_ever_is_left(tmp_path):
    same = data({"contents": [service()], "last_page": False, "total_pages": 10**9})
    with serving(lambda path: same) as (url, asked):
        report = import_services(f"{url}/services", tmp_path / "into")
    assert len(report.imported) == 1
    assert len([path for path in asked if "page=" in path]) == 2


def test_a_server_that_invents_services_for_ever_is_left_at_the_limit(tmp_path):
    def endless(path: str) -> Answer:
        if "page=" not in path:
            return data({}, 500)
        number = path.split("page=")[1].split("&")[0]
        return data({"contents": [service(id=str(uuid5(NAMESPACE_URL, path)), name=f"Example {number}")]})

    with serving(endless) as (url, asked):
        report = import_services(f"{url}/services", tmp_path / "into", limits=Limits(documents=9))
    assert "was left after 9 documents" in report.stopped
    assert len(asked) == 9 and report.imported


def test_a_slow_server_is_left_at_the_limit(tmp_path):
    class Clock:
        """Every look at it is a second later."""

        now = 0.0

        def __call__(self) -> float:
            self.now += 1.0
            return self.now

    with serving(council) as (url, _asked):
        endpoint = Endpoint(f"{url}/feed", Limits(seconds=9), Clock())
        read = list(endpoint.services())
    assert 0 < len(read) < 5
    assert "took longer than 9 seconds" in endpoint.stopped


def test_a_whole_service_that_cannot_be_read_is_taken_from_the_list(tmp_path):
    def mock(path: str) -> Answer:
        return data({}, 500) if path.startswith("/services/") else data([service()])

    with serving(mock) as (url, _asked):
        assert import_services(f"{url}/services", tmp_path / "into").imported[0].id == "example-helpline"


@pytest.mark.parametrize("identifier", ["../../admin", "x?y=1", "http://example.org/", 7, None])
def test_an_id_that_is_no_uuid_is_never_asked_for(tmp_path, identifier):
    with serving(lambda path: data([service(id=identifier)])) as (url, asked):
        report = import_services(f"{url}/services", tmp_path / "into")
    assert not report.imported and len(report.refused) == 1
    assert asked == ["/services?page=1&per_page=50"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (data({}, 404), "answered 404"),
        (data({"version": "1.0"}), "does not say that it is Open Referral 3"),
        (data({"version": "13"}), "does not say that it is Open Referral 3"),
        (data([]), "does not say that it is Open Referral 3"),
        ((200, {}, b"<html>"), "is not JSON"),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "answered 302"),
        ((200, {}, b" " * 3_000_000), "is longer than 2000000 bytes"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000)), "is longer than 2000000 bytes"),
        ((200, {"Content-Encoding": "gzip"}, b"not gzip"), "could not be reached"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_feed_that_cannot_be_read_is_an_error_that_says_why(tmp_path, answer, reason):
    with serving(lambda path: answer) as (url, asked), pytest.raises(DirectoryError, match=reason):
        import_services(f"{url}/feed", tmp_path / "into", limits=replace(QUICK, bytes=2_000_000))
    assert asked == ["/feed/"]
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize("source", ["ftp://example.org/", "file:///etc/passwd", "http://", "http://user:word@127.0.0.1/", "gopher://x"])
def test_only_web_addresses_are_read(tmp_path, source):
    with pytest.raises(DirectoryError, match="is not an http or https address"):
        import_services(source, tmp_path / "into")


def test_a_server_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(DirectoryError, match="could not be reached"):
        import_services("http://127.0.0.1:9/feed", tmp_path / "into", limits=QUICK)


async def test_what_one_server_of_this_project_publishes_another_can_import(tmp_path, real_directory, aiohttp_server):
    app = web.Application()
    app[keys.SETTINGS] = Settings()
    openreferral.setup(app, lambda: real_directory)
    server = await aiohttp_server(app)
    address = str(server.make_url("/openreferral"))
    report = await asyncio.to_thread(import_services, address, tmp_path / "into")
    assert (report.refused, report.stopped) == ([], None)
    unchecked = tuple(replace(organisation, checked_on=None) for organisation in real_directory)
    assert load_entries(tmp_path / "into") == unchecked
