import type { Check } from "./check";
import { constructRenamed } from "./construct-renamed";
import { deliveryReplaced } from "./delivery-replaced";
import { destructionPrevented } from "./destruction-prevented";
import { eventSchemaChanged } from "./event-schema-changed";
import { grantGap } from "./grant-gap";
import { grantWidened } from "./grant-widened";
import { keyAtRisk } from "./key-at-risk";
import { protectionLowered } from "./protection-lowered";
import { retentionLowered } from "./retention-lowered";
import { schemaDisagreement } from "./schema-disagreement";
import { silentNoOp } from "./silent-no-op";
import { storeRemoved } from "./store-removed";

/** All checks, in the order of the alphabet. */
export const checks: readonly Check[] = [
  constructRenamed,
  deliveryReplaced,
  destructionPrevented,
  eventSchemaChanged,
  grantGap,
  grantWidened,
  keyAtRisk,
  protectionLowered,
  retentionLowered,
  schemaDisagreement,
  silentNoOp,
  storeRemoved,
];
