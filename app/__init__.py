"""Reservation Platform: reservations for many small businesses on one installation."""
