/** Runs of each property: 300, or what PROPERTY_RUNS says; the nightly check says 10000. */
export const PROPERTY_RUNS = Number(process.env["PROPERTY_RUNS"] ?? 300);
