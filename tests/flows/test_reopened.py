"""Minutes that are reopened take their decisions with them, and what followed from these in the campaign."""

from programmes import TODAY, Programmes, run
from test_story import API, comes_true, only


async def test_reopened_minutes_take_the_unconfirmed_participation_back_and_flag_the_confirmed_one(
    programmes: Programmes,
) -> None:
    programmes.keys["network"] = run(
        "network", programmes.urls["network"], "key", "create", "--role", "moderator", "--label", "the moderator"
    ).strip()
    programmes.start("campaign", "network")
    await programmes.ready()
    async with programmes.client("network") as network, programmes.client("campaign") as campaign:
        (item,) = (await network.get(f"{API}/agenda-items?status=discussed&limit=1"))["items"]
        decisions = [
            await network.post(
                f"{API}/decisions",
                {
                    "item_id": item["id"],
                    "kind": "join_campaign",
                    "title": "Noch eine Stadt nimmt teil",
                    "town_keys": [town],
                    "edition_year": TODAY.year,
                    "effective_on": TODAY.isoformat(),
                    "votes": {"yes": ["apolda", "gotha"]},
                },
            )
            for town in ("apolda", "gotha")
        ]
        unconfirmed, confirmed = [
            await comes_true(
                campaign, f"{API}/town-participations?town={town}", status="declared", decision_id=decision["id"]
            )
            for town, decision in zip(("apolda", "gotha"), decisions, strict=True)
        ]
        await campaign.post(f"{API}/town-participations/{confirmed['id']}/confirm")
        (minutes,) = (await network.get(f"{API}/minutes?meeting={item['meeting_id']}"))["items"]

        reopened = await network.post(f"{API}/minutes/{minutes['id']}/reopen", {"reason": "Abstimmung falsch notiert"})

        taken_back = await comes_true(campaign, f"{API}/town-participations/{unconfirmed['id']}", status="withdrawn")
        flagged = await comes_true(
            campaign, f"{API}/town-participations/{confirmed['id']}", status="confirmed", attention="decision_revoked"
        )
        revoked = [await network.get(f"{API}/decisions/{one['id']}") for one in decisions]

    log = await programmes.log("network")
    withdrew = only(await programmes.log("campaign"), "regio.campaign.town.withdrew.v1", unconfirmed["id"])
    revocation = only(log, "regio.network.decision.revoked.v1", decisions[0]["id"])
    assert reopened["status"] == "draft"
    assert [(one["status"], one["reason_code"]) for one in revoked] == [("revoked", "minutes-reopened")] * 2
    assert (taken_back["status"], flagged["status"]) == ("withdrawn", "confirmed")
    assert withdrew.causationid == revocation.id
    assert await programmes.parked() == []
