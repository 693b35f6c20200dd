import { environments } from "../../environments";
import type { Environment } from "../../environments/schema";
import type { ContractedEvent } from "../../modules/catalogue";
import { loadEventContracts } from "../../events/event-contracts";
import { AccountStack, accountStackId } from "../../stacks/account-stack";
import { EventLakeStack } from "../../stacks/event-lake-stack";
import { synthesiseApp, type Resource, type Synthesised } from "../modules/synthesised";

/** One of the environments of this repository. @throws Error when there is none of that name */
export function environmentNamed(name: string): Environment {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment === undefined) throw new Error(`There is no environment "${name}".`);
  return environment;
}

/** The event-lake stack of an environment, as `main.ts` makes it. */
export function synthesiseEventLake(
  environment: Environment,
  events: readonly ContractedEvent[] = loadEventContracts(),
): Synthesised {
  return synthesiseApp(
    (app) =>
      new EventLakeStack(app, `${environment.namePrefix}-${environment.name}`, {
        environment,
        events,
        curationContracts: "{}",
      }),
  );
}

/** The same environment with the other way of its events. */
export function inLake(environment: Environment): Environment {
  return { ...environment, processing: "in-lake" };
}

/** The account stack that an environment stands on. */
export function synthesiseAccount(environment: Environment): Synthesised {
  return synthesiseApp((app) => new AccountStack(app, accountStackId(environment), environment));
}

/** An id without the hash that cdktf adds: `events_stream` of `events_stream_8A2FC160`. */
export function constructId({ id }: Resource): string {
  return id.replace(/_[0-9A-F]{8}$/, "");
}
