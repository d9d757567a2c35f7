"""One file from its announcement to its deletion, with the generated client alone.

`npm run test:real` runs it with MALOTE_API_URL and MALOTE_TOKEN, beside the folder malote_client, which is generated
from docs/openapi.yaml.
"""

import os
import time
from datetime import datetime
from uuid import UUID, uuid4

import httpx
from malote_client import AuthenticatedClient
from malote_client.api.files import (
    confirm_upload,
    delete_file,
    get_file,
    get_status,
    list_files,
    request_upload,
)
from malote_client.models import (
    ConfirmRequest,
    FileList,
    FileView,
    KnownProblemCode,
    KnownStatus,
    ListedStatus,
    Problem,
    StatusView,
    Tags,
    UploadForm,
    UploadRequest,
)

client = AuthenticatedClient(base_url=os.environ["MALOTE_API_URL"], token=os.environ["MALOTE_TOKEN"])

data = b"sent by a generated client"
tags = Tags.from_dict({"by": "python"})
request = UploadRequest(
    file_name="generated.txt", extension=".txt", len_=len(data), type_="text/plain", tags=tags
)
form = request_upload.sync(client=client, body=request, idempotency_key=str(uuid4()))
assert isinstance(form, UploadForm), form
assert isinstance(form.file_id, UUID), form.file_id
assert isinstance(form.expires_at, datetime), form.expires_at

# httpx sends the fields before the file.
sent = httpx.post(form.url, data=form.fields.to_dict(), files={"file": ("generated.txt", data)})
assert sent.is_success, sent.text

confirmed = confirm_upload.sync(client=client, body=ConfirmRequest(file_id=form.file_id))
assert isinstance(confirmed, StatusView), confirmed


def consult() -> StatusView:
    status = get_status.sync(client=client, file_id=[form.file_id])
    assert isinstance(status, StatusView), status
    return status


status = consult()
for _ in range(300):
    if status.status in (KnownStatus.COMPLETED, KnownStatus.ERROR):
        break
    time.sleep(0.1)
    status = consult()
assert status.status is KnownStatus.COMPLETED, status

record = get_file.sync(form.file_id, client=client)
assert isinstance(record, FileView), record
assert record.len_ == len(data), record
assert record.tags == tags, record
assert httpx.get(record.download.url).content == data

page = list_files.sync(client=client, status=ListedStatus.COMPLETED, tag=["by:python"], limit=100)
assert isinstance(page, FileList), page
assert form.file_id in [file.file_id for file in page.files], page

assert delete_file.sync_detailed(form.file_id, client=client).status_code == 204

missing = get_file.sync(form.file_id, client=client)
assert isinstance(missing, Problem), missing
assert (missing.status, missing.code) == (404, KnownProblemCode.FILE_NOT_FOUND), missing

refused = request_upload.sync(
    client=client,
    body=UploadRequest(file_name="a/b.txt", extension=".txt", len_=1, type_="text/plain"),
)
assert isinstance(refused, Problem), refused
assert refused.code is KnownProblemCode.INVALID_REQUEST, refused
assert refused.errors[0].pointer == "#/file_name", refused

# A status that a newer service adds stays a string.
newer = StatusView.from_dict({**status.to_dict(), "status": "archived"})
assert newer.status == "archived", newer

print(f"done: {form.file_id}")
