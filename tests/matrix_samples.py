"""
One line per resource: a SELECT over the demo facts that gives objects to try every route on.

Columns named as the path parameters of the routes (``id``, ``key``, …) fill the path. Every other column says whose the
object is: ``town``, ``business``, ``group``, ``school``, ``company``, ``pupil``; several keys are separated by commas.
``*`` is every key of the kind. ``published`` is 1 where anybody may read it; left out, nobody but its owners may.
``meeting+`` is for the routes that change a meeting, where they are for others than those who read it; a line under an
operation id is for that one alone. SQL that SQLite and PostgreSQL both read.
"""

from typing import Any, Final

_INVITED = """
    (SELECT group_concat(DISTINCT group_key) FROM meeting_party WHERE meeting_id = meeting.id) AS "group",
    (SELECT group_concat(DISTINCT town_key) FROM meeting_party WHERE meeting_id = meeting.id) AS town
"""
# Town managers run the discussion rounds only.
_MANAGED = """
    (SELECT group_concat(DISTINCT group_key) FROM meeting_party WHERE meeting_id = meeting.id) AS "group",
    (SELECT group_concat(DISTINCT town_key) FROM meeting_party WHERE meeting_id = meeting.id
        AND meeting.kind = 'discussion_round') AS town
"""

# Moderators look after the active members of their groups.
_GROUPS = """
    (SELECT group_concat(DISTINCT group_key) FROM membership WHERE status = 'active' AND town_key IN ({}))
"""
_OF_IDEA = f"""CASE WHEN town_key IS NULL THEN '*' ELSE {_GROUPS.format("idea.town_key")} END AS "group" """
_CARRIERS = "SELECT town_key FROM measure_town WHERE measure_id = measure.id"
_OF_MEASURE = f"""(SELECT group_concat(town_key) FROM measure_town WHERE measure_id = measure.id) AS town,
    {_GROUPS.format(_CARRIERS)} AS "group"
"""
_A_VOTER = "a562caa2-2c32-5a26-aebf-c452d22a26d3"
_A_SHOP_OF_HEILIGENSTADT = "a0f1cea9-3e52-5856-88ee-07817879f8d1"

_ABOUT = "SELECT {id}, school_key AS school, pupil_id AS pupil, company_id AS company FROM {table}"

