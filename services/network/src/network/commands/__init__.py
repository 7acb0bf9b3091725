"""What can be asked for: load, decide, tell. Whoever opened the transaction commits."""

from network.commands import agenda, decisions, meetings, memberships, minutes, towns

__all__ = ["agenda", "decisions", "meetings", "memberships", "minutes", "towns"]
