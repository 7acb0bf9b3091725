// Prints what @asyncapi/parser has against a document, from standard input, beyond hints and information.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

new Parser().parse(readFileSync(0, "utf-8")).then(({ document, diagnostics }) => {
  const wrong = diagnostics.filter((each) => each.severity <= 1).map((each) => `${each.path.join("/")}: ${each.message}`);
  console.log(JSON.stringify({ wrong, channels: document ? document.channels().length : 0 }));
});
