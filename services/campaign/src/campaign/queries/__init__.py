"""Every SELECT of this service; each takes the scope of the caller."""
