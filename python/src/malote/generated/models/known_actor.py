from enum import StrEnum


class KnownActor(StrEnum):
    INBOX = "inbox"
    MOVER = "mover"
    OPERATOR = "operator"
    OWNER = "owner"
    RECONCILER = "reconciler"
    RELAY = "relay"

    def __str__(self) -> str:
        return str(self.value)
