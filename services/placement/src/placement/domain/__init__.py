"""Entities, transition tables and rules of the programme; pure: no web, no bus, no clock."""