SAMPLES: Final[dict[str, dict[str, str]]] = {
    "campaign": {
        "edition": "SELECT id, status != 'draft' AS published FROM edition",
        "town": "SELECT key, key AS town, 1 AS published FROM town",
        "town_participation": """SELECT id, town_key AS town,
            status IN ('confirmed', 'published', 'ended', 'reported') AS published FROM town_participation""",
        "business": "SELECT id, id AS business, town_key AS town, status = 'approved' AS published FROM business",
        "participation": """SELECT id, business_id AS business, town_key AS town,
            status IN ('accepted', 'ended') AS published FROM participation""",
        "offer": """SELECT id, business_id AS business, town_key AS town,
            status = 'published' AS published FROM offer WHERE status != 'cancelled'""",
        "special_opening": "SELECT id, town_key AS town, 1 AS published FROM special_opening",
        "stamp_campaign": "SELECT id, town_key AS town, status != 'draft' AS published FROM stamp_campaign",
        "stamp_campaign.claims": "SELECT id, town_key AS town FROM stamp_campaign",
        "stamp_win": """SELECT card_id AS id, town_key AS town FROM stamp_win
            JOIN stamp_campaign ON stamp_campaign.id = campaign_id""",
        "date_poll": "SELECT id, town_key AS town, status != 'draft' AS published FROM date_poll",
        "date_poll.vote": f"SELECT id, '{_A_VOTER}' AS business FROM date_poll WHERE status != 'draft'",
        "material_item": "SELECT id, 1 AS published FROM material_item",
        "material_order": "SELECT id, town_key AS town FROM material_order",
        "town_programme": "SELECT key, 1 AS published FROM town",
        "town_news": "SELECT key, 1 AS published FROM town",
        "town_poster": """SELECT town_key AS key, 1 AS published FROM town_participation
            WHERE status IN ('confirmed', 'published', 'ended', 'reported')""",
        "business_poster": "SELECT id, status = 'approved' AS published FROM business",
    },
    "network": {
        "town": "SELECT key, key AS town, 1 AS published FROM town",
        "working_group": """SELECT key, key AS "group", 1 AS published FROM working_group""",
        "membership": """SELECT id, town_key AS town, group_key AS "group",
            status != 'candidate' AS published FROM membership""",
        "meeting": f"SELECT meeting.id, meeting.public AS published, {_INVITED} FROM meeting",
        "meeting+": f"SELECT meeting.id, {_MANAGED} FROM meeting",
        "agenda_item": f"""SELECT agenda_item.id, agenda_item.status != 'proposed' AND agenda_item.public
            AND meeting.public AS published, {_INVITED} FROM agenda_item JOIN meeting ON meeting.id = meeting_id""",
        "agenda_item+": f"SELECT agenda_item.id, {_MANAGED} FROM agenda_item JOIN meeting ON meeting.id = meeting_id",
        "minutes": f"""SELECT minutes.id, minutes.status = 'final' AND meeting.public AS published, {_INVITED}
            FROM minutes JOIN meeting ON meeting.id = meeting_id""",
        "minutes+": f"SELECT minutes.id, {_MANAGED} FROM minutes JOIN meeting ON meeting.id = meeting_id",
        "minutes.revisions": f"""SELECT minutes.id, meeting.public AS published, {_INVITED}
            FROM minutes JOIN meeting ON meeting.id = meeting_id WHERE minutes.status = 'final'""",
        "correction": f"""SELECT minutes_correction.id, {_INVITED} FROM minutes_correction
            JOIN minutes ON minutes.id = minutes_id JOIN meeting ON meeting.id = meeting_id""",
        "correction+": f"""SELECT minutes_correction.id, {_MANAGED} FROM minutes_correction
            JOIN minutes ON minutes.id = minutes_id JOIN meeting ON meeting.id = meeting_id""",
        "attendance": f"SELECT attendance.id, {_INVITED} FROM attendance JOIN meeting ON meeting.id = meeting_id",
        "attendance+": """SELECT attendance.id, attendance.town_key AS town,
            (SELECT group_concat(DISTINCT group_key) FROM meeting_party WHERE meeting_id = meeting.id) AS "group"
            FROM attendance JOIN meeting ON meeting.id = meeting_id WHERE attendance.town_key IS NOT NULL""",
        "attendance.attend": f"""SELECT attendance.id, {_MANAGED}
            FROM attendance JOIN meeting ON meeting.id = meeting_id""",
        "decision": f"""SELECT decision.id, 1 AS published, {_INVITED}
            FROM decision JOIN meeting ON meeting.id = meeting_id""",
        "decision+": f"SELECT decision.id, {_MANAGED} FROM decision JOIN meeting ON meeting.id = meeting_id",
        "analysis": "SELECT id, town_key AS town, status = 'presented' AS published FROM analysis",
        "finding": """SELECT finding.id, finding.town_key AS town, status = 'presented' AS published
            FROM finding JOIN analysis ON analysis.id = analysis_id""",
        "town_body": "SELECT id, town_key AS town, 1 AS published FROM town_body",
        "town_role": "SELECT id, town_key AS town, 1 AS published FROM town_role",
        "oparl.body": "SELECT key, 1 AS published FROM town",
        "oparl.list": "SELECT key, 'meetings' AS name, 1 AS published FROM town",
        "oparl.organization_meetings": "SELECT 'group-' || key AS id, 1 AS published FROM working_group",
        "oparl.object": "SELECT 'meetings' AS segment, 'meeting-' || id AS id, public AS published FROM meeting",
        "action_item": """SELECT id, town_key AS town, group_key AS "group" FROM action_item""",
        "idea": f"SELECT id, town_key AS town, {_OF_IDEA}, published FROM idea",
        "idea+": f"SELECT id, {_OF_IDEA} FROM idea",
        "idea.support": "SELECT id, published FROM idea",
        # With another secret than the author's it is not there for anybody.
        "idea.withdraw": "SELECT id FROM idea",
        "idea.contact": f"SELECT id, {_OF_IDEA} FROM idea JOIN idea_contact ON idea_id = id",
        "measure": "SELECT id, 1 AS published FROM measure",
        "measure+": f"SELECT id, {_OF_MEASURE} FROM measure",
        # Anybody's may be taken over; who does is in the body.
        "measure.transfer": """SELECT id, 'eisenach' AS town, 'netzwerk-1' AS "group" FROM measure""",
        "milestone": f"SELECT milestone.id, {_OF_MEASURE} FROM milestone JOIN measure ON measure.id = measure_id",
        "milestone.create": f"SELECT id, {_OF_MEASURE} FROM measure",
        "thread": """SELECT correlation_id, public AS published, town_key AS town, '*' AS "group" FROM thread_event""",
        "engagement": f"""SELECT key AS town, {_GROUPS.format("town.key")} AS "group" FROM town""",
    },
    "placement": {
        "town": "SELECT key, 1 AS published FROM town",
        "school": "SELECT id, key, key AS school, 1 AS published FROM school",
        "phase": """SELECT phase.id, school.key AS school, phase.status = 'planned' AS published
            FROM phase JOIN school ON school.id = phase.school_id""",
        "company": "SELECT id, id AS company, status = 'approved' AS published FROM company",
        "company.confirm_day": """SELECT company.id, company.id AS company, offer_id
            FROM company JOIN campaign_offer ON campaign_offer.business_id = company.business_id""",
        "place_offer": """SELECT place_offer.id, company_id AS company, place_offer.status = 'published'
            AND company.status = 'approved' AS published FROM place_offer JOIN company ON company.id = company_id""",
        "cohort": "SELECT id, school_key AS school FROM cohort",
        "pupil": "SELECT id, school_key AS school, id AS pupil FROM pupil",
        "guardian": """SELECT guardian.id, pupil_id, school_key AS school, pupil_id AS pupil
            FROM guardian JOIN pupil ON pupil.id = pupil_id""",
        "code": "SELECT id, school_key AS school FROM pupil",
        "code.create_for_cohort": "SELECT id, school_key AS school FROM cohort",
        "code.print_for_cohort": "SELECT id, school_key AS school FROM cohort",
        "break_glass": "SELECT id, school_key AS school FROM break_glass",
        "application": """SELECT id, school_key AS school, pupil_id AS pupil,
            CASE WHEN released_at IS NOT NULL THEN company_id END AS company FROM application""",
        "placement": _ABOUT.format(id="id", table="placement"),
        "agreement": _ABOUT.format(id="id", table="agreement"),
        "practice_day": _ABOUT.format(id="id", table="practice_day"),
        "diary": _ABOUT.format(id="practice_day_id AS id", table="diary_entry"),
        "assessment": _ABOUT.format(id="placement_id AS id", table="assessment"),
        "visit": _ABOUT.format(id="id", table="visit"),
        "incident": _ABOUT.format(id="id", table="incident"),
        "assignment_run": "SELECT id, school_key AS school FROM assignment_run",
        "invitation": "SELECT business_id FROM invitation",
        "seat_call": "SELECT decision_id, active AS published FROM seat_call",
    },
}

