"""Reads services from an Open Referral endpoint, page by page, within limits.

Uses `urllib3` for HTTP. Redirects are not followed: whoever runs the import names the address, and no answer may send
it elsewhere. Ids go into addresses only if they are UUIDs.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import urllib3

from bot.directory.openreferral.documents import DocumentError, Limits, read_json, services_in

PER_PAGE = 50
_VERSION_3 = re.compile(r"(?:^|[^\d.])3(?:\.\d+)*(?:$|[^\d.])")
_CHUNK = 64 * 1024


class Endpoint:
    """One endpoint. `services` reads it once; `stopped` then says why it ended early, or is None."""

    def __init__(self, url: str, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises `DocumentError` if the address is not one of http or https."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise DocumentError("is not an http or https address")
        self._base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        self._limits = limits
        self._clock = clock
        self._deadline = clock() + limits.seconds
        self._documents = 0
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5, read=15))
        self.stopped: str | None = None

    def services(self) -> Iterator[tuple[str, Any]]:
        """Each service with the address it was read at. Raises `DocumentError` if the first page cannot be read."""
        list_url = self._list_url()
        number, seen = 1, set[str]()
        while True:
            try:
                page = self._get(f"{list_url}?page={number}&per_page={PER_PAGE}")
                items = [item for _place, item in services_in(page)]
            except DocumentError as error:
                if number == 1:
                    raise
                self.stopped = f"page {number} {error}"
                return
            fresh = [item for item in items if _key(item) not in seen]
            for item in fresh:
                if len(seen) >= self._limits.services:
                    self.stopped = f"only the first {self._limits.services} services were read"
                    return
                seen.add(_key(item))
                try:
                    yield self._whole(list_url, item)
                except _LimitReached as error:
                    self.stopped = str(error)
                    return
            if not fresh or _is_last(page, number):
                return
            number += 1

    def _list_url(self) -> str:
        if self._base.endswith("/services"):
            return self._base
        root = self._get(self._base + "/")
        version = str(root.get("version", "")) if isinstance(root, dict) else ""
        if not _VERSION_3.search(version):
            raise DocumentError("does not say that it is Open Referral 3: its root has no such version")
        return f"{self._base}/services"

    def _whole(self, list_url: str, item: Any) -> tuple[str, Any]:
        """A list holds only the short form of a service; the whole one is at its own address, where that works."""
        try:
            url = f"{list_url}/{UUID(item['id'])}"
        except (TypeError, KeyError, ValueError, AttributeError):
            return list_url, item
        try:
            whole = self._get(url)
        except _LimitReached:
            raise
        except DocumentError:
            return list_url, item
        same = isinstance(whole, dict) and whole.get("id") == item["id"]
        return (url, whole) if same else (list_url, item)

    def _get(self, url: str) -> Any:
        self._documents += 1
        if self._documents > self._limits.documents:
            raise _LimitReached(f"was left after {self._limits.documents} documents")
        self._check_time()
        try:
            answer = self._pool.request(
                "GET", url, headers={"Accept": "application/json"}, redirect=False, preload_content=False
            )
            try:
                if answer.status != 200:
                    raise DocumentError(f"answered {answer.status}")
                return read_json(self._read(answer), self._limits)
            finally:
                answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise DocumentError(f"could not be reached ({type(error).__name__})") from error

    def _read(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        parts, size = [], 0
        for part in answer.stream(_CHUNK):
            size += len(part)
            parts.append(part)
            if size > self._limits.bytes:
                break  # read_json says that it is too long
            self._check_time()
        return b"".join(parts)

    def _check_time(self) -> None:
        if self._clock() > self._deadline:
            raise _LimitReached(f"took longer than {self._limits.seconds:g} seconds")


class _LimitReached(DocumentError):
    """The whole import ends here."""


def _key(item: Any) -> str:
    return str(item.get("id")) if isinstance(item, dict) else repr(item)[:100]


def _is_last(page: Any, number: int) -> bool:
    """Some servers leave out parts of the envelope; whatever is there is believed."""
    if not isinstance(page, dict):
        return True
    total = page.get("total_pages")
    return page.get("last_page") is True or (isinstance(total, int) and number >= total)
