"""Who listens to what: the facts of the sister services and what this one does about them."""

from placement import projections
from placement.commands import companies
from regio_chassis.database import Tx
from regio_chassis.handling import Handlers, each, together
from regio_events import Envelope, campaign, network


async def _business_closed(tx: Tx, event: campaign.BusinessClosed, _: Envelope) -> None:
    await companies.follow_closure(tx, event.business_id)


async def _business_merged(tx: Tx, event: campaign.BusinessMerged, _: Envelope) -> None:
    await companies.follow_merge(tx, event.business_id, event.into_business_id)


HANDLERS: Handlers = {
    campaign.BusinessApproved: together(projections.businesses_approved),
    campaign.BusinessClosed: each(_business_closed),
    campaign.BusinessMerged: each(_business_merged),
    campaign.OfferPublished: together(projections.offers_published),
    campaign.OfferRescheduled: together(projections.offers_moved),
    campaign.OfferCancelled: together(projections.offers_moved),
    network.DecisionRecorded: together(projections.decisions_stated),
    network.DecisionCorrected: together(projections.decisions_stated),
    network.DecisionRevoked: together(projections.decisions_stated),
}
