"""Receives webhooks of Malote with Python 3.10 or newer, and nothing else: WEBHOOK_SECRET=whsec_… PORT=8080 python receiver.py"""

import base64
import hashlib
import hmac
import json
import os
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300
MAX_BYTES = 256 * 1024

# The ids that were handled. Keep yours in a database, for seven days: a restart forgets these.
handled: set[str] = set()


def verify(body: bytes, webhook_id: str, timestamp: str, signatures: str) -> bool:
    """Whether one of the signatures is that of Standard Webhooks 1.0, and not old. The package standardwebhooks does the same."""
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    # While secrets rotate, there are two signatures.
    return any(
        hmac.compare_digest(f"v1,{expected}".encode(), signature.encode()) for signature in signatures.split(" ")
    )


def handle(event: dict) -> None:
    """Your work. It should only store the webhook here: the response must be sent within 10 seconds."""
    print(event["type"], event["data"]["file_id"], event["data"]["file_name"], flush=True)


class Receiver(BaseHTTPRequestHandler):
    # Seconds without a byte, after which a connection is closed.
    timeout = 30

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        # A negative length would read whatever comes, without an end.
        if self.path != "/malote" or not re.fullmatch("[0-9]{1,9}", length) or int(length) > MAX_BYTES:
            return self.respond(404)
        body = self.rfile.read(int(length))
        webhook_id = self.headers.get("webhook-id", "")
        timestamp = self.headers.get("webhook-timestamp", "")
        if not verify(body, webhook_id, timestamp, self.headers.get("webhook-signature", "")):
            return self.respond(400)
        if webhook_id not in handled:
            handle(json.loads(body))
            # Only now: if handle fails, Malote sends the webhook again.
            handled.add(webhook_id)
        self.respond(204)

    def respond(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """No line for each request."""


if __name__ == "__main__":
    address = (os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080")))
    server = ThreadingHTTPServer(address, Receiver)
    print(f"listening on http://{address[0]}:{server.server_port}/malote", flush=True)
    server.serve_forever()
