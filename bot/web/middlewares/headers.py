"""Privacy headers, added when a response is about to be sent: error pages and static files carry them too."""

from __future__ import annotations

from functools import lru_cache

from aiohttp import hdrs, web

from bot.web import keys

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # data: is the empty icon of the page
        "connect-src 'self'",
        "form-action 'self'",  # also forbids a form's answer to redirect elsewhere, hence the page /leave
        "base-uri 'none'",
        "frame-ancestors 'none'",  # an embedding site would share its trackers with us
        "require-trusted-types-for 'script'",  # our script never writes markup
        "trusted-types 'none'",
    )
)

PERMISSIONS = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics")

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",  # nothing of a conversation on the disk of a shared computer
    "Referrer-Policy": "no-referrer",  # the neutral site does not learn where she came from
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Cross-Origin-Opener-Policy": "same-origin",  # a page that opened us cannot watch us
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
    "X-Robots-Tag": "noindex, nofollow",
}

HSTS = "max-age=63072000; includeSubDomains"


def may_be_framed(request: web.Request) -> bool:
    """Only the chat itself, only where the address asks for it, and only if the operator named sites."""
    return bool(request.app[keys.SETTINGS].embed) and "embed" in request.query


@lru_cache(maxsize=4)
def _embedded(sites: tuple[str, ...]) -> dict[str, str]:
    """The headers of a page that these sites may show in a frame. Everything else stays as strict."""
    changed = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"}
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(sites)}")
    return {**changed, "Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}


async def add_privacy_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds what the handler has not set itself, and takes away the name of our server software."""
    settings = request.app[keys.SETTINGS]
    for name, value in (_embedded(settings.embed) if may_be_framed(request) else HEADERS).items():
        response.headers.setdefault(name, value)
    if settings.onion and not request.host.endswith(".onion"):
        response.headers.setdefault("Onion-Location", f"{settings.onion}{request.rel_url}")
    if settings.hsts:
        response.headers.setdefault(hdrs.STRICT_TRANSPORT_SECURITY, HSTS)
    response.headers.pop(hdrs.SERVER, None)
