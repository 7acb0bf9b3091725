// BullMQ as its documentation shows it: a job per message, one commit each, many jobs at once.
// node bullmq.mjs source|subscriber; obeys one JSON command a line, like the Python workers.
import { createInterface } from "node:readline";
import { Queue, Worker } from "bullmq";

const at = JSON.parse(process.env.REGIO_BENCH);
const { hostname, port } = new URL(at.redis);
const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null };
const PAGE = 500;
const BULK = 100;
const CONCURRENCY = 50;
const UPSERT = (values) =>
  `INSERT INTO published_offer (offer_id, edition_id, place_key, active) VALUES (${values}) ON CONFLICT (offer_id)
   DO UPDATE SET edition_id = excluded.edition_id, place_key = excluded.place_key, active = excluded.active`;
const now = () => Number(process.hrtime.bigint()) / 1e9; // CLOCK_MONOTONIC, as in Python
const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

async function open(url) {
  if (url.startsWith("sqlite")) {
    const { default: Sqlite } = await import("better-sqlite3");
    const database = new Sqlite(url.replace("sqlite:///", ""), { timeout: 30000 });
    for (const pragma of ["journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY"]) database.pragma(pragma);
    return { sqlite: database };
  }
  const { default: pg } = await import("pg");
  return { pool: new pg.Pool({ connectionString: url, max: 10 }) };
}

async function source() {
  const { sqlite, pool } = await open(at.source);
  const serial = sqlite ? "INTEGER PRIMARY KEY" : "bigserial PRIMARY KEY";
  const create = `CREATE TABLE IF NOT EXISTS outbox (id ${serial}, body text NOT NULL)`;
  sqlite ? sqlite.exec(create) : await pool.query(create);
  const add = sqlite?.prepare("INSERT INTO outbox (body) VALUES (?)");
  const page = sqlite?.prepare("SELECT id, body FROM outbox WHERE id > ? ORDER BY id LIMIT ?");
  const store = async (bodies) => {
    if (sqlite) sqlite.transaction(() => bodies.forEach((body) => add.run(body)))();
    else await pool.query("INSERT INTO outbox (body) SELECT * FROM unnest($1::text[])", [bodies]);
  };
  const queue = new Queue("offers", { connection });
  const job = (body) => ({ name: "apply", data: JSON.parse(body), opts: { removeOnComplete: true } });
  let written = 0;
  let sent = 0;
  return {
    async fill({ bodies }) {
      await store(bodies);
      written += bodies.length;
      return { last: written };
    },
    async publish() {
      const began = now();
      for (;;) {
        const rows = sqlite
          ? page.all(sent, PAGE)
          : (await pool.query("SELECT id, body FROM outbox WHERE id > $1 ORDER BY id LIMIT $2", [sent, PAGE])).rows;
        if (!rows.length) return { began };
        for (let start = 0; start < rows.length; start += BULK)
          await queue.addBulk(rows.slice(start, start + BULK).map((row) => job(row.body)));
        sent = rows[rows.length - 1].id;
      }
    },
    async trickle({ bodies, pause }) {
      const committed = {};
      for (const body of bodies) {
        await store([body]);
        written += 1;
        committed[written] = now();
        const { name, data, opts } = job(body);
        await queue.add(name, data, opts);
        await new Promise((done) => setTimeout(done, Math.max(0, (pause - (now() - committed[written])) * 1000)));
      }
      sent = written;
      return { committed };
    },
  };
}

async function subscriber() {
  const { sqlite, pool } = await open(at.target);
  const write = sqlite?.prepare(UPSERT("?, ?, ?, ?"));
  const bare = (id) => id.replaceAll("-", "");
  const worker = new Worker(
    "offers",
    async ({ data: { data } }) => {
      if (sqlite) write.run(bare(data.offer_id), bare(data.edition_id), data.town_key, 1);
      else await pool.query(UPSERT("$1, $2, $3, $4"), [data.offer_id, data.edition_id, data.town_key, true]);
    },
    { connection, concurrency: CONCURRENCY },
  );
  await worker.waitUntilReady();
  return {};
}

const commands = await { source, subscriber }[process.argv[2]]();
say({ ready: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  say(await commands[asked.do](asked));
}
process.exit(0);
