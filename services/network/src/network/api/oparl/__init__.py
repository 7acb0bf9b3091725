"""
OParl 1.1 (https://schema.oparl.org/1.1/): the network in the words of the German council-information standard.

The network is one body, with its working groups as organizations; each town is another, with its own bodies. Towns are
members of groups on behalf of themselves; people appear as far as their names are released. Decisions are papers.
"""

from network.api.oparl.routes import router

__all__ = ["router"]
