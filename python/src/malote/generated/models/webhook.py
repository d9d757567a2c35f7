from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_event_type import KnownEventType
from ..models.known_webhook_state import KnownWebhookState
from ..types import UNSET, Unset

T = TypeVar("T", bound="Webhook")


@_attrs_define
class Webhook:
    """An endpoint that gets changes of files.

    Attributes:
        webhook_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        url (str): Where webhooks are sent, by POST. HTTPS, to an address of the public internet.
        event_types (list[KnownEventType | str]): The types that are sent. Empty for all.
        state (KnownWebhookState | str): Whether changes are sent. A newer service may send others.
        state_since (datetime.datetime): Since when it has this state, in UTC.
        created_at (datetime.datetime): When it was created, in UTC.
        updated_at (datetime.datetime): When it last changed, in UTC.
        owner (UUID | Unset): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        description (str | Unset): What the webhook is for, for people.
        state_reason (str | Unset): Why it is failing or disabled.
        old_secret_until (datetime.datetime | Unset): Only after a rotation: until when the secret before this one
            signs, too.
    """

    webhook_id: UUID
    url: str
    event_types: list[KnownEventType | str]
    state: KnownWebhookState | str
    state_since: datetime.datetime
    created_at: datetime.datetime
    updated_at: datetime.datetime
    owner: UUID | Unset = UNSET
    description: str | Unset = UNSET
    state_reason: str | Unset = UNSET
    old_secret_until: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        webhook_id = str(self.webhook_id)

        url = self.url

        event_types = []
        for event_types_item_data in self.event_types:
            event_types_item: str
            if isinstance(event_types_item_data, KnownEventType):
                event_types_item = event_types_item_data.value
            else:
                event_types_item = event_types_item_data
            event_types.append(event_types_item)

        state: str
        if isinstance(self.state, KnownWebhookState):
            state = self.state.value
        else:
            state = self.state

        state_since = self.state_since.isoformat()

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        owner: str | Unset = UNSET
        if not isinstance(self.owner, Unset):
            owner = str(self.owner)

        description = self.description

        state_reason = self.state_reason

        old_secret_until: str | Unset = UNSET
        if not isinstance(self.old_secret_until, Unset):
            old_secret_until = self.old_secret_until.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "webhook_id": webhook_id,
                "url": url,
                "event_types": event_types,
                "state": state,
                "state_since": state_since,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )
        if owner is not UNSET:
            field_dict["owner"] = owner
        if description is not UNSET:
            field_dict["description"] = description
        if state_reason is not UNSET:
            field_dict["state_reason"] = state_reason
        if old_secret_until is not UNSET:
            field_dict["old_secret_until"] = old_secret_until

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        webhook_id = UUID(d.pop("webhook_id"))

        url = d.pop("url")

        event_types = []
        _event_types = d.pop("event_types")
        for event_types_item_data in _event_types:

            def _parse_event_types_item(data: object) -> KnownEventType | str:
                try:
                    if not isinstance(data, str):
                        raise TypeError()
                    componentsschemas_event_type_type_0 = KnownEventType(data)

                    return componentsschemas_event_type_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(KnownEventType | str, data)

            event_types_item = _parse_event_types_item(event_types_item_data)

            event_types.append(event_types_item)

        def _parse_state(data: object) -> KnownWebhookState | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_webhook_state_type_0 = KnownWebhookState(data)

                return componentsschemas_webhook_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownWebhookState | str, data)

        state = _parse_state(d.pop("state"))

        state_since = datetime.datetime.fromisoformat(d.pop("state_since"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        _owner = d.pop("owner", UNSET)
        owner: UUID | Unset
        if isinstance(_owner, Unset):
            owner = UNSET
        else:
            owner = UUID(_owner)

        description = d.pop("description", UNSET)

        state_reason = d.pop("state_reason", UNSET)

        _old_secret_until = d.pop("old_secret_until", UNSET)
        old_secret_until: datetime.datetime | Unset
        if isinstance(_old_secret_until, Unset):
            old_secret_until = UNSET
        else:
            old_secret_until = datetime.datetime.fromisoformat(_old_secret_until)

        webhook = cls(
            webhook_id=webhook_id,
            url=url,
            event_types=event_types,
            state=state,
            state_since=state_since,
            created_at=created_at,
            updated_at=updated_at,
            owner=owner,
            description=description,
            state_reason=state_reason,
            old_secret_until=old_secret_until,
        )

        webhook.additional_properties = d
        return webhook

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
