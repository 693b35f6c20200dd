import { dev } from "./dev";
import { prod } from "./prod";
import { staging } from "./staging";
import { validateEnvironments } from "./validate-environments";

/** The environments of this repository. A new file is added here. */
export const environments = validateEnvironments({
  "environments/dev.ts": dev,
  "environments/staging.ts": staging,
  "environments/prod.ts": prod,
});
