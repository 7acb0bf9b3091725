"""Who did what to whom: append-only, hash-chained, ids only."""

from regio_chassis.audit.anchors import read_anchors, write_anchor
from regio_chassis.audit.chain import Act, Anchor, Broken, Verdict, append, head, record, verify
from regio_chassis.audit.tables import define_audit_tables

__all__ = [
    "Act",
    "Anchor",
    "Broken",
    "Verdict",
    "append",
    "define_audit_tables",
    "head",
    "read_anchors",
    "record",
    "verify",
    "write_anchor",
]