_AN_EDITION = "=(SELECT id FROM edition LIMIT 1)"
_A_PUPIL = "=(SELECT id FROM pupil ORDER BY id LIMIT 1)"
_A_SCHOOL = "=(SELECT school_key FROM pupil ORDER BY id LIMIT 1)"
_OPENED = "regio.network.idea.opened.v1"
_A_MINUTES = "=(SELECT id FROM minutes LIMIT 1)"

for _service in SAMPLES.values():
    _service["webhook"] = "SELECT id FROM webhook"
_A_WEBHOOK = ("webhook", {"url": "https://shop.example/hook", "status": "active"})

_PROPOSALS = '[{"label": "A", "windows": [{"day": "2026-09-11", "opens": "13:00", "closes": "18:00"}]}]'
_A_BODY = "0197d0b4000070008000000000000001"
_A_DAY = "0197d0b4000070008000000000000002"
_A_PLACEMENT = "0197d0b4000070008000000000000003"
_OF_A_PUPIL = {
    "practice_day_id": _A_DAY,
    "placement_id": _A_PLACEMENT,
    "pupil_id": "=(SELECT id FROM pupil ORDER BY id LIMIT 1)",
    "school_key": "=(SELECT school_key FROM pupil ORDER BY id LIMIT 1)",
    "company_id": "=(SELECT id FROM company ORDER BY id LIMIT 1)",
    "offer_id": "=(SELECT id FROM place_offer ORDER BY id LIMIT 1)",
    "phase_id": """=(SELECT phase.id FROM phase JOIN school ON school.id = school_id
        WHERE key = (SELECT school_key FROM pupil ORDER BY id LIMIT 1) ORDER BY phase.id LIMIT 1)""",
}
# A company that does something else on a practice day.
_A_COMPANY = "0197d0b4000070008000000000000004"
_ITS_BUSINESS = "0197d0b4000070008000000000000005"
_ITS_OFFER = "0197d0b4000070008000000000000006"
_A_PHASE = "0197d0b4000070008000000000000007"
_THE_DAYS = '["2026-09-11"]'

