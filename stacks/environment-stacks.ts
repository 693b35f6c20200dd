import type { App } from "cdktf";
import type { Environment } from "../environments/schema";
import type { ContractedEvent } from "../modules/catalogue";
import { AccountStack, accountStackId } from "./account-stack";
import { EventLakeStack } from "./event-lake-stack";

export interface EnvironmentStacksProps {
  readonly environments: readonly Environment[];
  readonly events: readonly ContractedEvent[];
  /** JSON text of the contracts, for the curation job (`events/curation-contracts.ts`). */
  readonly curationContracts: string;
}

/** Adds to an app the lake of each environment, and one stack for each account and region that they share. */
export function addEnvironmentStacks(
  app: App,
  { environments, events, curationContracts }: EnvironmentStacksProps,
): void {
  for (const environment of environments) {
    const accountId = accountStackId(environment);
    if (!app.node.tryFindChild(accountId)) {
      const sharing = environments.filter((other) => accountStackId(other) === accountId);
      new AccountStack(app, accountId, {
        ...environment,
        removalProtection: sharing.some(({ removalProtection }) => removalProtection),
      });
    }
    new EventLakeStack(app, `${environment.namePrefix}-${environment.name}`, {
      environment,
      events,
      curationContracts,
    });
  }
}
