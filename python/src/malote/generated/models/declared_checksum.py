from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_checksum_algorithm import KnownChecksumAlgorithm

T = TypeVar("T", bound="DeclaredChecksum")


@_attrs_define
class DeclaredChecksum:
    """The checksum of the whole file that the client declared.

    Attributes:
        algorithm (KnownChecksumAlgorithm | str): The algorithm of a checksum. A newer service may send algorithms that
            are not listed.
        value (str): Base64 of the big-endian digest.
    """

    algorithm: KnownChecksumAlgorithm | str
    value: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        algorithm: str
        if isinstance(self.algorithm, KnownChecksumAlgorithm):
            algorithm = self.algorithm.value
        else:
            algorithm = self.algorithm

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "algorithm": algorithm,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_algorithm(data: object) -> KnownChecksumAlgorithm | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_checksum_algorithm_type_0 = KnownChecksumAlgorithm(
                    data
                )

                return componentsschemas_checksum_algorithm_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownChecksumAlgorithm | str, data)

        algorithm = _parse_algorithm(d.pop("algorithm"))

        value = d.pop("value")

        declared_checksum = cls(
            algorithm=algorithm,
            value=value,
        )

        declared_checksum.additional_properties = d
        return declared_checksum

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