MORE: Final[dict[str, list[tuple[str, dict[str, Any]]]]] = {
    "campaign": [
        _A_WEBHOOK,
        ("special_opening", {"town_key": "artern", "day": "2026-06-14"}),
        ("stamp_campaign", {"town_key": "artern", "status": "draft", "edition_id": _AN_EDITION}),
        ("stamp_campaign", {"town_key": "apolda", "status": "open", "edition_id": _AN_EDITION}),
        (
            "stamp_win",
            {
                "card_id": "=(SELECT id FROM stamp_card ORDER BY id LIMIT 1)",
                "campaign_id": "=(SELECT id FROM stamp_campaign LIMIT 1)",
            },
        ),
        ("date_poll", {"town_key": "artern", "status": "draft", "edition_id": _AN_EDITION, "proposals": _PROPOSALS}),
        ("date_poll", {"town_key": "apolda", "status": "open", "edition_id": _AN_EDITION, "proposals": _PROPOSALS}),
        ("material_item", {"key": "beutel", "edition_id": _AN_EDITION}),
        (
            "material_order",
            {"town_key": "artern", "status": "draft", "edition_id": _AN_EDITION},
        ),
        (
            "material_order",
            {"town_key": "apolda", "status": "draft", "edition_id": _AN_EDITION},
        ),
    ],
    "network": [
        _A_WEBHOOK,
        ("action_item", {"town_key": "gotha", "group_key": "netzwerk-1", "status": "open"}),
        ("action_item", {"town_key": "apolda", "group_key": "netzwerk-2", "status": "open"}),
        (
            "minutes_correction",
            {"town_key": "gotha", "status": "proposed", "minutes_id": _A_MINUTES},
        ),
        ("analysis", {"town_key": "gotha"}),
        ("finding", {"field": "digital", "town_key": "gotha", "analysis_id": "=(SELECT id FROM analysis LIMIT 1)"}),
        ("town_body", {"id": _A_BODY, "town_key": "gotha"}),
        ("town_role", {"body_id": _A_BODY, "town_key": "gotha", "released": 0}),
        ("idea_contact", {"idea_id": "=(SELECT id FROM idea WHERE NOT published LIMIT 1)"}),
        ("thread_event", {"subject": "one", "type": _OPENED, "public": 1}),
        ("thread_event", {"subject": "other", "type": _OPENED, "public": 0, "town_key": "gotha"}),
    ],
    "placement": [
        _A_WEBHOOK,
        ("placement", {**_OF_A_PUPIL, "id": _A_PLACEMENT}),
        ("practice_day", {**_OF_A_PUPIL, "id": _A_DAY}),
        *[(table, _OF_A_PUPIL) for table in ("visit", "incident", "assessment")],
        *[(table, _OF_A_PUPIL) for table in ("agreement", "diary_entry", "assignment_run")],
        ("application", {**_OF_A_PUPIL, "offer_id": "=(SELECT id FROM place_offer ORDER BY id DESC LIMIT 1)"}),
        ("application", {**_OF_A_PUPIL, "released_at": "2026-01-01 00:00:00.000000"}),
        ("invitation", {"status": "open", "kind": "retail", "closed": 0}),
        ("seat_call", {"town_key": "apolda", "active": 1}),
        (
            "company",
            {
                "id": _A_COMPANY,
                "business_id": _ITS_BUSINESS,
                "status": "approved",
                "town_key": "apolda",
                "closed_days": "[]",
            },
        ),
        ("place_offer", {"id": _ITS_OFFER, "company_id": _A_COMPANY, "status": "published", "town_key": "apolda"}),
        (
            "phase",
            {
                "id": _A_PHASE,
                "school_id": "=(SELECT id FROM school ORDER BY id LIMIT 1)",
                "school_year": "2026/27",
                "number": 9,
                "days": _THE_DAYS,
            },
        ),
        ("seats", {"offer_id": _ITS_OFFER, "phase_id": _A_PHASE, "taken": 0}),
        ("campaign_offer", {"business_id": _ITS_BUSINESS, "days": _THE_DAYS, "cancelled": 0}),
        ("break_glass", {"school_key": _A_SCHOOL, "pupil_id": _A_PUPIL, "reason": "support"}),
    ],
}
"""Rows that the demo facts do not have, table by table; columns left out get the plainest value, = begins SQL."""

