"""Revisions of this service's database; ``campaign migrate`` runs them."""
