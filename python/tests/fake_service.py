"""A service and an S3 in memory, as an httpx transport."""

from __future__ import annotations

import base64
import json
import re
import threading
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from uuid import uuid4

import httpx

API = "https://api.example.test/v1"
S3 = "https://bucket.s3.example.test"
AT = "2026-11-27T12:00:00.000Z"
FORM_FIELDS = {
    "Content-Type": "text/plain",
    "bucket": "bucket",
    "X-Amz-Date": "20261127T120000Z",
    "key": "temp/a.txt",
    "Policy": "eyJ",
    "X-Amz-Signature": "9f2c",
}

Response = httpx.Response | Exception
Disturbance = Callable[[httpx.Request], Response | None]


def crc32(data: bytes) -> str:
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


@dataclass
class File:
    file_id: str
    name: str
    request: dict[str, Any]
    status: str = "pending"
    data: bytes | None = None
    parts: dict[int, bytes] = field(default_factory=dict)
    renewed: int = 0


@dataclass
class FakeService:
    """`disturb` sees each request first, and may respond or fail in the place of the service. What `lose` matches is
    done, and its response is lost.
    """

    part_size: int = 10
    verified: dict[str, str] | None = None
    disturb: Disturbance = lambda _: None
    lose: Callable[[httpx.Request], bool] = lambda _: False
    statuses: list[str] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self.requests.append(request)
            if str(request.url).startswith(API):
                # Now, because the same request is sent again with another token.
                self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
            disturbance = self.disturb(request)
            if isinstance(disturbance, Exception):
                raise disturbance
            response = _fresh(disturbance) if disturbance else self._route(request)
            if self.lose(request):
                raise httpx.ReadError("the response is lost", request=request)
            return response

    def sent(self, part: str) -> list[httpx.Request]:
        """The requests whose method and path contain this."""
        return [request for request in self.requests if part in f"{request.method} {request.url}"]

    def bodies(self, part: str) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.sent(part)]

    @property
    def only(self) -> File:
        [file] = self.files.values()
        return file

    def _route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if str(request.url).startswith(S3):
            return self._s3(request)
        if request.headers.get("Authorization", "") in ("", "Bearer refused"):
            return problem(401, "unauthenticated", "Send a current token.")
        body = json.loads(request.content) if request.content else {}
        if path.endswith("/upload"):
            return self._upload(body, request.headers["Idempotency-Key"])
        if path.endswith("/upload-parts"):
            return self._parts(body)
        if path.endswith("/confirm-upload"):
            return self._confirm(self.files[body["file_id"]], body)
        if path.endswith("/consult-status"):
            return self._status(self.files[request.url.params["file_id"]])
        found = re.search(r"/files/(.+)$", path)
        if found and found[1] in self.files:
            return self._record(self.files[found[1]])
        return problem(404, "file-not-found", "None of your files has this id.")

    def _upload(self, body: dict[str, Any], key: str) -> httpx.Response:
        file = self.files.get(self.keys.get(key, ""))
        if file and file.request != body:
            return problem(422, "idempotency-conflict", "Send that body again, or use a new key.")
        if file and file.status != "pending":
            return httpx.Response(200, json=self._view(file))
        if not file:
            file = File(str(uuid4()), body["file_name"], body)
            self.files[file.file_id], self.keys[key] = file, file.file_id
        answer = {
            "file_id": file.file_id,
            "file_name": file.name,
            "extension": ".txt",
            "type": body["type"],
            "expires_at": AT,
            "expires_in": 900,
        }
        if body.get("multipart"):
            count = max(1, -(-body["len"] // self.part_size))
            plan = {"part_size": self.part_size, "part_count": count, "checksum": {"algorithm": "CRC32"}}
            return httpx.Response(201, json={**answer, "method": "PUT", **plan})
        fields = {**FORM_FIELDS, "key": f"temp/{file.file_id}"}
        return httpx.Response(201, json={**answer, "method": "POST", "url": f"{S3}/", "fields": fields})

    def _parts(self, body: dict[str, Any]) -> httpx.Response:
        file = self.files[body["file_id"]]
        file.renewed += 1
        answer: dict[str, Any] = {"file_id": file.file_id, "parts": []}
        for part in body.get("parts") or []:
            number = part["part_number"]
            url = f"{S3}/temp/{file.file_id}?partNumber={number}&n={file.renewed}&X-Amz-Signature=a%2Fb"
            headers = {"x-amz-checksum-crc32": part["checksum"]}
            size = min(self.part_size, file.request["len"] - (number - 1) * self.part_size)
            signed = {"part_number": number, "url": url, "size": size, "headers": headers}
            answer["parts"].append({**signed, "expires_at": AT, "expires_in": 900})
        if body.get("list"):
            numbers = sorted(n for n in file.parts if n >= int(body.get("cursor", "1")))
            # Two on each page.
            answer["uploaded"] = [
                {"part_number": n, "size": len(file.parts[n]), "checksum": crc32(file.parts[n])}
                for n in numbers[:2]
            ]
            if len(numbers) > 2:
                answer["next_cursor"] = str(numbers[2])
        return httpx.Response(200, json=answer)

    def _confirm(self, file: File, body: dict[str, Any]) -> httpx.Response:
        if file.request.get("multipart") and file.status == "pending":
            count = max(1, -(-file.request["len"] // self.part_size))
            missing = [n for n in range(1, count + 1) if n not in file.parts]
            if missing:
                return problem(409, "parts-missing", "Send those parts again.", missing_parts=missing)
            data = b"".join(file.parts[n] for n in sorted(file.parts))
            if body["checksum"] != {"algorithm": "CRC32", "value": crc32(data)}:
                return problem(409, "parts-differ", "Compare the checksums of the parts.")
            file.data = data
        if file.data is None:
            return problem(409, "not-uploaded", "POST the bytes, then confirm again.")
        if file.status == "pending":
            file.status = "uploaded"
        return httpx.Response(202, json=self._view(file))

    def _status(self, file: File) -> httpx.Response:
        file.status = self.statuses.pop(0) if self.statuses else "completed"
        return httpx.Response(200, json=self._view(file))

    def _view(self, file: File) -> dict[str, Any]:
        view = {"file_id": file.file_id, "file_name": file.name, "status": file.status}
        return {**view, "created_at": AT, "updated_at": AT}

    def _record(self, file: File) -> httpx.Response:
        data = file.data or b""
        record = {**self._view(file), "extension": ".txt", "type": "text/plain", "len": len(data)}
        file.renewed += 1
        if file.status == "completed":
            checksum = self.verified or {"algorithm": "CRC32", "value": crc32(data)}
            download = {"url": f"{S3}/dest/{file.file_id}?n={file.renewed}", "expires_at": AT}
            record |= {"download": download, "verified": {**checksum, "declared": True}}
        return httpx.Response(200, json={**record, "history": []})

    def _s3(self, request: httpx.Request) -> httpx.Response:
        if "Authorization" in request.headers:
            return s3_error(400, "InvalidArgument")
        if request.method == "POST":
            fields = form_of(request)
            file = self.files[dict(fields)["key"].decode().removeprefix("temp/")]
            file.data = dict(fields)["file"]
            if len(file.data) != file.request["len"] or crc32(file.data) != file.request["checksum"]["value"]:
                file.data = None
                return s3_error(400, "BadDigest")
            return httpx.Response(204)
        file = self.files[request.url.path.rpartition("/")[2]]
        if request.method == "PUT":
            data = request.content
            if request.headers["Content-Length"] != str(len(data)):
                return s3_error(403, "SignatureDoesNotMatch")
            if request.headers["x-amz-checksum-crc32"] != crc32(data):
                return s3_error(400, "BadDigest")
            file.parts[int(request.url.params["partNumber"])] = data
            return httpx.Response(200, headers={"ETag": '"e"'})
        start, end = map(int, re.findall(r"\d+", request.headers["Range"]))
        stream = httpx.ByteStream((file.data or b"")[start : end + 1])
        return httpx.Response(206, stream=stream, headers={"ETag": '"e"'})


def _fresh(response: httpx.Response) -> httpx.Response:
    """A response can be read once, and a test may send it several times. A body that breaks off stays as it is."""
    if not response.is_stream_consumed and not response.is_closed:
        return response
    return httpx.Response(response.status_code, content=response.content, headers=response.headers)


def form_of(request: httpx.Request) -> list[tuple[str, bytes]]:
    """The fields of a form, in their order."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    parts: Iterable[Any] = message.iter_parts()
    named = [(part.get_param("name", header="content-disposition"), part) for part in parts]
    # A payload of text has lost its exact bytes, so they are cut out of the body.
    boundary = message.get_boundary() or ""
    raw = request.content.split(f"--{boundary}".encode())[1:-1]
    return [(name, piece.partition(b"\r\n\r\n")[2][:-2]) for (name, _), piece in zip(named, raw, strict=True)]


def problem(status: int, code: str, detail: str, **more: Any) -> httpx.Response:
    headers = {"Content-Type": "application/problem+json"} | more.pop("headers", {})
    body = {
        "type": f"urn:malote:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": "request-1",
        **more,
    }
    return httpx.Response(status, json=body, headers=headers)


def s3_error(status: int, code: str) -> httpx.Response:
    return httpx.Response(status, text=f"<Error><Code>{code}</Code><Message>https://secret</Message></Error>")
