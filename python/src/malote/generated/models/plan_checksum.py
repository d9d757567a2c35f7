from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_crc_algorithm import KnownCrcAlgorithm

T = TypeVar("T", bound="PlanChecksum")


@_attrs_define
class PlanChecksum:
    """The checksums of a plan.

    Attributes:
        algorithm (KnownCrcAlgorithm | str): The algorithm of the checksums of a plan. A newer service may send
            algorithms that are not listed.
    """

    algorithm: KnownCrcAlgorithm | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        algorithm: str
        if isinstance(self.algorithm, KnownCrcAlgorithm):
            algorithm = self.algorithm.value
        else:
            algorithm = self.algorithm

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "algorithm": algorithm,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_algorithm(data: object) -> KnownCrcAlgorithm | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_crc_algorithm_type_0 = KnownCrcAlgorithm(data)

                return componentsschemas_crc_algorithm_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownCrcAlgorithm | str, data)

        algorithm = _parse_algorithm(d.pop("algorithm"))

        plan_checksum = cls(
            algorithm=algorithm,
        )

        plan_checksum.additional_properties = d
        return plan_checksum

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
