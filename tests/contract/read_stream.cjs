// Reads a whole stream with ioredis, and every event in it with the CloudEvents SDK, strictly.
const Redis = require("ioredis");
const { CloudEvent, HTTP } = require("cloudevents");

async function main([url, stream]) {
  const redis = new Redis(url);
  const events = [];
  for (const [, [name, body]] of await redis.xrange(stream, "-", "+")) {
    if (name !== "__data__") throw new Error(`unexpected field ${name}`);
    const strict = new CloudEvent(JSON.parse(body), true);
    strict.validate();
    const received = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body });
    received.validate();
    events.push({ id: received.id, type: strict.type, sequence: received.sequence });
  }
  redis.disconnect();
  console.log(JSON.stringify(events));
}

main(process.argv.slice(2));
