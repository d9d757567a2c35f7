from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.file_list import FileList
from ...models.listed_status import ListedStatus
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    status: ListedStatus | Unset = UNSET,
    name: str | Unset = UNSET,
    path: str | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status.value

    params["status"] = json_status

    params["name"] = name

    params["path"] = path

    json_tag: list[str] | Unset = UNSET
    if not isinstance(tag, Unset):
        json_tag = tag

    params["tag"] = json_tag

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/files",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> FileList | Problem:
    if response.status_code == 200:
        response_200 = FileList.from_dict(response.json())

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
) -> Response[FileList | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    status: ListedStatus | Unset = UNSET,
    name: str | Unset = UNSET,
    path: str | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: str | Unset = UNSET,
) -> Response[FileList | Problem]:
    """Your files, newest first, or those of a folder

     One page for each call. `path` lists a folder with its subfolders (`trips/2026` has the files of
    `trips/2026/lisbon`, and not those of `trips/20266`), folder by folder, and in each folder the
    newest file first. `tag` is the key and the value of a tag, such as `album:summer`; sent several
    times, a file must have all of them. With filters, a page may be short or empty and still have a
    next_cursor. The last page has no next_cursor. The list may be a moment behind a change; GET
    /consult-status is not.

    Args:
        status (ListedStatus | Unset): The statuses that a list can be filtered by.
        name (str | Unset):
        path (str | Unset):
        tag (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FileList | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        name=name,
        path=path,
        tag=tag,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    status: ListedStatus | Unset = UNSET,
    name: str | Unset = UNSET,
    path: str | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: str | Unset = UNSET,
) -> FileList | Problem | None:
    """Your files, newest first, or those of a folder

     One page for each call. `path` lists a folder with its subfolders (`trips/2026` has the files of
    `trips/2026/lisbon`, and not those of `trips/20266`), folder by folder, and in each folder the
    newest file first. `tag` is the key and the value of a tag, such as `album:summer`; sent several
    times, a file must have all of them. With filters, a page may be short or empty and still have a
    next_cursor. The last page has no next_cursor. The list may be a moment behind a change; GET
    /consult-status is not.

    Args:
        status (ListedStatus | Unset): The statuses that a list can be filtered by.
        name (str | Unset):
        path (str | Unset):
        tag (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FileList | Problem
    """

    return sync_detailed(
        client=client,
        status=status,
        name=name,
        path=path,
        tag=tag,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    status: ListedStatus | Unset = UNSET,
    name: str | Unset = UNSET,
    path: str | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: str | Unset = UNSET,
) -> Response[FileList | Problem]:
    """Your files, newest first, or those of a folder

     One page for each call. `path` lists a folder with its subfolders (`trips/2026` has the files of
    `trips/2026/lisbon`, and not those of `trips/20266`), folder by folder, and in each folder the
    newest file first. `tag` is the key and the value of a tag, such as `album:summer`; sent several
    times, a file must have all of them. With filters, a page may be short or empty and still have a
    next_cursor. The last page has no next_cursor. The list may be a moment behind a change; GET
    /consult-status is not.

    Args:
        status (ListedStatus | Unset): The statuses that a list can be filtered by.
        name (str | Unset):
        path (str | Unset):
        tag (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FileList | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        name=name,
        path=path,
        tag=tag,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    status: ListedStatus | Unset = UNSET,
    name: str | Unset = UNSET,
    path: str | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: str | Unset = UNSET,
) -> FileList | Problem | None:
    """Your files, newest first, or those of a folder

     One page for each call. `path` lists a folder with its subfolders (`trips/2026` has the files of
    `trips/2026/lisbon`, and not those of `trips/20266`), folder by folder, and in each folder the
    newest file first. `tag` is the key and the value of a tag, such as `album:summer`; sent several
    times, a file must have all of them. With filters, a page may be short or empty and still have a
    next_cursor. The last page has no next_cursor. The list may be a moment behind a change; GET
    /consult-status is not.

    Args:
        status (ListedStatus | Unset): The statuses that a list can be filtered by.
        name (str | Unset):
        path (str | Unset):
        tag (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FileList | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            status=status,
            name=name,
            path=path,
            tag=tag,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
