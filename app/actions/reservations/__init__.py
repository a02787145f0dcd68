"""What members do with a reservation, one verb a module."""
