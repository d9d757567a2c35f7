from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.uploads_request import UploadsRequest
from ...models.uploads_view import UploadsView
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: UploadsRequest,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/uploads",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | UploadsView:
    if response.status_code == 200:
        response_200 = UploadsView.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

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
) -> Response[Problem | UploadsView]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UploadsRequest,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | UploadsView]:
    """Announce up to 50 files at once

     Each entry of `files` is a body of POST /upload, and has its own outcome: what POST /upload returns,
    or a problem. So the response is 200 also if every entry has a problem, and a faulty entry changes
    nothing for the others. `index` is the place of the entry in the request, from 0; `errors` of a
    problem point into the request. With an Idempotency-Key, the same entry at the same place returns
    the same file. The key may be the same as one of POST /upload: the files are others.

    Args:
        idempotency_key (str | Unset):
        body (UploadsRequest): The announcement of several files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | UploadsView]
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
    body: UploadsRequest,
    idempotency_key: str | Unset = UNSET,
) -> Problem | UploadsView | None:
    """Announce up to 50 files at once

     Each entry of `files` is a body of POST /upload, and has its own outcome: what POST /upload returns,
    or a problem. So the response is 200 also if every entry has a problem, and a faulty entry changes
    nothing for the others. `index` is the place of the entry in the request, from 0; `errors` of a
    problem point into the request. With an Idempotency-Key, the same entry at the same place returns
    the same file. The key may be the same as one of POST /upload: the files are others.

    Args:
        idempotency_key (str | Unset):
        body (UploadsRequest): The announcement of several files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | UploadsView
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UploadsRequest,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | UploadsView]:
    """Announce up to 50 files at once

     Each entry of `files` is a body of POST /upload, and has its own outcome: what POST /upload returns,
    or a problem. So the response is 200 also if every entry has a problem, and a faulty entry changes
    nothing for the others. `index` is the place of the entry in the request, from 0; `errors` of a
    problem point into the request. With an Idempotency-Key, the same entry at the same place returns
    the same file. The key may be the same as one of POST /upload: the files are others.

    Args:
        idempotency_key (str | Unset):
        body (UploadsRequest): The announcement of several files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | UploadsView]
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
    body: UploadsRequest,
    idempotency_key: str | Unset = UNSET,
) -> Problem | UploadsView | None:
    """Announce up to 50 files at once

     Each entry of `files` is a body of POST /upload, and has its own outcome: what POST /upload returns,
    or a problem. So the response is 200 also if every entry has a problem, and a faulty entry changes
    nothing for the others. `index` is the place of the entry in the request, from 0; `errors` of a
    problem point into the request. With an Idempotency-Key, the same entry at the same place returns
    the same file. The key may be the same as one of POST /upload: the files are others.

    Args:
        idempotency_key (str | Unset):
        body (UploadsRequest): The announcement of several files.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | UploadsView
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
