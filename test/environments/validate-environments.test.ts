import { validateEnvironments } from "../../environments/validate-environments";
import { valueText } from "../../modules/input-rules/rule";
import { dev, prod } from "../fixtures/environments";
import { changed } from "../modules/input-rules/changed";
import { problems, settingTries } from "./setting-tries";
import { RIGHT_SETTINGS } from "./wrong-settings";

/** The problems of `environments/mine.ts`, which is prod's settings with some of them changed. */
function problemsWith(changes: Readonly<Record<string, unknown>>): string[] {
  return problems({ "environments/mine.ts": { ...prod, ...changes } });
}

test("a key that may be left out has its default", () => {
  const [environment] = validateEnvironments({ "environments/mine.ts": { ...dev, deduplication: {} } });

  expect(environment).toMatchObject({
    deduplication: { windowDays: 7 },
    delivery: { bufferMebibytes: 64, bufferSeconds: 60, activePartitionQuota: 500 },
  });
});

test("an environment that says nothing else deduplicates in flight, curates hourly and lets readers see the lake only", () => {
  const [environment] = validateEnvironments({ "environments/mine.ts": dev });

  expect(environment).toMatchObject({
    processing: "in-flight",
    curation: { everyMinutes: 60, timeTravelDays: 7 },
    readers: [{ rawData: false }, { personal: false }],
    registeredEvents: [],
    athena: { scanLimitGibibytes: 100, resultDays: 7 },
    externalReaders: {},
    workflowRoles: { plan: "event-lake-plan", deploy: "event-lake-deploy" },
  });
  expect(environment).not.toHaveProperty("switchingFrom");
});

test("settings that are right are given back as they were written", () => {
  expect(validateEnvironments({ "environments/prod.ts": prod })).toMatchObject([prod]);
});

const all = settingTries();

test.each(all)("$setting: $value is refused, with file, key, value, rule and fix", ({ error, named }) => {
  const [start, rule] = error.split(/; (.*)/);

  expect(start?.startsWith(`environments/mine.ts: ${named}: got `)).toBe(true);
  expect(rule).toMatch(/^[^.].*\. [A-Z].*\.$/);
  // One mistake is told of once.
  expect(error).not.toContain("\n");
});

test.each(
  RIGHT_SETTINGS.flatMap(({ setting, values }) =>
    values.map((value) => ({ setting, value: valueText(value), settings: changed(prod, setting.split("."), value) })),
  ),
)("$setting: $value is right", ({ settings }) => {
  expect(problems({ "environments/mine.ts": settings })).toEqual([]);
});

test("wrong settings of every kind are tried", () => {
  expect(all.length).toBeGreaterThan(200);
});

test("a retention that no window covers is not to be mended by a longer window", () => {
  expect(problemsWith({ stream: { mode: { kind: "on-demand" }, retentionHours: 8_760 } })).toEqual([
    "environments/mine.ts: deduplication.windowDays: got 7; must cover stream.retentionHours (8760 h): a replay of the stream would pass as new events. Shorten the retention to 720 or less, which a window of 30 days covers.",
  ]);
});

test("a file that exports nothing is refused by its name", () => {
  expect(problems({ "environments/mine.ts": undefined })).toEqual([
    "environments/mine.ts: (the whole file): got nothing; must be an object, and has no default. Write one.",
  ]);
});

test("two environments of one name are refused: both would be one stack", () => {
  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": { ...prod, name: "dev" } })).toEqual([
    'environments/mine.ts: name: got "dev"; environments/dev.ts has the same name, and both would be one stack. Give each environment its own.',
  ]);
});

test("two environments whose prefix and name are one text are refused: a hyphen parts them, and stands in both", () => {
  const one = { ...prod, namePrefix: "event", name: "lake-eu" };
  const other = { ...dev, namePrefix: "event-lake", name: "eu" };

  expect(problems({ "environments/one.ts": one, "environments/other.ts": other })).toEqual([
    'environments/other.ts: name: got "eu"; environments/one.ts has the same name, and both would be one stack. Give each environment its own.',
  ]);
});

test("two environments of one account and region agree on what they share there", () => {
  const dataLakeAdministrators = [...dev.dataLakeAdministrators, "arn:aws:iam::111111111111:role/data-platform"];
  const mine = { ...dev, name: "mine", namePrefix: "lake", dataLakeAdministrators };

  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": mine })).toEqual([
    expect.stringMatching(
      /^environments\/mine\.ts: namePrefix: got "lake"; environments\/dev\.ts deploys to the same account and region \(111111111111 eu-central-1\), whose state bucket .* Write the same value in both\.$/,
    ),
    expect.stringMatching(
      /^environments\/mine\.ts: dataLakeAdministrators: got \["arn:aws:iam::111111111111:role\/event-lake-deploy",.*\]; environments\/dev\.ts /,
    ),
  ]);
});

test("two environments of one account in two regions share nothing", () => {
  const mine = {
    ...dev,
    name: "mine",
    namePrefix: "lake",
    region: "eu-west-1",
    github: { repository: "example/event-lake", oidcProvider: "existing" },
    workflowRoles: { plan: "lake-plan", deploy: "lake-deploy" },
    dataLakeAdministrators: ["arn:aws:iam::111111111111:role/lake-deploy"],
  };

  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": mine })).toEqual([]);
});

test("two environments of one account in two regions cannot both make one role, or the account's OIDC provider", () => {
  const mine = { ...dev, name: "mine", region: "eu-west-1" };

  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": mine })).toEqual(
    [
      'workflowRoles.plan: got "event-lake-plan"',
      'workflowRoles.deploy: got "event-lake-deploy"',
      'github.oidcProvider: got "create"',
    ].map(
      (found) =>
        expect.stringContaining(
          `environments/mine.ts: ${found}; environments/dev.ts makes it in the same account (111111111111) from another region, and an account has one. `,
        ) as string,
    ),
  );
});

test("every problem of every file is reported at once, with their number", () => {
  const files = {
    "environments/one.ts": { ...dev, accountId: "1", alarmEmail: "x" },
    "environments/two.ts": { ...prod, deduplication: { windowDays: 1 } },
  };

  expect(problems(files).map((problem) => problem.split(": got")[0])).toEqual([
    "environments/one.ts: accountId",
    "environments/one.ts: alarmEmail",
    "environments/two.ts: deduplication.windowDays",
  ]);
  expect(() => validateEnvironments(files)).toThrow(
    /^Nothing was synthesised: 3 problems in the environment files\.\n/,
  );
});
