from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_problem_code import KnownProblemCode
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.fault import Fault


T = TypeVar("T", bound="Problem")


@_attrs_define
class Problem:
    """RFC 9457. Decide by `code`; `detail` says what to do; `errors` names every fault of the input.

    Attributes:
        type_ (str): A URN with the code. There is no page behind it.
        title (str): What is wrong, in general: the same for each problem with this code.
        status (int): The HTTP status.
        code (KnownProblemCode | str): The code of a problem. A newer service may send codes that are not listed.
        detail (str): What is wrong in this case, and what to do.
        instance (str): The id of the request, for the operators' logs.
        errors (list[Fault] | Unset): The faults of the input, at most 50.
        missing_parts (list[int] | Unset): Only with `parts-missing`: the numbers of the parts to send, the first 100.
    """

    type_: str
    title: str
    status: int
    code: KnownProblemCode | str
    detail: str
    instance: str
    errors: list[Fault] | Unset = UNSET
    missing_parts: list[int] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        status = self.status

        code: str
        if isinstance(self.code, KnownProblemCode):
            code = self.code.value
        else:
            code = self.code

        detail = self.detail

        instance = self.instance

        errors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        missing_parts: list[int] | Unset = UNSET
        if not isinstance(self.missing_parts, Unset):
            missing_parts = self.missing_parts

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "title": title,
                "status": status,
                "code": code,
                "detail": detail,
                "instance": instance,
            }
        )
        if errors is not UNSET:
            field_dict["errors"] = errors
        if missing_parts is not UNSET:
            field_dict["missing_parts"] = missing_parts

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.fault import Fault

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = d.pop("status")

        def _parse_code(data: object) -> KnownProblemCode | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_problem_code_type_0 = KnownProblemCode(data)

                return componentsschemas_problem_code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownProblemCode | str, data)

        code = _parse_code(d.pop("code"))

        detail = d.pop("detail")

        instance = d.pop("instance")

        _errors = d.pop("errors", UNSET)
        errors: list[Fault] | Unset = UNSET
        if _errors is not UNSET:
            errors = []
            for errors_item_data in _errors:
                errors_item = Fault.from_dict(errors_item_data)

                errors.append(errors_item)

        missing_parts = cast(list[int], d.pop("missing_parts", UNSET))

        problem = cls(
            type_=type_,
            title=title,
            status=status,
            code=code,
            detail=detail,
            instance=instance,
            errors=errors,
            missing_parts=missing_parts,
        )

        problem.additional_properties = d
        return problem

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
