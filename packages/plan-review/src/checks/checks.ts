import type { Check } from "./check";
import { blastRadius } from "./blast-radius";
import { changeDeferred } from "./change-deferred";
import { checkFailed } from "./check-failed";
import { codeExecuted } from "./code-executed";
import { constructRenamed } from "./construct-renamed";
import { cosmeticChanges } from "./cosmetic-changes";
import { costChanged } from "./cost-changed";
import { damagedObject } from "./damaged-object";
import { deadLetterPath } from "./dead-letter-path";
import { deduplicationInvariant } from "./deduplication-invariant";
import { deliveryReplaced } from "./delivery-replaced";
import { destructionPrevented } from "./destruction-prevented";
import { drift } from "./drift";
import { encryptionWeakened } from "./encryption-weakened";
import { eventSchemaChanged } from "./event-schema-changed";
import { grantGap } from "./grant-gap";
import { grantWidened } from "./grant-widened";
import { iamWidened } from "./iam-widened";
import { keyAtRisk } from "./key-at-risk";
import { limits } from "./limits";
import { openedToAll } from "./opened-to-all";
import { outputChanged } from "./output-changed";
import { protectionLowered } from "./protection-lowered";
import { restartPosition } from "./restart-position";
import { retentionLowered } from "./retention-lowered";
import { schemaDisagreement } from "./schema-disagreement";
import { silentNoOp } from "./silent-no-op";
import { storeRemoved } from "./store-removed";
import { throughputLowered } from "./throughput-lowered";
import { unknownRemoved } from "./unknown-removed";

/** All checks, in the order of the alphabet. */
export const checks: readonly Check[] = [
  blastRadius,
  changeDeferred,
  checkFailed,
  codeExecuted,
  constructRenamed,
  cosmeticChanges,
  costChanged,
  damagedObject,
  deadLetterPath,
  deduplicationInvariant,
  deliveryReplaced,
  destructionPrevented,
  drift,
  encryptionWeakened,
  eventSchemaChanged,
  grantGap,
  grantWidened,
  iamWidened,
  keyAtRisk,
  limits,
  openedToAll,
  outputChanged,
  protectionLowered,
  restartPosition,
  retentionLowered,
  schemaDisagreement,
  silentNoOp,
  storeRemoved,
  throughputLowered,
  unknownRemoved,
];
