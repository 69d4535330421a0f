"""Privacy headers, added when a response is about to be sent: error pages and static files carry them too."""

from __future__ import annotations

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


async def add_privacy_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds what the handler has not set itself, and takes away the name of our server software."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app[keys.SETTINGS].hsts:
        response.headers.setdefault(hdrs.STRICT_TRANSPORT_SECURITY, HSTS)
    response.headers.pop(hdrs.SERVER, None)
