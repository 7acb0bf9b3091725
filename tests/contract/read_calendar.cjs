// Reads a calendar from standard input with ical.js, by the zone it brings along itself.
const { readFileSync } = require("node:fs");
const loaded = require("ical.js");

const ICAL = loaded.default ?? loaded;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
ICAL.TimezoneService.reset();
calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    location: event.location,
    status: component.getFirstPropertyValue("status"),
    starts_at: event.startDate.toJSDate().toISOString(),
    ends_at: event.endDate.toJSDate().toISOString(),
  };
});
console.log(JSON.stringify({ version: calendar.getFirstPropertyValue("version"), events }));
