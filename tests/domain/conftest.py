"""Generated cases take the time they need, and leave nothing behind."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "domain", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("domain")
