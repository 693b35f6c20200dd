/** Loads the function in a folder, invokes it once with the event in a file, and prints its answer: a cold start. */
const { readFileSync } = require("node:fs");
const path = require("node:path");

const [folder, eventFile] = process.argv.slice(2);
const { handler } = require(path.join(folder, "index.js"));
const context = { functionName: "deduplicate", getRemainingTimeInMillis: () => 120_000 };
handler(JSON.parse(readFileSync(eventFile, "utf8")), context).then((answer) => {
  process.stdout.write(`\nanswer ${JSON.stringify(answer)}\n`);
});
