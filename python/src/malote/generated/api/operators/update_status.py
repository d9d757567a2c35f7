from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.status_view import StatusView
from ...models.update_request import UpdateRequest
from ...types import Response


def _get_kwargs(
    *,
    body: UpdateRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/update-status",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | StatusView:
    if response.status_code == 200:
        response_200 = StatusView.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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
) -> Response[Problem | StatusView]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UpdateRequest,
) -> Response[Problem | StatusView]:
    """Set a status (operators)

     For operators, and workers in their group. `uploaded` after `error` is a retry. `completed` requires
    the bytes at their destination. `quarantined`, after `completed`, takes a file out of reach: no URL
    for it is signed any more, and URLs that were signed before end when its bytes have left their key a
    moment later. It requires `details`, the reason that the owner reads. `completed` after
    `quarantined` releases the file: the response is `quarantined` until the bytes are back. If the file
    already has the status, nothing changes and the response is 200.

    Args:
        body (UpdateRequest): The status to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatusView]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: UpdateRequest,
) -> Problem | StatusView | None:
    """Set a status (operators)

     For operators, and workers in their group. `uploaded` after `error` is a retry. `completed` requires
    the bytes at their destination. `quarantined`, after `completed`, takes a file out of reach: no URL
    for it is signed any more, and URLs that were signed before end when its bytes have left their key a
    moment later. It requires `details`, the reason that the owner reads. `completed` after
    `quarantined` releases the file: the response is `quarantined` until the bytes are back. If the file
    already has the status, nothing changes and the response is 200.

    Args:
        body (UpdateRequest): The status to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatusView
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UpdateRequest,
) -> Response[Problem | StatusView]:
    """Set a status (operators)

     For operators, and workers in their group. `uploaded` after `error` is a retry. `completed` requires
    the bytes at their destination. `quarantined`, after `completed`, takes a file out of reach: no URL
    for it is signed any more, and URLs that were signed before end when its bytes have left their key a
    moment later. It requires `details`, the reason that the owner reads. `completed` after
    `quarantined` releases the file: the response is `quarantined` until the bytes are back. If the file
    already has the status, nothing changes and the response is 200.

    Args:
        body (UpdateRequest): The status to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatusView]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: UpdateRequest,
) -> Problem | StatusView | None:
    """Set a status (operators)

     For operators, and workers in their group. `uploaded` after `error` is a retry. `completed` requires
    the bytes at their destination. `quarantined`, after `completed`, takes a file out of reach: no URL
    for it is signed any more, and URLs that were signed before end when its bytes have left their key a
    moment later. It requires `details`, the reason that the owner reads. `completed` after
    `quarantined` releases the file: the response is `quarantined` until the bytes are back. If the file
    already has the status, nothing changes and the response is 200.

    Args:
        body (UpdateRequest): The status to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatusView
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
