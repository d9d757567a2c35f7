from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.parts_request import PartsRequest
from ...models.parts_view import PartsView
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: PartsRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/upload-parts",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PartsView | Problem:
    if response.status_code == 200:
        response_200 = PartsView.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[PartsView | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PartsRequest,
) -> Response[PartsView | Problem]:
    """Get a presigned PUT for each part

     For a file that comes in parts. Each URL accepts exactly the bytes of one part: their number and
    their checksum, in the algorithm of the plan. Send the part as the body of a PUT, with `headers`.
    With `list`, the response has the parts that S3 holds, in pages of up to 1,000, so that a client can
    continue after a crash: compare their checksums first. Up to 100 parts are signed in one call.
    `size` is only for a file whose length is not known. A URL may be used until it expires, so the
    checksum of the whole, which POST /confirm-upload takes, decides.

    Args:
        body (PartsRequest): The parts to sign, or a page of the parts that S3 has.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartsView | Problem]
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
    body: PartsRequest,
) -> PartsView | Problem | None:
    """Get a presigned PUT for each part

     For a file that comes in parts. Each URL accepts exactly the bytes of one part: their number and
    their checksum, in the algorithm of the plan. Send the part as the body of a PUT, with `headers`.
    With `list`, the response has the parts that S3 holds, in pages of up to 1,000, so that a client can
    continue after a crash: compare their checksums first. Up to 100 parts are signed in one call.
    `size` is only for a file whose length is not known. A URL may be used until it expires, so the
    checksum of the whole, which POST /confirm-upload takes, decides.

    Args:
        body (PartsRequest): The parts to sign, or a page of the parts that S3 has.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartsView | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PartsRequest,
) -> Response[PartsView | Problem]:
    """Get a presigned PUT for each part

     For a file that comes in parts. Each URL accepts exactly the bytes of one part: their number and
    their checksum, in the algorithm of the plan. Send the part as the body of a PUT, with `headers`.
    With `list`, the response has the parts that S3 holds, in pages of up to 1,000, so that a client can
    continue after a crash: compare their checksums first. Up to 100 parts are signed in one call.
    `size` is only for a file whose length is not known. A URL may be used until it expires, so the
    checksum of the whole, which POST /confirm-upload takes, decides.

    Args:
        body (PartsRequest): The parts to sign, or a page of the parts that S3 has.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartsView | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: PartsRequest,
) -> PartsView | Problem | None:
    """Get a presigned PUT for each part

     For a file that comes in parts. Each URL accepts exactly the bytes of one part: their number and
    their checksum, in the algorithm of the plan. Send the part as the body of a PUT, with `headers`.
    With `list`, the response has the parts that S3 holds, in pages of up to 1,000, so that a client can
    continue after a crash: compare their checksums first. Up to 100 parts are signed in one call.
    `size` is only for a file whose length is not known. A URL may be used until it expires, so the
    checksum of the whole, which POST /confirm-upload takes, decides.

    Args:
        body (PartsRequest): The parts to sign, or a page of the parts that S3 has.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartsView | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