BODIES: Final[dict[str, dict[str, object]]] = {
    "business.merge": {"into": _A_SHOP_OF_HEILIGENSTADT},
    "date_poll.vote": {"business_id": _A_VOTER, "proposal": 0},
    "invitation.accept": {},
    "code.create": {},
    "agreement.sign school": {"role": "school"},
    "agreement.sign guardian": {"role": "guardian"},
    "agreement.sign pupil": {"role": "pupil"},
}
"""What to send where the example of the OpenAPI document names what is not there; after a space, who sends it."""

OPEN: Final = {
    "/healthz": "whether the process lives",
    "/readyz": "whether it can answer",
    "/metrics": "figures without personal data; the proxy does not pass it on",
    "/openapi.json": "the contract",
    "/asyncapi.json": "the contract",
    "/docs": "the contract",
    "/asyncapi": "the contract",
    "/assets/{name}": "what the pages load",
    "/problems/{code}": "what an error means",
    "/code": "where a code is typed; looking at it does nothing",
    "/anmelden": "where people log in",
    "/anmelden/zurueck": "where the issuer sends them back to",
    "/konto": "their own session",
    "/abmelden": "ends their own session",
    "/abmelden/eine/{reference}": "ends another of their own sessions, when the issuer has asked them again",
    "/abmelden/ueberall": "ends all of their own sessions",
    "/api/v1/events": "the channel public is for anybody, events for sister services (tested below)",
    "/api/v1/events/stream": "the same as server-sent events",
}
"""Routes that have no row in a policy, and why."""
