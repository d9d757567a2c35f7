from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.indexed_form import IndexedForm
    from ..models.indexed_plan import IndexedPlan
    from ..models.indexed_problem import IndexedProblem
    from ..models.indexed_status import IndexedStatus


T = TypeVar("T", bound="UploadsView")


@_attrs_define
class UploadsView:
    """The outcomes of POST /uploads.

    Attributes:
        files (list[IndexedForm | IndexedPlan | IndexedProblem | IndexedStatus]): The outcome of each file, in the order
            of the request.
    """

    files: list[IndexedForm | IndexedPlan | IndexedProblem | IndexedStatus]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.indexed_form import IndexedForm
        from ..models.indexed_plan import IndexedPlan
        from ..models.indexed_status import IndexedStatus

        files = []
        for files_item_data in self.files:
            files_item: dict[str, Any]
            if (
                isinstance(files_item_data, IndexedForm)
                or isinstance(files_item_data, IndexedPlan)
                or isinstance(files_item_data, IndexedStatus)
            ):
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
        from ..models.indexed_form import IndexedForm
        from ..models.indexed_plan import IndexedPlan
        from ..models.indexed_problem import IndexedProblem
        from ..models.indexed_status import IndexedStatus

        d = dict(src_dict)
        files = []
        _files = d.pop("files")
        for files_item_data in _files:

            def _parse_files_item(
                data: object,
            ) -> IndexedForm | IndexedPlan | IndexedProblem | IndexedStatus:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_upload_outcome_type_0 = IndexedForm.from_dict(
                        data
                    )

                    return componentsschemas_upload_outcome_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_upload_outcome_type_1 = IndexedPlan.from_dict(
                        data
                    )

                    return componentsschemas_upload_outcome_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_upload_outcome_type_2 = IndexedStatus.from_dict(
                        data
                    )

                    return componentsschemas_upload_outcome_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_upload_outcome_type_3 = IndexedProblem.from_dict(data)

                return componentsschemas_upload_outcome_type_3

            files_item = _parse_files_item(files_item_data)

            files.append(files_item)

        uploads_view = cls(
            files=files,
        )

        uploads_view.additional_properties = d
        return uploads_view

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
