from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.confirm_request import ConfirmRequest
from ...models.problem import Problem
from ...models.status_view import StatusView
from ...types import Response


def _get_kwargs(
    *,
    body: ConfirmRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/confirm-upload",
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

    if response.status_code == 202:
        response_202 = StatusView.from_dict(response.json())

        return response_202

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
    body: ConfirmRequest,
) -> Response[Problem | StatusView]:
    """Confirm that the bytes are in S3

     Queues the file to be verified and moved. It is optional for a form, because S3's notification does
    the same. For a plan it ends the upload: it takes the checksum of the whole file, unless that was
    announced, and `len`, if that was not. All parts must be in S3: `missing_parts` of the problem
    parts-missing has those that are not. After the error `parts-differ`, send the parts and confirm
    again. After another error of a form, post the right bytes with the form, as long as it has not
    expired, and confirm again: the file is queued (202) if its bytes are not those that were judged, or
    if the error is `retryable`. An error that an operator set stays. A second call does no harm.

    Args:
        body (ConfirmRequest): The file whose bytes are in S3. Only a plan has more than file_id.

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
    body: ConfirmRequest,
) -> Problem | StatusView | None:
    """Confirm that the bytes are in S3

     Queues the file to be verified and moved. It is optional for a form, because S3's notification does
    the same. For a plan it ends the upload: it takes the checksum of the whole file, unless that was
    announced, and `len`, if that was not. All parts must be in S3: `missing_parts` of the problem
    parts-missing has those that are not. After the error `parts-differ`, send the parts and confirm
    again. After another error of a form, post the right bytes with the form, as long as it has not
    expired, and confirm again: the file is queued (202) if its bytes are not those that were judged, or
    if the error is `retryable`. An error that an operator set stays. A second call does no harm.

    Args:
        body (ConfirmRequest): The file whose bytes are in S3. Only a plan has more than file_id.

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
    body: ConfirmRequest,
) -> Response[Problem | StatusView]:
    """Confirm that the bytes are in S3

     Queues the file to be verified and moved. It is optional for a form, because S3's notification does
    the same. For a plan it ends the upload: it takes the checksum of the whole file, unless that was
    announced, and `len`, if that was not. All parts must be in S3: `missing_parts` of the problem
    parts-missing has those that are not. After the error `parts-differ`, send the parts and confirm
    again. After another error of a form, post the right bytes with the form, as long as it has not
    expired, and confirm again: the file is queued (202) if its bytes are not those that were judged, or
    if the error is `retryable`. An error that an operator set stays. A second call does no harm.

    Args:
        body (ConfirmRequest): The file whose bytes are in S3. Only a plan has more than file_id.

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
    body: ConfirmRequest,
) -> Problem | StatusView | None:
    """Confirm that the bytes are in S3

     Queues the file to be verified and moved. It is optional for a form, because S3's notification does
    the same. For a plan it ends the upload: it takes the checksum of the whole file, unless that was
    announced, and `len`, if that was not. All parts must be in S3: `missing_parts` of the problem
    parts-missing has those that are not. After the error `parts-differ`, send the parts and confirm
    again. After another error of a form, post the right bytes with the form, as long as it has not
    expired, and confirm again: the file is queued (202) if its bytes are not those that were judged, or
    if the error is `retryable`. An error that an operator set stays. A second call does no harm.

    Args:
        body (ConfirmRequest): The file whose bytes are in S3. Only a plan has more than file_id.

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
