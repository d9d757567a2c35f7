from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    file_id: UUID,
    *,
    reason: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["reason"] = reason

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/files/{file_id}".format(
            file_id=quote(str(file_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem:
    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

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

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

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
) -> Response[Any | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    file_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    reason: str | Unset = UNSET,
) -> Response[Any | Problem]:
    """Delete a file

     After this call, the file does not exist. Its bytes are deleted at once, or, if they are being
    moved, when the move has ended. An operator may delete the file of every user, and only an operator
    may delete a quarantined file. A relay may delete a file that it uploads on behalf of a user as long
    as the file is pending; for every other file it gets `file-not-found`. `reason` is kept with the
    record for 30 days.

    Args:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower
            case.
        reason (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        file_id=file_id,
        reason=reason,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    file_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    reason: str | Unset = UNSET,
) -> Any | Problem | None:
    """Delete a file

     After this call, the file does not exist. Its bytes are deleted at once, or, if they are being
    moved, when the move has ended. An operator may delete the file of every user, and only an operator
    may delete a quarantined file. A relay may delete a file that it uploads on behalf of a user as long
    as the file is pending; for every other file it gets `file-not-found`. `reason` is kept with the
    record for 30 days.

    Args:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower
            case.
        reason (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        file_id=file_id,
        client=client,
        reason=reason,
    ).parsed


async def asyncio_detailed(
    file_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    reason: str | Unset = UNSET,
) -> Response[Any | Problem]:
    """Delete a file

     After this call, the file does not exist. Its bytes are deleted at once, or, if they are being
    moved, when the move has ended. An operator may delete the file of every user, and only an operator
    may delete a quarantined file. A relay may delete a file that it uploads on behalf of a user as long
    as the file is pending; for every other file it gets `file-not-found`. `reason` is kept with the
    record for 30 days.

    Args:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower
            case.
        reason (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        file_id=file_id,
        reason=reason,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    file_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    reason: str | Unset = UNSET,
) -> Any | Problem | None:
    """Delete a file

     After this call, the file does not exist. Its bytes are deleted at once, or, if they are being
    moved, when the move has ended. An operator may delete the file of every user, and only an operator
    may delete a quarantined file. A relay may delete a file that it uploads on behalf of a user as long
    as the file is pending; for every other file it gets `file-not-found`. `reason` is kept with the
    record for 30 days.

    Args:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower
            case.
        reason (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            file_id=file_id,
            client=client,
            reason=reason,
        )
    ).parsed
