"""Files of the Python package there and back. languages.test.ts runs it with API and TOKEN, beside parts.txt."""

import asyncio
import inspect
import io
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx

from malote import AsyncMalote, Malote, MaloteError, ServiceError
from malote.generated.api.files import delete_file, get_file

url, token = os.environ["API"], os.environ["TOKEN"]
data = Path("parts.txt").read_bytes()


class Broken(httpx.HTTPTransport):
    """Loses the connection at the tenth part."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.params.get("partNumber") == "10":
            raise httpx.WriteError("broken", request=request)
        return super().handle_request(request)


async def there_and_back(malote: Malote | AsyncMalote) -> None:
    async def do(method: Callable, *args: object, **options: object):
        result = method(*args, **options)
        return await result if inspect.isawaitable(result) else result

    async def expect_stored(file, content: bytes) -> None:
        seen = []
        await do(malote.wait_for, file.file_id, timeout=180, on_status=lambda view: seen.append(view.status))
        assert seen[-1] == "completed", seen
        target = io.BytesIO()
        downloaded = await do(malote.download, file.file_id, target)
        assert target.getvalue() == content
        assert downloaded.verified == "CRC32", downloaded
        assert downloaded.len == file.len == len(content)

    one_form = await do(malote.upload, "parts.txt", tags={"by": "python"})
    await expect_stored(one_form, data)
    record = await do(malote.call, get_file, one_form.file_id)
    assert (record.file_name, record.tags.to_dict()) == ("parts.txt", {"by": "python"})
    await expect_stored(await do(malote.upload, b"", name="empty.txt"), b"")
    await expect_stored(await do(malote.upload, "parts.txt", multipart_from=0), data)

    key = str(uuid4())
    again = {"multipart_from": 0, "idempotency_key": key}
    with Malote(url, token=token, retries=0, connections=1, transport=Broken()) as broken:
        try:
            broken.upload("parts.txt", **again)
            raise AssertionError("the upload was not broken")
        except MaloteError as error:
            assert error.code == "network", error
    rest = await do(malote.upload, "parts.txt", **again)
    assert rest.resumed
    await expect_stored(rest, data)
    assert (await do(malote.upload, "parts.txt", **again)).file_id == rest.file_id

    await do(malote.call, delete_file, rest.file_id)
    try:
        await do(malote.wait_for, rest.file_id)
        raise AssertionError("a deleted file has a status")
    except ServiceError as error:
        assert (error.code, error.status) == ("file-not-found", 404), error


async def with_async() -> None:
    async def current_token() -> str:
        return token

    async with AsyncMalote(url, token=current_token) as malote:
        await there_and_back(malote)


def with_sync() -> None:
    with Malote(url, token=lambda: token) as malote:
        asyncio.run(there_and_back(malote))


async def main() -> None:
    await asyncio.gather(asyncio.to_thread(with_sync), with_async())
    print("done")


asyncio.run(main())
