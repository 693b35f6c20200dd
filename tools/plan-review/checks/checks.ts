import type { Check } from "./check";
import { storeRemoved } from "./store-removed";

/** All checks, in the order of the alphabet. */
export const checks: readonly Check[] = [storeRemoved];
