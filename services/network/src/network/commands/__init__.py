"""What can be asked for: load, decide, tell. Whoever opened the transaction commits."""

from network.commands import action_items, agenda, decisions, meetings, memberships, minutes, towns

__all__ = ["action_items", "agenda", "decisions", "meetings", "memberships", "minutes", "towns"]
