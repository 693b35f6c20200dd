import type { Environment } from "../../environments/schema";
import type { ContractedEvent } from "../../modules/catalogue";
import { AccountStack, accountStackId } from "../../stacks/account-stack";
import { accountStackProps } from "../../stacks/environment-stacks";
import { EventLakeStack } from "../../stacks/event-lake-stack";
import { contracts } from "../fixtures/contracts";
import { synthesiseApp, type Resource, type Synthesised } from "../modules/synthesised";

/** The event-lake stack of an environment, as `main.ts` makes it. */
export function synthesiseEventLake(
  environment: Environment,
  events: readonly ContractedEvent[] = contracts,
): Synthesised {
  return synthesiseApp(
    (app) =>
      new EventLakeStack(app, `${environment.namePrefix}-${environment.name}`, {
        environment,
        events,
        curationContracts: '{"version":2,"contracts":[]}',
      }),
  );
}

/** The same environment, its duplicates removed in the lake. */
export function inLake(environment: Environment): Environment {
  return { ...environment, processing: "in-lake" };
}

/** The account stack that an environment stands on. */
export function synthesiseAccount(environment: Environment): Synthesised {
  const props = accountStackProps(environment, [environment]);
  return synthesiseApp((app) => new AccountStack(app, accountStackId(environment), props));
}

/** An id without the hash that cdktf adds: `events_stream` of `events_stream_8A2FC160`. */
export function constructId({ id }: Resource): string {
  return id.replace(/_[0-9A-F]{8}$/, "");
}
