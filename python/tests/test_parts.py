from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest

from conftest import Connect
from fake_service import FakeService, crc32, problem, s3_error
from malote import MaloteError, ServiceError, StorageError

DATA = bytes(range(256)) * 2
"""52 parts of 10 bytes, the last one of 2."""


def numbers(requests: list[httpx.Request]) -> list[int]:
    return sorted(int(request.url.params["partNumber"]) for request in requests)


def test_a_file_above_the_threshold_is_sent_in_parts(
    connect: Connect, service: FakeService, tmp_path: Path
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)
    steps: list[int] = []

    file = connect().upload(path, multipart_from=512, on_progress=lambda done, _: steps.append(done))

    assert service.only.data == DATA
    assert (file.crc32, file.len, file.resumed) == (crc32(DATA), 512, False)
    assert steps[-1] == max(steps) == 512
    assert service.bodies("/upload")[0]["multipart"] is True
    assert service.bodies("/confirm-upload") == [
        {"file_id": str(file.file_id), "checksum": {"algorithm": "CRC32", "value": crc32(DATA)}}
    ]
    puts = service.sent("PUT ")
    assert numbers(puts) == list(range(1, 53))
    for put in puts:
        assert "Transfer-Encoding" not in put.headers
        assert "Authorization" not in put.headers
        # The signature is sent as it came.
        assert b"X-Amz-Signature=a%2Fb" in put.url.raw_path


def test_parts_are_signed_in_batches(connect: Connect, service: FakeService) -> None:
    connect(connections=4).upload(DATA, name="a.bin", multipart_from=0)
    sizes = [len(body["parts"]) for body in service.bodies("/upload-parts")]
    assert sizes == [8] * 6 + [4]


def test_a_file_below_the_threshold_is_one_post(connect: Connect, service: FakeService) -> None:
    connect().upload(DATA, name="a.bin", multipart_from=513)
    assert service.sent("PUT ") == []


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11])
def test_each_size_is_reassembled(connect: Connect, service: FakeService, size: int) -> None:
    file = connect().upload(DATA[:size], name="a.bin", multipart_from=0)
    assert service.only.data == DATA[:size]
    assert file.crc32 == crc32(DATA[:size])


def test_an_open_file_is_read_by_all_parts(connect: Connect, service: FakeService, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)
    with path.open("rb") as file:
        uploaded = connect().upload(file, multipart_from=0)
    assert uploaded.file_name == "a.bin"
    assert service.only.data == DATA


