"""Who acts, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.permissions import Permission, may
from app.domain.words import ActorKind, Role


@dataclass(frozen=True)
class Actor:
    """The one who acts; it stands in every audit entry."""

    kind: ActorKind
    source: str
    person_id: int | None = None
    role: Role | None = None
    ip: str = ""
    request_id: str = ""

    def may(self, permission: Permission) -> bool:
        """Tell whether the actor's role allows something; the policy and the CLI may do all."""
        if self.kind in {ActorKind.POLICY, ActorKind.CLI}:
            return True
        return self.role is not None and may(self.role, permission)


POLICY = Actor(kind=ActorKind.POLICY, source="policy")
CLI = Actor(kind=ActorKind.CLI, source="cli")
