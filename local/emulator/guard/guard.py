"""The guard in front of the emulator: an ASGI application around the emulator's own, in the same process."""

import json
import re
from xml.sax.saxutils import escape

from rules import SIGNED_HEADER, WRONG_KEY, Refusal, Request, Rules

# The services whose SDKs read errors as XML. S3's root element is <Error>, the other services' is <ErrorResponse>.
XML_SERVICES = {"autoscaling", "cloudformation", "ec2", "elasticloadbalancing", "iam", "monitoring", "rds", "s3", "sns", "sts"}
LOGGED_ORIGIN = re.compile(r"[a-z]+://[A-Za-z0-9.:\[\]-]{1,200}")
# Origins in the log. A page could invent any number of them.
MOST_LOGGED = 100


class Guard:
    def __init__(self, app, rules: Rules):
        self.app = app
        self.rules = rules
        self.logged: set[str] = set()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            # No client of this project opens one. The server responds 403.
            return await send({"type": "websocket.close", "code": 1008})
        request = Request(scope)
        refusal = self.rules.refusal(request)
        if refusal is None:
            return await self.app(scope, receive, send)
        self._log(refusal)
        await respond(send, request, refusal)

    def _log(self, refusal: Refusal):
        """One line for each refused origin. npm start prints it: a browser only reports that CORS failed."""
        origin = refusal.origin
        if not LOGGED_ORIGIN.fullmatch(origin) or origin in self.logged or len(self.logged) >= MOST_LOGGED:
            return
        self.logged.add(origin)
        print(f"guard: refused a page of {origin}", flush=True)


async def respond(send, request: Request, refusal: Refusal):
    """A 403 without CORS headers, so that the page cannot read it."""
    content_type, body = describe(request, refusal)
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        # SDKs of JSON services read the error's name here.
        (b"x-amzn-errortype", b"AccessDeniedException"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})


def describe(request: Request, refusal: Refusal) -> tuple[bytes, bytes]:
    signed = SIGNED_HEADER.fullmatch(request.header("authorization"))
    service = signed[2] if signed and refusal is WRONG_KEY else ""
    if service in XML_SERVICES:
        error = f"<Error><Code>AccessDenied</Code><Message>{escape(refusal.detail)}</Message></Error>"
        return b"application/xml", (error if service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>").encode()
    problem = {
        "type": f"urn:malote:problem:{refusal.code}",
        "title": refusal.title,
        "status": 403,
        "detail": refusal.detail,
        "code": refusal.code,
        # SDKs of JSON services read the error's sentence here.
        "message": refusal.detail,
    }
    return b"application/problem+json", json.dumps(problem).encode()
