from __future__ import annotations

import io
import json
from pathlib import Path

import httpx
import pytest

from conftest import Connect, lost
from fake_service import API, FORM_FIELDS, FakeService, crc32, form_of, problem, s3_error
from malote import MaloteError, ServiceError, StorageError

DATA = b"hello from Malote"


def once(service: FakeService, part: str, response: httpx.Response | Exception) -> None:
    """The first request whose method and URL contain `part` gets this response."""
    left = [response]

    def disturb(request: httpx.Request) -> httpx.Response | Exception | None:
        return left.pop() if left and part in f"{request.method} {request.url}" else None

    service.disturb = disturb


def test_a_path_is_sent_with_one_form_and_confirmed(
    connect: Connect, service: FakeService, tmp_path: Path
) -> None:
    path = tmp_path / "hello.txt"
    path.write_bytes(DATA)

    file = connect().upload(path, path="notes", tags={"album": "a"})

    assert service.only.data == DATA
    assert (file.file_name, file.len, file.status, file.resumed) == ("hello.txt", 17, "uploaded", False)
    assert file.crc32 == crc32(DATA)
    assert service.bodies("/upload") == [
        {
            "file_name": "hello.txt",
            "len": 17,
            "type": "text/plain",
            "checksum": {"algorithm": "CRC32", "value": crc32(DATA)},
            "path": "notes",
            "tags": {"album": "a"},
        }
    ]
    assert [request.url.path for request in service.requests] == ["/v1/upload", "/", "/v1/confirm-upload"]


@pytest.mark.parametrize(
    ("name", "type"),
    [("a.csv", "text/csv"), ("a.csv.gz", ""), ("a.tar.gz", ""), ("a.svgz", ""), ("a.unknown", "")],
)
def test_a_compressed_file_is_not_announced_as_what_it_holds(
    connect: Connect, service: FakeService, name: str, type: str
) -> None:
    connect().upload(DATA, name=name)

    [request] = service.bodies("/upload")
    assert request["type"] == type


def test_the_form_has_its_fields_in_their_order_and_the_file_last(
    connect: Connect, service: FakeService
) -> None:
    connect().upload(DATA, name="hello.txt")

    [post] = service.sent("POST https://bucket")
    assert [name for name, _ in form_of(post)] == [*FORM_FIELDS, "file"]
    assert post.headers["Content-Length"] == str(len(post.content))
    assert "Transfer-Encoding" not in post.headers
    assert "Authorization" not in post.headers


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_an_open_file_is_sent_whole(connect: Connect, service: FakeService, size: int) -> None:
    file = io.BytesIO(bytes(size))
    file.seek(size)

    connect().upload(file, name="a.bin")

    assert service.only.data == bytes(size)
    assert not file.closed


def test_progress_ends_with_all_bytes(connect: Connect) -> None:
    steps: list[tuple[int, int]] = []
    connect().upload(
        bytes(200_000), name="a.bin", on_progress=lambda done, total: steps.append((done, total))
    )
    assert steps == sorted(steps)
    assert steps[-1] == (200_000, 200_000)
    assert len(steps) > 2


def test_a_form_that_has_expired_is_replaced_once(connect: Connect, service: FakeService) -> None:
    once(service, "POST https://bucket", s3_error(403, "AccessDenied"))
    connect().upload(DATA, name="a.txt")
    assert len(service.sent("/upload")) == 2
    assert service.only.data == DATA

    service.disturb = lambda request: s3_error(403, "AccessDenied") if "bucket" in request.url.host else None
    with pytest.raises(StorageError) as caught:
        connect().upload(DATA, name="a.txt")
    assert (caught.value.status, caught.value.s3_code) == (403, "AccessDenied")
    assert len(service.sent("POST https://bucket")) == 4


@pytest.mark.parametrize("code", ["BadDigest", "RequestTimeout"])
def test_damaged_bytes_are_sent_again(connect: Connect, service: FakeService, code: str) -> None:
    once(service, "POST https://bucket", s3_error(400, code))
    connect().upload(DATA, name="a.txt")
    assert service.only.data == DATA


def test_a_file_whose_response_was_lost_is_not_sent_again(connect: Connect, service: FakeService) -> None:
    service.lose = lambda request: "bucket" in request.url.host
    file = connect().upload(DATA, name="a.txt")
    assert file.status == "uploaded"
    assert len(service.sent("POST https://bucket")) == 1
    assert len(service.files) == 1


