from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import pytest

from conftest import Connect, Face
from fake_service import FakeService, s3_error
from malote import FileFailed, MaloteError, StorageError
from malote._core.checksums import digest_for
from malote.generated.models import StatusView

DATA = bytes(range(256)) * 400


@pytest.fixture
def client(connect: Connect) -> Face:
    return connect()


def completed(client: Face, service: FakeService, data: bytes = DATA) -> Any:
    file_id = client.upload(data, name="a.bin").file_id
    service.only.status = "completed"
    return file_id


def test_waits_until_the_file_is_completed(client: Face, service: FakeService, sleeps: list[float]) -> None:
    service.statuses = ["uploaded", "processing", "processing", "archived", "completed"]
    seen: list[StatusView] = []
    file_id = client.upload(DATA, name="a.bin").file_id
    view = client.wait_for(str(file_id), on_status=seen.append)
    assert (view.file_id, view.status) == (file_id, "completed")
    assert [one.status for one in seen] == ["uploaded", "processing", "archived", "completed"]
    assert sleeps == [0.25, 0.375, 0.5625, 0.84375]


@pytest.mark.parametrize("status", ["error", "expired", "quarantined", "deleted"])
def test_a_file_that_fails_ends_the_wait(client: Face, service: FakeService, status: str) -> None:
    service.statuses = [status]
    file_id = client.upload(DATA, name="a.bin").file_id
    with pytest.raises(FileFailed, match=f"in {status}") as caught:
        client.wait_for(file_id)
    assert caught.value.file.status == status


def test_a_wait_has_an_end(client: Face, service: FakeService) -> None:
    service.statuses = ["processing"] * 5
    file_id = client.upload(DATA, name="a.bin").file_id
    with pytest.raises(MaloteError, match="still processing") as caught:
        client.wait_for(file_id, timeout=0)
    assert caught.value.code == "wait-timeout"


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA256"])
def test_a_download_is_compared_with_its_checksum(
    client: Face, service: FakeService, tmp_path: Path, algorithm: str
) -> None:
    digest = digest_for(algorithm)
    assert digest is not None
    digest.update(DATA)
    file_id = completed(client, service)
    service.verified = {"algorithm": algorithm, "value": digest.value()}
    path = tmp_path / "copy.bin"
    steps: list[tuple[int, int]] = []

    result = client.download(file_id, path, on_progress=lambda done, size: steps.append((done, size)))

    assert path.read_bytes() == DATA
    assert (result.verified, result.len, result.file_name) == (algorithm, len(DATA), "a.bin")
    assert steps[-1] == (len(DATA), len(DATA))
    [get] = service.sent("GET https://bucket")
    assert "Authorization" not in get.headers
    assert get.headers["Accept-Encoding"] == "identity"


def test_other_bytes_never_get_their_name(client: Face, service: FakeService, tmp_path: Path) -> None:
    file_id = completed(client, service)
    service.verified = {"algorithm": "CRC32", "value": "AAAAAA=="}
    path = tmp_path / "copy.bin"
    path.write_bytes(b"before")
    with pytest.raises(MaloteError, match="Download it again") as caught:
        client.download(file_id, path)
    assert caught.value.code == "checksum-differs"
    assert [file.name for file in tmp_path.iterdir()] == ["copy.bin"]
    assert path.read_bytes() == b"before"


def test_the_longest_name_of_a_disk_is_no_trouble(client: Face, service: FakeService, tmp_path: Path) -> None:
    path = tmp_path / ("a" * 251 + ".bin")

    client.download(completed(client, service), path)

    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_an_unknown_algorithm_is_not_compared(client: Face, service: FakeService) -> None:
    file_id = completed(client, service)
    service.verified = {"algorithm": "BLAKE9", "value": "?"}
    target = io.BytesIO()
    assert client.download(file_id, target).verified is None
    assert target.getvalue() == DATA


def test_an_empty_file_is_downloaded(client: Face, service: FakeService, tmp_path: Path) -> None:
    file_id = completed(client, service, b"")
    result = client.download(file_id, tmp_path / "empty")
    assert (tmp_path / "empty").read_bytes() == b""
    assert result.verified == "CRC32"


class Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Any:
        yield self._data
        raise httpx.ReadError("cut")

    async def __aiter__(self) -> Any:
        yield self._data
        raise httpx.ReadError("cut")


def test_a_download_that_breaks_off_continues(connect: Connect, service: FakeService) -> None:
    client = connect(retries=1)
    file_id = completed(client, service)

    # More often than a request is repeated, because each attempt brings bytes.
    def disturb(request: httpx.Request) -> httpx.Response | None:
        count = len(service.sent("GET https://bucket"))
        if request.url.host.startswith("bucket") and count <= 5:
            start = (count - 1) * 1000
            assert request.headers["Range"] == f"bytes={start}-{len(DATA) - 1}"
            return httpx.Response(206, stream=Cut(DATA[start : start + 1000]), headers={"ETag": '"e"'})
        return None

    service.disturb = disturb
    target = io.BytesIO()
    assert client.download(file_id, target).verified == "CRC32"
    assert target.getvalue() == DATA
    matches = [request.headers.get("If-Match") for request in service.sent("GET https://bucket")]
    assert matches == [None, *['"e"'] * 5]


def test_a_download_without_bytes_ends(connect: Connect, service: FakeService) -> None:
    client = connect(retries=2)
    file_id = completed(client, service)
    service.disturb = lambda request: (
        httpx.ConnectError("", request=request) if "bucket" in request.url.host else None
    )
    with pytest.raises(MaloteError) as caught:
        client.download(file_id, io.BytesIO())
    assert caught.value.code == "network"
    assert len(service.sent("GET https://bucket")) == 3


def test_an_expired_url_is_replaced_once(client: Face, service: FakeService) -> None:
    file_id = completed(client, service)
    service.disturb = lambda request: (
        s3_error(403, "AccessDenied") if request.url.params.get("n") == "1" else None
    )
    target = io.BytesIO()
    client.download(file_id, target)
    assert target.getvalue() == DATA
    assert len(service.sent("/v1/files/")) == 2

    service.disturb = lambda request: s3_error(403, "AccessDenied") if "bucket" in request.url.host else None
    with pytest.raises(StorageError):
        client.download(file_id, io.BytesIO())


def test_another_object_is_refused_in_the_middle(client: Face, service: FakeService) -> None:
    file_id = completed(client, service)
    responses = [
        s3_error(412, "PreconditionFailed"),
        httpx.Response(206, stream=Cut(DATA[:10]), headers={"ETag": '"e"'}),
    ]
    service.disturb = lambda request: responses.pop() if "bucket" in request.url.host else None
    with pytest.raises(StorageError) as caught:
        client.download(file_id, io.BytesIO())
    assert caught.value.status == 412


def test_a_file_that_is_not_completed_has_no_bytes(client: Face, tmp_path: Path) -> None:
    file_id = client.upload(DATA, name="a.bin").file_id
    with pytest.raises(MaloteError, match="is uploaded, so there is nothing") as caught:
        client.download(file_id, tmp_path / "a")
    assert caught.value.code == "not-completed"
    assert list(tmp_path.iterdir()) == []
