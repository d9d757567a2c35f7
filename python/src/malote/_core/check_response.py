"""Checks of responses before anything reads them."""

from __future__ import annotations

import json

import httpx

from ..errors import MaloteError, StorageError
from .retrying import retry_after_of

_BODILESS = frozenset({204, 304})


def require_json(response: httpx.Response) -> None:
    """Another server may have responded, such as a network that wants the user to sign in first. The generated
    client would fail on its page with an error that says nothing.
    """
    if response.status_code in _BODILESS:
        return
    try:
        if isinstance(json.loads(response.content), dict):
            return
    except ValueError:
        pass
    raise MaloteError(
        "unexpected-response",
        f"{response.request.method} {response.request.url.path} responded {response.status_code} and no JSON. "
        "Check the url of the client, and the network.",
        retryable=response.status_code < 400 or response.status_code >= 500,
    )


def require_stored(response: httpx.Response) -> None:
    """Raises unless S3 accepted the bytes.

    S3 responds 204 to a form (201 if the form wishes a document), and nothing to a part. It may respond 200 and an error
    document, because it sends the status before it has finished.
    """
    code = s3_code_of(response)
    accepted = (204, 201) if response.request.method == "POST" else (200, 204)
    if response.status_code in accepted and not code:
        return
    status = response.status_code
    if status < 300 and not code:
        raise MaloteError(
            "network",
            "Another server than S3 responded. Upload again when the network is back.",
            retryable=True,
        )
    raise StorageError(500 if status < 300 else status, code, retry_after_of(response.headers))


def s3_code_of(response: httpx.Response) -> str:
    """S3's code, such as `AccessDenied`."""
    _, found, rest = response.text.partition("<Code>")
    return rest.partition("</Code>")[0][:64] if found else ""
