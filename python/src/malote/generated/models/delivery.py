from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_delivery_state import KnownDeliveryState
from ..models.known_event_type import KnownEventType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.delivery_attempt import DeliveryAttempt


T = TypeVar("T", bound="Delivery")


@_attrs_define
class Delivery:
    """One event on its way to one webhook.

    Attributes:
        delivery_id (str): The `webhook-id` of every attempt. So a receiver recognises a duplicate.
        event_id (str): The id of the change: `file_id:version:status`.
        event_type (KnownEventType | str): The type of an event. A newer service may send others.
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        state (KnownDeliveryState | str): What came of a delivery. A newer service may send others.
        attempts (int): Attempts that began, since it was created or sent again.
        history (list[DeliveryAttempt]): The last 20 attempts, oldest first.
        created_at (datetime.datetime): When it was created, in UTC.
        response (str | Unset): The body of the last response, up to 1 KiB.
        next_attempt_at (datetime.datetime | Unset): Only while it waits: when the next attempt is due.
    """

    delivery_id: str
    event_id: str
    event_type: KnownEventType | str
    file_id: UUID
    state: KnownDeliveryState | str
    attempts: int
    history: list[DeliveryAttempt]
    created_at: datetime.datetime
    response: str | Unset = UNSET
    next_attempt_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delivery_id = self.delivery_id

        event_id = self.event_id

        event_type: str
        if isinstance(self.event_type, KnownEventType):
            event_type = self.event_type.value
        else:
            event_type = self.event_type

        file_id = str(self.file_id)

        state: str
        if isinstance(self.state, KnownDeliveryState):
            state = self.state.value
        else:
            state = self.state

        attempts = self.attempts

        history = []
        for history_item_data in self.history:
            history_item = history_item_data.to_dict()
            history.append(history_item)

        created_at = self.created_at.isoformat()

        response = self.response

        next_attempt_at: str | Unset = UNSET
        if not isinstance(self.next_attempt_at, Unset):
            next_attempt_at = self.next_attempt_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delivery_id": delivery_id,
                "event_id": event_id,
                "event_type": event_type,
                "file_id": file_id,
                "state": state,
                "attempts": attempts,
                "history": history,
                "created_at": created_at,
            }
        )
        if response is not UNSET:
            field_dict["response"] = response
        if next_attempt_at is not UNSET:
            field_dict["next_attempt_at"] = next_attempt_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.delivery_attempt import DeliveryAttempt

        d = dict(src_dict)
        delivery_id = d.pop("delivery_id")

        event_id = d.pop("event_id")

        def _parse_event_type(data: object) -> KnownEventType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_event_type_type_0 = KnownEventType(data)

                return componentsschemas_event_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownEventType | str, data)

        event_type = _parse_event_type(d.pop("event_type"))

        file_id = UUID(d.pop("file_id"))

        def _parse_state(data: object) -> KnownDeliveryState | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_delivery_state_type_0 = KnownDeliveryState(data)

                return componentsschemas_delivery_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownDeliveryState | str, data)

        state = _parse_state(d.pop("state"))

        attempts = d.pop("attempts")

        history = []
        _history = d.pop("history")
        for history_item_data in _history:
            history_item = DeliveryAttempt.from_dict(history_item_data)

            history.append(history_item)

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        response = d.pop("response", UNSET)

        _next_attempt_at = d.pop("next_attempt_at", UNSET)
        next_attempt_at: datetime.datetime | Unset
        if isinstance(_next_attempt_at, Unset):
            next_attempt_at = UNSET
        else:
            next_attempt_at = datetime.datetime.fromisoformat(_next_attempt_at)

        delivery = cls(
            delivery_id=delivery_id,
            event_id=event_id,
            event_type=event_type,
            file_id=file_id,
            state=state,
            attempts=attempts,
            history=history,
            created_at=created_at,
            response=response,
            next_attempt_at=next_attempt_at,
        )

        delivery.additional_properties = d
        return delivery

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
