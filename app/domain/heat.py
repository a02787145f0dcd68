"""How full a night is: the share of its units that are taken, and its step on the heat scale."""

STEPS = (25, 45, 62, 80)
FULL = 6


def percent_taken(taken_count: int, available_count: int) -> int:
    """Return the share as a whole percentage: 0 only when nothing is taken, 100 only when all is."""
    if taken_count <= 0:
        return 0
    if taken_count >= available_count:
        return 100
    return min(99, max(1, round(100 * taken_count / available_count)))


def heat(taken_count: int, available_count: int) -> int:
    """Return the step of 0 (nothing taken) to 6 (full); the steps between begin at the shares in STEPS."""
    share = percent_taken(taken_count, available_count)
    if share in {0, 100}:
        return FULL if share else 0
    return 1 + sum(share >= step for step in STEPS)
