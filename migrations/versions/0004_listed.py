"""Indexes that answer lists of reservations and figures of a period without the rows themselves."""

from app.models.indexing import beside_others, create_index, drop_index, replace_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BY_ARRIVAL = "reservations (tenant_id, arrives_on, id)"
COVERING = f"{BY_ARRIVAL} INCLUDE (departs_on, unit_id, client_id, state, due_at, due_state)"
NEW = {
    "reservations_by_state": "reservations (tenant_id, state, arrives_on, id) INCLUDE (departs_on, unit_id, client_id, due_at)",
    "reservations_by_length": "reservations (tenant_id, (departs_on - arrives_on))",
}


def upgrade() -> None:
    with beside_others():
        replace_index("reservations_by_arrival", COVERING)
        for name, on in NEW.items():
            create_index(name, on)


def downgrade() -> None:
    with beside_others():
        for name in NEW:
            drop_index(name)
        replace_index("reservations_by_arrival", BY_ARRIVAL)
