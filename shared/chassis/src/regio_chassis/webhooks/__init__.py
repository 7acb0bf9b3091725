"""The public channel for those without Redis: each event is posted to an address that staff registered."""

from regio_chassis.webhooks.addresses import Refused, checked
from regio_chassis.webhooks.delivery import Delivery
from regio_chassis.webhooks.routes import WEBHOOK_POLICY, webhook_router
from regio_chassis.webhooks.sending import Sender
from regio_chassis.webhooks.tables import WEBHOOK, define_webhook_tables

__all__ = [
    "WEBHOOK",
    "WEBHOOK_POLICY",
    "Delivery",
    "Refused",
    "Sender",
    "checked",
    "define_webhook_tables",
    "webhook_router",
]
