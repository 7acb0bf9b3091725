// Reads an HTTP batch with the CloudEvents SDK; the body comes on standard input, its content type as argument.
const { readFileSync } = require("node:fs");
const { HTTP } = require("cloudevents");

const events = HTTP.toEvent({ headers: { "content-type": process.argv[2] }, body: readFileSync(0, "utf-8") });
events.forEach((event) => event.validate());
console.log(JSON.stringify(events.map((event) => event.id)));
