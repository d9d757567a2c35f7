from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.status_list import StatusList
from ...models.status_view import StatusView
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    file_id: list[UUID],
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    json_file_id = []
    for file_id_item_data in file_id:
        file_id_item = str(file_id_item_data)
        json_file_id.append(file_id_item)

    params["file_id"] = json_file_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/consult-status",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | StatusList | StatusView:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> StatusList | StatusView:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_consultation_type_0 = StatusView.from_dict(data)

                return componentsschemas_consultation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_consultation_type_1 = StatusList.from_dict(data)

            return componentsschemas_consultation_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[Any | Problem | StatusList | StatusView]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    file_id: list[UUID],
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | StatusList | StatusView]:
    """The status of a file, or of several

     The status of the last write. Poll with If-None-Match to receive only changes. file_id may be
    repeated up to 50 times: then the response has `files`, in the order of the request, and a file that
    is not yours has a problem there. With one file_id, such a file is a 404.

    Args:
        file_id (list[UUID]):
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | StatusList | StatusView]
    """

    kwargs = _get_kwargs(
        file_id=file_id,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    file_id: list[UUID],
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | StatusList | StatusView | None:
    """The status of a file, or of several

     The status of the last write. Poll with If-None-Match to receive only changes. file_id may be
    repeated up to 50 times: then the response has `files`, in the order of the request, and a file that
    is not yours has a problem there. With one file_id, such a file is a 404.

    Args:
        file_id (list[UUID]):
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | StatusList | StatusView
    """

    return sync_detailed(
        client=client,
        file_id=file_id,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    file_id: list[UUID],
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | StatusList | StatusView]:
    """The status of a file, or of several

     The status of the last write. Poll with If-None-Match to receive only changes. file_id may be
    repeated up to 50 times: then the response has `files`, in the order of the request, and a file that
    is not yours has a problem there. With one file_id, such a file is a 404.

    Args:
        file_id (list[UUID]):
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | StatusList | StatusView]
    """

    kwargs = _get_kwargs(
        file_id=file_id,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    file_id: list[UUID],
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | StatusList | StatusView | None:
    """The status of a file, or of several

     The status of the last write. Poll with If-None-Match to receive only changes. file_id may be
    repeated up to 50 times: then the response has `files`, in the order of the request, and a file that
    is not yours has a problem there. With one file_id, such a file is a 404.

    Args:
        file_id (list[UUID]):
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | StatusList | StatusView
    """

    return (
        await asyncio_detailed(
            client=client,
            file_id=file_id,
            if_none_match=if_none_match,
        )
    ).parsed
