import { AWS_STORES } from "./aws";
import { AZURE_STORES } from "./azure";
import { GOOGLE_STORES } from "./google";
import type { HeldBy } from "./held-by";
import { OTHERS } from "./others";

/** Stores of which no more is said than that data goes, by Terraform type. */
export const OTHER_STORES: Readonly<Record<string, HeldBy>> = {
  ...AWS_STORES,
  ...GOOGLE_STORES,
  ...AZURE_STORES,
  ...OTHERS,
};
