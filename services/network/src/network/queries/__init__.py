"""Every SELECT of this service. Lists are given as statements, so that the edge can page them."""

from network.queries import agenda, counts, decisions, meetings, memberships, minutes, picture, towns

__all__ = ["agenda", "counts", "decisions", "meetings", "memberships", "minutes", "picture", "towns"]
