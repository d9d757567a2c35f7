"""Repeats, tokens, and responses that are not the service's."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from conftest import Connect, lost
from fake_service import FakeService, problem
from malote import AsyncMalote, Malote, MaloteError, ServiceError
from malote._core.retrying import RetryPolicy, backoff
from malote.generated.api.files import delete_file, get_file, list_files
from malote.generated.models import FileList, FileView, ListedStatus

BUSY = problem(503, "unavailable", "Call again later.", headers={"Retry-After": "7"})


def uploaded(connect: Connect) -> str:
    return str(connect().upload(b"data", name="a.txt").file_id)


def test_any_operation_of_the_generated_client_can_be_called(connect: Connect, service: FakeService) -> None:
    client = connect()
    file_id = client.upload(b"data", name="a.txt").file_id
    view = client.call(get_file, file_id)
    assert isinstance(view, FileView)
    assert view.len_ == 4

    service.disturb = lambda request: (
        httpx.Response(200, json={"files": []}) if request.url.path.endswith("/files") else None
    )
    page = client.call(list_files, status=ListedStatus.COMPLETED, limit=5)
    assert isinstance(page, FileList)
    assert dict(service.requests[-1].url.params) == {"status": "completed", "limit": "5"}
    service.disturb = lambda _: httpx.Response(204)
    assert client.call(delete_file, file_id) is None
    with pytest.raises(TypeError, match="wrong"):
        client.call(list_files, wrong=1)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_service_is_asked_again(
    connect: Connect, service: FakeService, sleeps: list[float], status: int
) -> None:
    responses: list[httpx.Response | Exception] = [
        problem(status, "any", "Later."),
        lost(httpx.Request("GET", "https://x")),
    ]
    service.disturb = lambda _: responses.pop() if responses else None
    with pytest.raises(ServiceError) as caught:
        connect().call(get_file, uuid4())
    assert caught.value.code == "file-not-found"
    assert len(service.requests) == 3
    assert sleeps == [0, 0]


def test_retry_after_is_honoured(connect: Connect, service: FakeService, sleeps: list[float]) -> None:
    in_9 = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    dated = problem(429, "too-many-requests", "Later.", headers={"Retry-After": in_9})
    responses = [dated, BUSY]
    service.disturb = lambda _: responses.pop() if responses else None
    with pytest.raises(ServiceError, match="None of your files"):
        connect().call(get_file, uuid4())
    assert sleeps[0] == 7
    assert 7 < sleeps[1] <= 9


def test_a_quota_is_not_waited_for(connect: Connect, service: FakeService, sleeps: list[float]) -> None:
    service.disturb = lambda _: problem(429, "quota", "Later.", headers={"Retry-After": "61"})
    with pytest.raises(ServiceError) as caught:
        connect().call(get_file, uuid4())
    assert (caught.value.retryable, caught.value.retry_after) == (True, 61)
    assert (len(service.requests), sleeps) == (1, [])


def test_the_repeats_end(connect: Connect, service: FakeService) -> None:
    service.disturb = lambda _: problem(503, "unavailable", "Later.")
    with pytest.raises(ServiceError, match="get_file: Later"):
        connect(retries=3).call(get_file, uuid4())
    assert len(service.requests) == 4
    # An upload does not repeat as often again what was repeated already.
    service.requests.clear()
    with pytest.raises(ServiceError):
        connect(retries=3).upload(b"data", name="a.txt")
    assert len(service.requests) == 4


def test_the_waits_grow_with_jitter_up_to_their_limit() -> None:
    policy = RetryPolicy(retries=10, delay=0.5, max_delay=30)
    for attempt in range(12):
        waits = [backoff(policy, attempt, None) for _ in range(200)]
        limit = min(30, 0.5 * 2**attempt)
        assert 0 <= min(waits) < limit / 4
        assert limit * 0.75 < max(waits) <= limit
    assert backoff(policy, 0, 12) == 12


@pytest.mark.parametrize(
    ("response", "attempts"),
    [
        (httpx.Response(200, html="<h1>Sign in to the network</h1>"), 3),
        (httpx.Response(502, html="<h1>Bad gateway</h1>"), 3),
        (httpx.Response(404, html="<h1>nginx</h1>"), 1),
        (httpx.Response(200, json=[1]), 3),
        (httpx.Response(403, json={"message": "Forbidden"}), 1),
        (httpx.Response(200, json={"file_id": "x"}), 1),
    ],
)
def test_another_server_is_reported(
    connect: Connect, service: FakeService, response: httpx.Response, attempts: int
) -> None:
    service.disturb = lambda _: response
    with pytest.raises(MaloteError, match=r"[Cc]heck the url") as caught:
        connect(retries=2).call(get_file, uuid4())
    assert caught.value.code == "unexpected-response"
    assert len(service.requests) == attempts


def test_a_timeout_has_its_own_code(connect: Connect, service: FakeService) -> None:
    service.disturb = lambda request: httpx.ReadTimeout("", request=request)
    with pytest.raises(MaloteError) as caught:
        connect(retries=0).call(get_file, uuid4())
    assert (caught.value.code, caught.value.retryable) == ("timeout", True)


def jwt(expires_in: float) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + expires_in}).encode()).decode()
    return f"h.{payload.rstrip('=')}.{uuid4().hex}"


class Tokens:
    """Hands out tokens, as a function or a coroutine function."""

    def __init__(self, *tokens: str, coroutine: bool = False) -> None:
        self._tokens: Iterator[str] = iter(tokens)
        self.asked = 0
        self.coroutine = coroutine

    def __call__(self) -> Any:
        self.asked += 1
        token = next(self._tokens)

        async def later() -> str:
            return token

        return later() if self.coroutine else token


@pytest.fixture(params=[False, True])
def coroutine(request: pytest.FixtureRequest, kind: str) -> bool:
    return bool(request.param) and kind == "async"


def test_a_token_is_kept_until_shortly_before_its_end(
    connect: Connect, service: FakeService, monkeypatch: pytest.MonkeyPatch, coroutine: bool
) -> None:
    first, second = jwt(3600), jwt(7200)
    tokens = Tokens(first, second, coroutine=coroutine)
    client = connect(token=tokens)
    client.upload(b"data", name="a.txt")
    assert (set(service.tokens), tokens.asked) == ({first}, 1)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3541)
    client.upload(b"data", name="a.txt")
    assert service.tokens[-1] == second
    assert tokens.asked == 2


def test_a_token_that_is_refused_is_replaced_once(
    connect: Connect, service: FakeService, coroutine: bool
) -> None:
    tokens = Tokens("refused", "good", coroutine=coroutine)
    connect(token=tokens).upload(b"data", name="a.txt")
    assert service.tokens == ["refused", "good", "good"]

    service.requests.clear()
    with pytest.raises(ServiceError) as caught:
        connect(token="refused").upload(b"data", name="a.txt")
    assert (caught.value.code, len(service.requests)) == ("unauthenticated", 1)


def test_a_token_function_that_fails_is_the_cause(connect: Connect, service: FakeService) -> None:
    def token() -> str:
        raise LookupError("no session")

    with pytest.raises(MaloteError, match="Sign in again") as caught:
        connect(token=token).upload(b"data", name="a.txt")
    assert caught.value.code == "no-token"
    assert isinstance(caught.value.__cause__, LookupError)
    for wrong in ("", "a b", "a\nb", "é", None):
        with pytest.raises(MaloteError, match="returned no token"):
            connect(token=lambda wrong=wrong: wrong).call(get_file, uuid4())
    assert service.requests == []


def test_the_synchronous_client_refuses_a_coroutine_function(service: FakeService) -> None:
    with (
        Malote(
            "https://api.example.test", token=Tokens("a", coroutine=True), transport=service.transport
        ) as client,
        pytest.raises(TypeError, match="AsyncMalote"),
    ):
        client.call(get_file, uuid4())


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("api.example.test", {}),
        ("https://a", {"connections": 0}),
        ("https://a", {"retries": -1}),
        ("https://a", {"token": 7}),
    ],
)
@pytest.mark.parametrize("client", [Malote, AsyncMalote])
def test_wrong_options_are_refused_at_once(client: Any, url: str, options: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError), match="must"):
        client(url, **{"token": "t", **options})
