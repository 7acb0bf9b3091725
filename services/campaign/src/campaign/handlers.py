"""Events in: who listens to what."""

from campaign import projections
from campaign.commands import decisions
from regio_chassis.database import Tx
from regio_chassis.handling import Handlers, each, together
from regio_events import Envelope, network, placement


async def _decision(
    tx: Tx, fact: network.DecisionRecorded | network.DecisionCorrected | network.DecisionRevoked, _: Envelope
) -> None:
    await decisions.follow(tx, await projections.decision_stands(tx, fact))


HANDLERS: Handlers = {
    network.MeetingScheduled: together(projections.meetings_stand),
    network.MeetingRescheduled: together(projections.meetings_stand),
    network.MeetingCancelled: together(projections.meetings_stand),
    network.MeasureStarted: together(projections.measures_stand),
    network.MeasureChanged: together(projections.measures_stand),
    network.MeasureCompleted: together(projections.measures_stand),
    network.MeasureTransferred: together(projections.measures_stand),
    network.DecisionRecorded: each(_decision),
    network.DecisionCorrected: each(_decision),
    network.DecisionRevoked: each(_decision),
    placement.OfferPublished: together(projections.places_offered),
    placement.OfferPaused: together(projections.places_paused),
    placement.OfferWithdrawn: together(projections.places_withdrawn),
    placement.CompanyApproved: together(projections.companies_approved),
    placement.CompanySuspended: together(projections.companies_suspended),
    placement.CompanyLinked: together(projections.companies_linked),
    placement.SeatsShort: together(projections.seats_wanted),
    placement.PhaseCompleted: together(projections.phases_over),
}