def test_as_many_parts_as_connections_are_sent_at_once(connect: Connect, service: FakeService) -> None:
    at_once, most = 0, 0
    count = threading.Lock()
    meeting = threading.Barrier(3)

    # Outside of the fake's own lock: three parts wait for each other, so less than three at once would stand still.
    class Meeting(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal at_once, most
            if request.method == "PUT":
                with count:
                    at_once += 1
                    most = max(most, at_once)
                meeting.wait(10)
                with count:
                    at_once -= 1
            return service.transport.handle_request(request)

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            import asyncio

            await request.aread()
            return await asyncio.to_thread(
                self.handle_request,
                httpx.Request(request.method, request.url, headers=request.headers, content=request.content),
            )

    connect(connections=3, transport=Meeting()).upload(DATA[:60], name="a.bin", multipart_from=0)
    assert most == 3
    assert service.only.data == DATA[:60]


def test_an_expired_url_is_renewed_for_its_part_alone(connect: Connect, service: FakeService) -> None:
    refused: set[str] = set()

    def disturb(request: httpx.Request) -> httpx.Response | None:
        number = request.url.params.get("partNumber", "")
        if number in ("2", "7") and number not in refused:
            refused.add(number)
            return s3_error(403, "AccessDenied")
        return None

    service.disturb = disturb
    connect().upload(DATA[:100], name="a.bin", multipart_from=0)
    assert service.only.data == DATA[:100]
    signed = [[part["part_number"] for part in body["parts"]] for body in service.bodies("/upload-parts")]
    assert sorted(signed, key=len) in ([[2], [7], [*range(1, 11)]], [[7], [2], [*range(1, 11)]])

    service.disturb = lambda request: s3_error(403, "AccessDenied") if request.method == "PUT" else None
    with pytest.raises(StorageError):
        connect(connections=1).upload(DATA[:10], name="b.bin", multipart_from=0)


def test_a_url_is_not_used_at_the_end_of_its_life(connect: Connect, service: FakeService) -> None:
    def disturb(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/upload-parts"):
            return None
        response = service._route(request)
        body = response.json()
        first = len(service.sent("/upload-parts")) == 1
        for part in body["parts"]:
            part["expires_in"] = 0 if first else 900
        return httpx.Response(200, json=body)

    service.disturb = disturb
    connect(connections=1).upload(DATA[:20], name="a.bin", multipart_from=0)
    assert service.only.data == DATA[:20]
    assert len(service.sent("/upload-parts")) == 3


# S3 may find a fault after it has sent the status.
@pytest.mark.parametrize(
    "fault", [httpx.WriteError("reset"), s3_error(503, "SlowDown"), s3_error(200, "InternalError")]
)
def test_a_part_that_fails_is_sent_again(
    connect: Connect, service: FakeService, fault: httpx.Response | Exception
) -> None:
    failed: set[str] = set()

    def disturb(request: httpx.Request) -> httpx.Response | Exception | None:
        number = request.url.params.get("partNumber", "")
        if not number or number in failed:
            return None
        failed.add(number)
        return fault

    service.disturb = disturb
    connect().upload(DATA, name="a.bin", multipart_from=0)
    assert service.only.data == DATA
    assert len(service.sent("PUT ")) == 104
    assert len(service.sent("/confirm-upload")) == 1


def test_a_part_that_fails_for_good_ends_the_upload(connect: Connect, service: FakeService) -> None:
    service.disturb = lambda request: (
        s3_error(400, "EntityTooLarge") if request.url.params.get("partNumber") == "3" else None
    )
    with pytest.raises(StorageError, match="EntityTooLarge"):
        connect(connections=2).upload(DATA, name="a.bin", multipart_from=0)
    # The other worker ended after its part.
    assert len(service.sent("PUT ")) < 10
    assert service.sent("/confirm-upload") == []


def test_the_same_key_continues_with_the_missing_parts(connect: Connect, service: FakeService) -> None:
    service.disturb = lambda request: (
        s3_error(400, "Broken") if request.url.params.get("partNumber") == "30" else None
    )
    with pytest.raises(StorageError):
        connect(connections=1).upload(DATA, name="a.bin", multipart_from=0, idempotency_key="k")
    arrived = set(service.only.parts)
    assert arrived == set(range(1, 30))
    service.disturb = lambda _: None
    before = len(service.sent("PUT "))

    steps: list[int] = []
    file = connect().upload(
        DATA,
        name="a.bin",
        multipart_from=0,
        idempotency_key="k",
        on_progress=lambda done, _: steps.append(done),
    )

    assert file.resumed
    assert service.only.data == DATA
    assert numbers(service.sent("PUT ")[before:]) == list(range(30, 53))
    assert max(steps) == 512


def test_parts_of_other_bytes_are_never_mixed(connect: Connect, service: FakeService) -> None:
    service.disturb = lambda request: (
        s3_error(400, "Broken") if request.url.params.get("partNumber") == "3" else None
    )
    with pytest.raises(StorageError):
        connect(connections=1).upload(DATA, name="a.bin", multipart_from=0, idempotency_key="k")
    service.disturb = lambda _: None

    with pytest.raises(MaloteError, match="Use another key") as caught:
        connect().upload(DATA[::-1], name="a.bin", multipart_from=0, idempotency_key="k")
    assert caught.value.code == "key-used"
    assert service.sent("/confirm-upload") == []


def test_the_same_key_finds_a_file_that_was_confirmed(connect: Connect, service: FakeService) -> None:
    first = connect().upload(DATA, name="a.bin", multipart_from=0, idempotency_key="k")
    puts = len(service.sent("PUT "))
    second = connect().upload(DATA, name="a.bin", multipart_from=0, idempotency_key="k")
    assert (second.file_id, second.resumed) == (first.file_id, True)
    assert len(service.sent("PUT ")) == puts

    service.only.status = "expired"
    with pytest.raises(MaloteError, match="Use another key"):
        connect().upload(DATA, name="a.bin", multipart_from=0, idempotency_key="k")


def test_parts_that_the_service_misses_are_sent_again(connect: Connect, service: FakeService) -> None:
    vanished = [4, 9]

    def disturb(request: httpx.Request) -> None:
        if request.url.path.endswith("/confirm-upload"):
            while vanished:
                del service.only.parts[vanished.pop()]

    service.disturb = disturb
    connect().upload(DATA, name="a.bin", multipart_from=0)
    assert service.only.data == DATA
    assert numbers(service.sent("PUT ")[52:]) == [4, 9]


def test_parts_that_stay_missing_are_an_error(connect: Connect, service: FakeService) -> None:
    service.disturb = lambda request: (
        problem(409, "parts-missing", "Send those parts again.", missing_parts=[1])
        if request.url.path.endswith("/confirm-upload")
        else None
    )
    with pytest.raises(ServiceError, match="Send those parts again") as caught:
        connect().upload(DATA[:10], name="a.bin", multipart_from=0)
    assert caught.value.missing_parts == [1]
    assert len(service.sent("PUT ")) == 3


def test_a_file_that_changes_is_not_confirmed(connect: Connect, service: FakeService, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)

    def disturb(request: httpx.Request) -> None:
        # After the last part was read.
        if request.url.params.get("partNumber") == "52":
            path.write_bytes(DATA + b"more")

    service.disturb = disturb
    with pytest.raises(MaloteError) as caught:
        connect(connections=1).upload(path, multipart_from=0)
    assert caught.value.code == "file-changed"
    assert service.sent("/confirm-upload") == []


def test_a_file_that_changes_before_a_part_is_sent_is_reported_once(
    connect: Connect, service: FakeService, tmp_path: Path
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)

    def disturb(request: httpx.Request) -> None:
        if request.url.path.endswith("/upload-parts"):
            path.write_bytes(DATA[::-1] + b"!")

    service.disturb = disturb
    with pytest.raises(MaloteError) as caught:
        connect(connections=1).upload(path, multipart_from=0)
    assert caught.value.code == "file-changed"
    assert len(service.sent("PUT ")) == 1


def test_a_plan_of_another_algorithm_is_refused(connect: Connect, service: FakeService) -> None:
    def disturb(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/upload"):
            return None
        body = service._route(request).json()
        return httpx.Response(201, json={**body, "checksum": {"algorithm": "CRC99"}})

    service.disturb = disturb
    with pytest.raises(MaloteError, match="CRC99"):
        connect().upload(DATA, name="a.bin", multipart_from=0)
    assert service.sent("PUT ") == []