def test_a_file_that_did_not_arrive_is_sent_again(connect: Connect, service: FakeService) -> None:
    once(service, "POST https://bucket", httpx.WriteError("broken pipe"))
    connect().upload(DATA, name="a.txt")
    assert len(service.sent("POST https://bucket")) == 2
    assert service.only.data == DATA


def test_the_same_key_finds_the_file_that_has_arrived(connect: Connect, service: FakeService) -> None:
    first = connect().upload(DATA, name="a.txt", idempotency_key="key-1")
    second = connect().upload(DATA, name="a.txt", idempotency_key="key-1")
    assert second.file_id == first.file_id
    assert (first.resumed, second.resumed) == (False, True)
    assert len(service.sent("POST https://bucket")) == 1

    with pytest.raises(ServiceError, match="use a new key") as caught:
        connect().upload(b"other bytes", name="a.txt", idempotency_key="key-1")
    assert caught.value.code == "idempotency-conflict"


def test_an_announcement_whose_response_was_lost_makes_no_second_file(
    connect: Connect, service: FakeService
) -> None:
    losses = [True]
    service.lose = lambda request: request.url.path.endswith("/upload") and bool(losses and losses.pop())
    connect().upload(DATA, name="a.txt")
    assert len(service.files) == 1


def test_a_deployment_may_want_parts(connect: Connect, service: FakeService) -> None:
    def disturb(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/upload"):
            return None
        body = json.loads(request.content)
        return service._upload({**body, "multipart": True}, request.headers["Idempotency-Key"])

    service.disturb = disturb
    connect().upload(DATA, name="a.txt")
    assert service.only.data == DATA
    assert len(service.only.parts) == 2


def test_a_file_that_changes_is_reported(connect: Connect, service: FakeService, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(DATA)

    def disturb(request: httpx.Request) -> None:
        if request.url.path.endswith("/upload"):
            path.write_bytes(DATA.upper() + b"!")

    service.disturb = disturb
    with pytest.raises(MaloteError) as caught:
        connect().upload(path)
    assert caught.value.code == "file-changed"
    assert len(service.sent("POST https://bucket")) == 1
    assert service.sent("/confirm-upload") == []


@pytest.mark.parametrize(
    ("source", "options", "message"),
    [
        (DATA, {}, "name is needed"),
        (io.StringIO("text"), {"name": "a.txt"}, "binary"),
        (7, {"name": "a.txt"}, "Give a path"),
        (DATA, {"name": "a\udcff.txt"}, "not valid Unicode"),
        (DATA, {"name": "a.txt", "idempotency_key": "a b"}, "visible ASCII"),
    ],
)
def test_wrong_arguments_send_nothing(
    connect: Connect, service: FakeService, source: object, options: dict[str, str], message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        connect().upload(source, **options)
    assert service.requests == []


def test_a_refusal_has_the_advice_of_the_problem(connect: Connect, service: FakeService) -> None:
    faults = [
        {"pointer": "#/len", "detail": "len is 7; this service takes files up to 5 bytes."},
        {"pointer": "#/type", "detail": "Send another type."},
    ]
    service.disturb = lambda _: problem(413, "file-too-large", "Two members are wrong.", errors=faults)
    with pytest.raises(ServiceError) as caught:
        connect().upload(DATA, name="a.txt")
    assert caught.value.code == "file-too-large"
    assert caught.value.status == 413
    assert not caught.value.retryable
    assert str(caught.value) == (
        "request_upload: Two members are wrong. #/len: len is 7; this service takes files up to 5 bytes. "
        "#/type: Send another type."
    )
    assert len(service.requests) == 1


@pytest.mark.parametrize("host", ["bucket", "api"])
def test_no_error_quotes_a_url_of_s3_or_a_token(connect: Connect, service: FakeService, host: str) -> None:
    service.disturb = lambda request: lost(request) if host in request.url.host else None
    with pytest.raises(MaloteError) as caught:
        connect(retries=1, token="secret-token").upload(DATA, name="a.txt")
    assert caught.value.code == "network"
    error: BaseException | None = caught.value
    while error is not None:
        assert "secret" not in str(error)
        error = error.__cause__
    assert API not in str(caught.value)
