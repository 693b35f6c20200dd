import type { App } from "cdktf";
import type { Environment } from "../environments/schema";
import type { ContractedEvent } from "../modules/catalogue";
import type { LakePipeline } from "../modules/pipeline-access";
import { AccountStack, accountStackId, type AccountStackProps } from "./account-stack";
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
      new AccountStack(app, accountId, accountStackProps(environment, sharing));
    }
    new EventLakeStack(app, `${environment.namePrefix}-${environment.name}`, {
      environment,
      events,
      curationContracts,
    });
  }
}

/** @param sharing the environments of the account and region; they agree on what they share */
export function accountStackProps(environment: Environment, sharing: readonly Environment[]): AccountStackProps {
  const { github } = environment;
  return {
    ...environment,
    pipelines: github && { ...github, lakes: sharing.map(lakePipeline) },
    removalProtection: sharing.some(({ removalProtection }) => removalProtection),
  };
}

function lakePipeline({ namePrefix, name, workflowRoles, removalProtection }: Environment): LakePipeline {
  return {
    name: `${namePrefix}-${name}`,
    environment: name,
    planRole: workflowRoles.plan,
    deployRole: workflowRoles.deploy,
    removalProtection,
  };
}
