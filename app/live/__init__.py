"""What members see of each other at once: locks, presence and the names of what changed. It lives in Redis.

All of it is a courtesy on top of the database's guarantee. With Redis away it is not there, and says so.
"""
