"""The headers that every answer carries, in one place.

Public pages load nothing from elsewhere and hold no inline script or style, so the policy needs no nonce and a stored
page never carries a wrong one. A view that needs another policy sets its own; it is left alone.
"""

from flask import Flask, Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A year, as RFC 6797's own examples have it.
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def init_app(app: Flask, *, https: bool) -> None:
    """`https`: browsers may be told never to come without it."""

    @app.after_request
    def safe(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
        return response
