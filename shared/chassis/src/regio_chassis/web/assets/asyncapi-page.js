"use strict";
const place = document.getElementById("document");

// The viewer's own parser compiles code at run time, which our content security policy forbids; a document whose
// references are resolved needs none.
function resolved(node, root, path) {
  if (Array.isArray(node)) return node.map((part) => resolved(part, root, path));
  if (node === null || typeof node !== "object") return node;
  const pointer = node.$ref;
  if (typeof pointer === "string" && pointer.startsWith("#/")) {
    if (path.includes(pointer)) return {};
    const steps = pointer.slice(2).split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    const target = steps.reduce((found, step) => found[decodeURIComponent(step)], root);
    return resolved(target, root, [...path, pointer]);
  }
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, resolved(part, root, path)]));
}

function named(items) {
  for (const [name, item] of Object.entries(items ?? {})) {
    item["x-parser-unique-object-id"] ??= name;
  }
}

fetch(place.dataset.url)
  .then((answer) => answer.json())
  .then((raw) => {
    const schema = resolved(raw, raw, []);
    Object.values(schema.channels ?? {}).forEach((channel) => named(channel.messages));
    named(schema.channels);
    named(schema.operations);
    schema["x-parser-spec-parsed"] = true;
    schema["x-parser-api-version"] = 3;
    AsyncApiStandalone.render({ schema, config: { show: { sidebar: true, errors: false } } }, place);
  });
