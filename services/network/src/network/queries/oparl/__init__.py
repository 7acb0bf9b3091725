"""
What council apps read: every public object with the time of its last change, and those that were taken back.

OParl knows a few kinds of object that are several tables here: each is one entry of a list; ``council`` loads what
stands behind the entries of one page. Only what is public is here, whoever asks.
"""

from network.queries.oparl.kinds import NETWORK, Entry, Kind, Window
from network.queries.oparl.lists import entry, listing, span

__all__ = ["NETWORK", "Entry", "Kind", "Window", "entry", "listing", "span"]
