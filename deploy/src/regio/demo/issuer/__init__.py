"""An OIDC provider for the demo: whoever reaches it is whoever they say, so it serves loopback and nothing else."""

from regio.demo.issuer.people import PEOPLE, PERSONS, Person
from regio.demo.issuer.provider import CLIENT_ID, PATH, Issuer, NotLoopback

__all__ = ["CLIENT_ID", "PATH", "PEOPLE", "PERSONS", "Issuer", "NotLoopback", "Person"]
