"""The three services, in the order in which an event usually travels."""

from campaign.app import SERVICE as CAMPAIGN
from network.app import SERVICE as NETWORK
from placement.app import SERVICE as PLACEMENT

SERVICES = (NETWORK, CAMPAIGN, PLACEMENT)
