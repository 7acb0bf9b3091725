"""``placement serve | migrate | key | grant | events``."""

from placement.app import SERVICE
from regio_chassis.cli import command_line

app = command_line(SERVICE)
