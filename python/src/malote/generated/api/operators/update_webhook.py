from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.webhook import Webhook
from ...models.webhook_patch import WebhookPatch
from ...types import Response


def _get_kwargs(
    webhook_id: UUID,
    *,
    body: WebhookPatch,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/webhooks/{webhook_id}".format(
            webhook_id=quote(str(webhook_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | Webhook:
    if response.status_code == 200:
        response_200 = Webhook.from_dict(response.json())

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
) -> Response[Problem | Webhook]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    webhook_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: WebhookPatch,
) -> Response[Problem | Webhook]:
    """Change, disable or enable a webhook (operators)

     Only on deployments with Webhooks=true. Members that are left out stay as they are. `active` also
    ends `failing`. Deliveries that wait go to the new URL. Those of a webhook that is disabled are
    cancelled when their turn comes, and changes of that time are not sent later.

    Args:
        webhook_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in
            lower case.
        body (WebhookPatch): What is to change. A member that is left out stays as it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Webhook]
    """

    kwargs = _get_kwargs(
        webhook_id=webhook_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    webhook_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: WebhookPatch,
) -> Problem | Webhook | None:
    """Change, disable or enable a webhook (operators)

     Only on deployments with Webhooks=true. Members that are left out stay as they are. `active` also
    ends `failing`. Deliveries that wait go to the new URL. Those of a webhook that is disabled are
    cancelled when their turn comes, and changes of that time are not sent later.

    Args:
        webhook_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in
            lower case.
        body (WebhookPatch): What is to change. A member that is left out stays as it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Webhook
    """

    return sync_detailed(
        webhook_id=webhook_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    webhook_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: WebhookPatch,
) -> Response[Problem | Webhook]:
    """Change, disable or enable a webhook (operators)

     Only on deployments with Webhooks=true. Members that are left out stay as they are. `active` also
    ends `failing`. Deliveries that wait go to the new URL. Those of a webhook that is disabled are
    cancelled when their turn comes, and changes of that time are not sent later.

    Args:
        webhook_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in
            lower case.
        body (WebhookPatch): What is to change. A member that is left out stays as it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Webhook]
    """

    kwargs = _get_kwargs(
        webhook_id=webhook_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    webhook_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: WebhookPatch,
) -> Problem | Webhook | None:
    """Change, disable or enable a webhook (operators)

     Only on deployments with Webhooks=true. Members that are left out stay as they are. `active` also
    ends `failing`. Deliveries that wait go to the new URL. Those of a webhook that is disabled are
    cancelled when their turn comes, and changes of that time are not sent later.

    Args:
        webhook_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in
            lower case.
        body (WebhookPatch): What is to change. A member that is left out stays as it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Webhook
    """

    return (
        await asyncio_detailed(
            webhook_id=webhook_id,
            client=client,
            body=body,
        )
    ).parsed
