"""Load, decide, record the event; one function per verb. Nothing here commits."""
