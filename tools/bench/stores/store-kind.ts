/** What is compared: this project's default, its other store, and what people use today. */
export const STORE_KINDS = ["bucket-log", "conditional-put", "powertools"] as const;

export type StoreKind = (typeof STORE_KINDS)[number];

export const STORE_NAMES: Readonly<Record<StoreKind, string>> = {
  "bucket-log": "Bucket log",
  "conditional-put": "One conditional put",
  powertools: "Powertools idempotency",
};
