import type { Check } from "./check";
import { blastRadius } from "./blast-radius";
import { cosmeticChanges } from "./cosmetic-changes";
import { damagedObject } from "./damaged-object";
import { deadLetterPath } from "./dead-letter-path";
import { deduplicationInvariant } from "./deduplication-invariant";
import { encryptionWeakened } from "./encryption-weakened";
import { iamWidened } from "./iam-widened";
import { limits } from "./limits";
import { outputChanged } from "./output-changed";
import { restartPosition } from "./restart-position";
import { storeRemoved } from "./store-removed";
import { throughputLowered } from "./throughput-lowered";

/** All checks, in the order of the alphabet. */
export const checks: readonly Check[] = [
  blastRadius,
  cosmeticChanges,
  damagedObject,
  deadLetterPath,
  deduplicationInvariant,
  encryptionWeakened,
  iamWidened,
  limits,
  outputChanged,
  restartPosition,
  storeRemoved,
  throughputLowered,
];
