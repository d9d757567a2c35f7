from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.status_view import StatusView
from ...models.upload_form import UploadForm
from ...models.upload_plan import UploadPlan
from ...models.upload_request import UploadRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: UploadRequest,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/upload",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | StatusView | UploadForm | UploadPlan:
    if response.status_code == 200:
        response_200 = StatusView.from_dict(response.json())

        return response_200

    if response.status_code == 201:

        def _parse_response_201(data: object) -> UploadForm | UploadPlan:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_upload_answer_type_0 = UploadForm.from_dict(data)

                return componentsschemas_upload_answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_upload_answer_type_1 = UploadPlan.from_dict(data)

            return componentsschemas_upload_answer_type_1

        response_201 = _parse_response_201(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 410:
        response_410 = Problem.from_dict(response.json())

        return response_410

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | StatusView | UploadForm | UploadPlan]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UploadRequest,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | StatusView | UploadForm | UploadPlan]:
    """Announce a file and get a form, or a plan of its parts

     Returns a presigned POST, which sends the file straight to S3: send all of `fields`, and the file as
    the last field, `file`. Send no `Authorization` header to S3, which responds 400 to it. S3 accepts
    exactly the announced bytes: their number, their media type and, if given, their checksum. `path` (a
    folder, such as `trips/2026`) and `tags` are labels to list files by; the object's key has none of
    them. The service moves the file when its bytes have arrived; POST /confirm-upload makes that
    sooner. With `multipart: true`, or if `len` is over 5 GiB, the response is a plan: POST /upload-
    parts signs a PUT for each part, and POST /confirm-upload ends the upload. A plan lives for 7 days.
    Its checksum is CRC64NVME, CRC32 or CRC32C, and may have no `value` yet. Only a member of the group
    relays may leave `len` out of a plan. With an Idempotency-Key, the same request returns the same
    file: with a form while nothing has arrived (a new one, with a new expires_at, when the form before
    it has expired), and with its status from then on.

    Args:
        idempotency_key (str | Unset):
        body (UploadRequest): The announcement of one file.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatusView | UploadForm | UploadPlan]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: UploadRequest,
    idempotency_key: str | Unset = UNSET,
) -> Problem | StatusView | UploadForm | UploadPlan | None:
    """Announce a file and get a form, or a plan of its parts

     Returns a presigned POST, which sends the file straight to S3: send all of `fields`, and the file as
    the last field, `file`. Send no `Authorization` header to S3, which responds 400 to it. S3 accepts
    exactly the announced bytes: their number, their media type and, if given, their checksum. `path` (a
    folder, such as `trips/2026`) and `tags` are labels to list files by; the object's key has none of
    them. The service moves the file when its bytes have arrived; POST /confirm-upload makes that
    sooner. With `multipart: true`, or if `len` is over 5 GiB, the response is a plan: POST /upload-
    parts signs a PUT for each part, and POST /confirm-upload ends the upload. A plan lives for 7 days.
    Its checksum is CRC64NVME, CRC32 or CRC32C, and may have no `value` yet. Only a member of the group
    relays may leave `len` out of a plan. With an Idempotency-Key, the same request returns the same
    file: with a form while nothing has arrived (a new one, with a new expires_at, when the form before
    it has expired), and with its status from then on.

    Args:
        idempotency_key (str | Unset):
        body (UploadRequest): The announcement of one file.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatusView | UploadForm | UploadPlan
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UploadRequest,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | StatusView | UploadForm | UploadPlan]:
    """Announce a file and get a form, or a plan of its parts

     Returns a presigned POST, which sends the file straight to S3: send all of `fields`, and the file as
    the last field, `file`. Send no `Authorization` header to S3, which responds 400 to it. S3 accepts
    exactly the announced bytes: their number, their media type and, if given, their checksum. `path` (a
    folder, such as `trips/2026`) and `tags` are labels to list files by; the object's key has none of
    them. The service moves the file when its bytes have arrived; POST /confirm-upload makes that
    sooner. With `multipart: true`, or if `len` is over 5 GiB, the response is a plan: POST /upload-
    parts signs a PUT for each part, and POST /confirm-upload ends the upload. A plan lives for 7 days.
    Its checksum is CRC64NVME, CRC32 or CRC32C, and may have no `value` yet. Only a member of the group
    relays may leave `len` out of a plan. With an Idempotency-Key, the same request returns the same
    file: with a form while nothing has arrived (a new one, with a new expires_at, when the form before
    it has expired), and with its status from then on.

    Args:
        idempotency_key (str | Unset):
        body (UploadRequest): The announcement of one file.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatusView | UploadForm | UploadPlan]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: UploadRequest,
    idempotency_key: str | Unset = UNSET,
) -> Problem | StatusView | UploadForm | UploadPlan | None:
    """Announce a file and get a form, or a plan of its parts

     Returns a presigned POST, which sends the file straight to S3: send all of `fields`, and the file as
    the last field, `file`. Send no `Authorization` header to S3, which responds 400 to it. S3 accepts
    exactly the announced bytes: their number, their media type and, if given, their checksum. `path` (a
    folder, such as `trips/2026`) and `tags` are labels to list files by; the object's key has none of
    them. The service moves the file when its bytes have arrived; POST /confirm-upload makes that
    sooner. With `multipart: true`, or if `len` is over 5 GiB, the response is a plan: POST /upload-
    parts signs a PUT for each part, and POST /confirm-upload ends the upload. A plan lives for 7 days.
    Its checksum is CRC64NVME, CRC32 or CRC32C, and may have no `value` yet. Only a member of the group
    relays may leave `len` out of a plan. With an Idempotency-Key, the same request returns the same
    file: with a form while nothing has arrived (a new one, with a new expires_at, when the form before
    it has expired), and with its status from then on.

    Args:
        idempotency_key (str | Unset):
        body (UploadRequest): The announcement of one file.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatusView | UploadForm | UploadPlan
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
