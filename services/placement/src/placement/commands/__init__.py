"""What people and events may ask of this service: load, let the entity decide, save, record. Nothing here commits."""
