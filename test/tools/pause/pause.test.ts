import { GetTriggerCommand, type GlueClient, StopTriggerCommand } from "@aws-sdk/client-glue";
import { type LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { parts } from "../../../tools/pause/consumption";
import { safePause } from "../../../tools/pause/safe-pause";
import { environmentNamed } from "../../fixtures/environments";

const dev = environmentNamed("dev");
const inLake = { ...dev, processing: "in-lake" as const };

let states: Record<string, string>;
let changes: string[];

beforeEach(() => {
  states = { "event-lake-dev-curation": "ACTIVATED", mapping: "Enabled" };
  changes = [];
});

const glue = {
  send: (command: GetTriggerCommand | StopTriggerCommand) => {
    const { Name = "" } = command.input;
    if (command instanceof GetTriggerCommand) return Promise.resolve({ Trigger: { State: states[Name] } });
    changes.push(`stop ${Name}`);
    states[Name] = "DEACTIVATED";
    return Promise.resolve({});
  },
} as unknown as GlueClient;

const lambda = {
  send: (command: { readonly input: { readonly Enabled?: boolean } }) => {
    if (command instanceof ListEventSourceMappingsCommand) {
      const mapping = { UUID: "u", State: states["mapping"] };
      // What is under way is over at the next look.
      states["mapping"] = states["mapping"]?.replace("Disabling", "Disabled").replace("Enabling", "Enabled") ?? "";
      return Promise.resolve({ EventSourceMappings: [mapping] });
    }
    changes.push(`mapping ${String(command.input.Enabled)}`);
    states["mapping"] = command.input.Enabled === true ? "Enabling" : "Disabling";
    return Promise.resolve({});
  },
} as unknown as LambdaClient;

const of = (environment: typeof dev) => parts({ environment, glue, lambda });
const quiet = () => undefined;

test("schedules are stopped before the reading of the stream; in the lake, Firehose goes on", () => {
  expect(of(dev).map(({ name }) => name)).toEqual([
    "schedule event-lake-dev-curation",
    "schedule event-lake-dev-curation-maintenance",
    "event source mapping of event-lake-dev-deduplicator",
  ]);
  expect(of(inLake)).toHaveLength(2);
});

test("a part is stopped, and once it is it is left alone", async () => {
  const [schedule, , mapping] = of(dev);
  await schedule?.set(false, quiet);
  await mapping?.set(false, quiet);

  expect(changes).toEqual(["stop event-lake-dev-curation", "mapping false"]);
  expect(await mapping?.isSet(false)).toBe(true);
  await mapping?.set(false, quiet);
  expect(changes).toHaveLength(2);
});

test("a change that is under way ends first: Lambda refuses a second one", async () => {
  states["mapping"] = "Disabling";
  const mapping = of(dev).at(-1);

  expect(await mapping?.isSet(false)).toBe(false);
  await mapping?.set(true, quiet);

  expect(changes).toEqual(["mapping true"]);
  expect(states["mapping"]).toBe("Enabled");
});

test("a pause says how long it is safe, from what the environment keeps", () => {
  expect(safePause({ ...dev, stream: { ...dev.stream, retentionHours: 400 } })[0]).toBe(
    "Safe for 168 hours from the oldest record that is not read: then the stream forgets it (stream.retentionHours is 400). Half of that leaves time to catch up: resume within 84 hours.",
  );
  expect(safePause(inLake)[0]).toContain("Firehose goes on reading the stream");
});
