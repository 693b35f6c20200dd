/**
 * Loaded before the CDKTF app. CDKTF takes a stack trace of every token, and mapping each to its TypeScript lines is a fifth
 * of a synth; the message alone says what is wrong with a setting. EVENT_LAKE_DEBUG=1 brings lines and stack back.
 */
require("../run-typescript.cjs");
// The app ships the deduplicator as it was built. Here, whoever edits it need not think of building.
require("../build/function-bundle").buildDeduplicator();

if (!process.env.EVENT_LAKE_DEBUG) {
  process.setSourceMapsEnabled(false);
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${error.message}\n\nEVENT_LAKE_DEBUG=1 shows where it was thrown.\n`);
    process.exit(1);
  });
}
