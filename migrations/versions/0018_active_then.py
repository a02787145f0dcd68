"""Indexes that answer what was active at an instant without the rows themselves."""

from app.models.indexing import beside_others, replace_index

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BY_ARRIVAL = (
    "reservations (tenant_id, arrives_on, id) INCLUDE (departs_on, unit_id, client_id, state, due_at, due_state"
)
BY_RESERVATION = "state_changes (tenant_id, reservation_id, id)"
NEW = {
    "reservations_by_arrival": f"{BY_ARRIVAL}, made_at)",
    "state_changes_by_reservation": f"{BY_RESERVATION} INCLUDE (happened_at, to_state)",
}
OLD = {"reservations_by_arrival": f"{BY_ARRIVAL})", "state_changes_by_reservation": BY_RESERVATION}


def upgrade() -> None:
    _replace_all(NEW)


def downgrade() -> None:
    _replace_all(OLD)


def _replace_all(indexes: dict[str, str]) -> None:
    with beside_others():
        for name, on in indexes.items():
            replace_index(name, on)
