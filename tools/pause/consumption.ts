import { GetTriggerCommand, type GlueClient, StartTriggerCommand, StopTriggerCommand } from "@aws-sdk/client-glue";
import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import type { Environment } from "../../environments/schema";
import { lakeNames } from "../lake-names";
import { poll } from "../poll";

/** The last invocation of a mapping ends, or its first begins, within the limit of the function and a minute. */
const LONGEST_CHANGE = 240_000;

export interface Consumption {
  readonly environment: Environment;
  readonly glue: GlueClient;
  readonly lambda: LambdaClient;
}

/** A part of the path that can be stopped and started again. */
export interface Part {
  readonly name: string;
  /** Whether it runs, or is stopped, and no change of that is under way. */
  readonly isSet: (on: boolean) => Promise<boolean>;
  readonly set: (on: boolean, onProgress: (text: string) => void) => Promise<void>;
}

/**
 * The parts in the order in which they are stopped: schedules of the job first, so that no run begins, then the reading of
 * the stream. They are started in the other order. In the lake, Firehose reads the stream, and cannot be paused.
 */
export function parts({ environment, glue, lambda }: Consumption): readonly Part[] {
  const { curationJob, maintenanceTrigger, function: deduplicator } = lakeNames(environment);
  const schedules = [curationJob, maintenanceTrigger].map((trigger) => schedule(glue, trigger));
  return environment.processing === "in-flight" ? [...schedules, reading(lambda, deduplicator)] : schedules;
}

/** A part, by the words of its service for its state. */
interface States {
  readonly on: string;
  readonly off: string;
  readonly current: () => Promise<string>;
  readonly change: (on: boolean) => Promise<unknown>;
}

function part(name: string, { on: onState, off: offState, current, change }: States): Part {
  const wait = (wanted: readonly string[], onProgress: (text: string) => void) =>
    poll(
      async () => {
        const found = await current();
        onProgress(`it is ${found}`);
        return wanted.includes(found) ? found : undefined;
      },
      { what: `${name} as ${wanted.join(" or ")}`, deadlineMilliseconds: LONGEST_CHANGE, intervalMilliseconds: 1_000 },
    );
  return {
    name,
    isSet: async (on) => (await current()) === (on ? onState : offState),
    set: async (on, onProgress) => {
      const wanted = on ? onState : offState;
      // A change that is under way is not interrupted: the service would refuse.
      if ((await wait([onState, offState], onProgress)) !== wanted) await change(on);
      await wait([wanted], onProgress);
    },
  };
}

function schedule(glue: GlueClient, Name: string): Part {
  return part(`schedule ${Name}`, {
    on: "ACTIVATED",
    off: "DEACTIVATED",
    current: async () => (await glue.send(new GetTriggerCommand({ Name }))).Trigger?.State ?? "unknown",
    change: (on) => (on ? glue.send(new StartTriggerCommand({ Name })) : glue.send(new StopTriggerCommand({ Name }))),
  });
}

function reading(lambda: LambdaClient, FunctionName: string): Part {
  const mapping = async (): Promise<EventSourceMappingConfiguration> => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
    const [found] = EventSourceMappings;
    if (found !== undefined) return found;
    throw new Error(`${FunctionName} reads no stream: there is no event source mapping of it. Deploy the environment.`);
  };
  return part(`event source mapping of ${FunctionName}`, {
    on: "Enabled",
    // Said when the last invocation has ended.
    off: "Disabled",
    current: async () => (await mapping()).State ?? "unknown",
    change: async (Enabled) =>
      lambda.send(new UpdateEventSourceMappingCommand({ UUID: (await mapping()).UUID, FunctionName, Enabled })),
  });
}
