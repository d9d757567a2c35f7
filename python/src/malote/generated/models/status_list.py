from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.status_problem import StatusProblem
    from ..models.status_view import StatusView


T = TypeVar("T", bound="StatusList")


@_attrs_define
class StatusList:
    """The statuses of several files.

    Attributes:
        files (list[StatusProblem | StatusView]): The outcome of each file, in the order of the request.
    """

    files: list[StatusProblem | StatusView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.status_view import StatusView

        files = []
        for files_item_data in self.files:
            files_item: dict[str, Any]
            if isinstance(files_item_data, StatusView):
                files_item = files_item_data.to_dict()
            else:
                files_item = files_item_data.to_dict()

            files.append(files_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "files": files,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.status_problem import StatusProblem
        from ..models.status_view import StatusView

        d = dict(src_dict)
        files = []
        _files = d.pop("files")
        for files_item_data in _files:

            def _parse_files_item(data: object) -> StatusProblem | StatusView:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_status_outcome_type_0 = StatusView.from_dict(data)

                    return componentsschemas_status_outcome_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_status_outcome_type_1 = StatusProblem.from_dict(data)

                return componentsschemas_status_outcome_type_1

            files_item = _parse_files_item(files_item_data)

            files.append(files_item)

        status_list = cls(
            files=files,
        )

        status_list.additional_properties = d
        return status_list

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
