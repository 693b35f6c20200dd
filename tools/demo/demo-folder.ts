import path from "node:path";

/** Everything that the demo writes: stacks, logs, and the lake's files. */
export const DEMO_FOLDER = path.join(__dirname, "..", "..", ".cache", "demo");
