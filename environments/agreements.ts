import { accountOf, ofPartitionAt } from "../modules/input-rules/arns";
import { bucketName, roleName } from "../modules/input-rules/names";
import {
  BUCKET_LOG_INSTEAD,
  directPutQuota,
  tooFewShards,
  tooMuchForDirectPut,
  tooMuchForItems,
} from "../modules/input-rules/peak-traffic";
import { partitionOf } from "../modules/input-rules/regions";
import { type Mistake, RIGHT, wrong } from "../modules/input-rules/rule";
import { peakIsAPeak } from "../modules/input-rules/traffic";

/** What is read here of an environment. */
interface Settings {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly namePrefix: string;
  readonly dataLakeAdministrators: readonly string[];
  readonly github?: object;
  readonly workflowRoles: { readonly plan: string; readonly deploy: string };
  readonly processing: string;
  readonly switchingFrom?: string;
  readonly traffic: {
    readonly eventsPerHour: number;
    readonly averageEventBytes: number;
    readonly peakEventsPerSecond?: number | undefined;
  };
  readonly deduplication: { readonly windowDays: number; readonly index: string };
  readonly stream: {
    readonly mode:
      { readonly kind: "on-demand" } | { readonly kind: "provisioned"; readonly shards?: number | undefined };
    readonly retentionHours: number;
  };
  readonly delivery: { readonly directPutMebibytes?: number };
  readonly storage: { readonly rawRetentionDays: number; readonly longestCurationPauseDays: number };
  readonly readers: readonly {
    readonly principal: string;
    readonly assumedBy?: readonly string[];
  }[];
  readonly externalReaders: { readonly redshiftSpectrum?: { readonly databaseUsers: readonly string[] } };
}

/** What two settings or more must agree on. */
export interface Agreement {
  /** Settings that are right by themselves where this is asked: a wrong one would only be told of twice. */
  readonly of: readonly (keyof Settings)[];
  readonly find: (settings: Settings) => readonly Mistake[];
}

/** The longest window that a file may say, in days. */
export const LONGEST_WINDOW_DAYS = 30;

export const AGREEMENTS: readonly Agreement[] = [
  { of: ["deduplication", "stream"], find: windowCoversRetention },
  { of: ["storage"], find: rawFilesOutliveThePause },
  { of: ["processing", "switchingFrom"], find: switchHasTwoSides },
  { of: ["namePrefix", "name", "accountId", "region"], find: bucketNamesAreAllowed },
  { of: ["dataLakeAdministrators", "accountId"], find: administratorsAreOfTheAccount },
  { of: ["dataLakeAdministrators", "accountId", "region", "github", "workflowRoles"], find: deployingRoleAdministers },
  { of: ["github", "workflowRoles"], find: twoWorkflowRoles },
  { of: ["readers"], find: readersAreThereOnce },
  { of: ["dataLakeAdministrators", "readers", "region"], find: arnsAreOfThePartition },
  { of: ["readers", "accountId", "region", "workflowRoles"], find: deployingRoleReadsNothing },
  { of: ["readers", "accountId", "region", "namePrefix", "name"], find: madeRolesAreTheLakes },
  { of: ["externalReaders", "region"], find: clustersAreInTheRegion },
  { of: ["traffic"], find: peakOfTheTraffic },
  { of: ["stream", "traffic"], find: shardsTakeTheTraffic },
  { of: ["delivery", "traffic", "region", "processing", "switchingFrom"], find: deliveryTakesTheTraffic },
  { of: ["deduplication", "traffic", "processing", "switchingFrom"], find: indexTakesTheTraffic },
];

function windowCoversRetention({ deduplication: { windowDays }, stream: { retentionHours } }: Settings) {
  if (windowDays * 24 >= retentionHours) return RIGHT;
  const needed = Math.ceil(retentionHours / 24);
  const fix =
    needed <= LONGEST_WINDOW_DAYS
      ? `Set it to ${needed} or more, or shorten the retention`
      : `Shorten the retention to ${LONGEST_WINDOW_DAYS * 24} or less, which a window of ${LONGEST_WINDOW_DAYS} days covers`;
  return at(
    ["deduplication", "windowDays"],
    windowDays,
    `must cover stream.retentionHours (${retentionHours} h): a replay of the stream would pass as new events`,
    fix,
  );
}

function rawFilesOutliveThePause({ storage: { rawRetentionDays, longestCurationPauseDays } }: Settings) {
  if (rawRetentionDays > longestCurationPauseDays) return RIGHT;
  return at(
    ["storage", "rawRetentionDays"],
    rawRetentionDays,
    `must be more than storage.longestCurationPauseDays (${longestCurationPauseDays}): a raw file that expires while the curation job is paused is lost`,
    "Keep them longer, or allow a shorter pause",
  );
}

function switchHasTwoSides({ processing, switchingFrom }: Settings) {
  if (switchingFrom !== processing) return RIGHT;
  return at(
    ["switchingFrom"],
    switchingFrom,
    "is what processing says: it names the processing that is left",
    "Remove it, or change one of the two",
  );
}

/** What its buckets are for. The longest are tried: who shortens for one has shortened for all. */
const BUCKET_PURPOSES = ["query-results", "failures", "lake"];

function bucketNamesAreAllowed({ namePrefix, name, accountId, region }: Settings) {
  const names = [
    ...BUCKET_PURPOSES.map((purpose) => `${namePrefix}-${name}-${purpose}-${accountId}-${region}`),
    `${namePrefix}-terraform-state-${accountId}-${region}`,
  ];
  const [mistake] = names.flatMap((bucket) => bucketName(bucket).map(({ rule }) => ({ bucket, rule })));
  if (mistake === undefined) return RIGHT;
  const fix = "Shorten it, or the name";
  return at(["namePrefix"], namePrefix, `would make the bucket ${mistake.bucket}, but ${mistake.rule}`, fix);
}

function administratorsAreOfTheAccount({ dataLakeAdministrators, accountId }: Settings) {
  return dataLakeAdministrators.flatMap((administrator, index) => {
    const account = accountOf(administrator);
    if (account === accountId) return RIGHT;
    return at(
      ["dataLakeAdministrators", index],
      administrator,
      `is of account ${account ?? "nobody"}, and administers Lake Formation in ${accountId}`,
      "Name a role of the environment's account",
    );
  });
}

function deployingRoleAdministers(settings: Settings) {
  const { dataLakeAdministrators, github } = settings;
  const role = deployingRole(settings);
  if (github === undefined || dataLakeAdministrators.includes(role)) return RIGHT;
  return at(
    ["dataLakeAdministrators"],
    dataLakeAdministrators,
    "must have the role that deploys: it could grant nothing",
    `Add ${role}`,
  );
}

function twoWorkflowRoles({ github, workflowRoles: { plan, deploy } }: Settings) {
  if (github === undefined || plan !== deploy) return RIGHT;
  return at(
    ["workflowRoles", "deploy"],
    deploy,
    "is the role that plans, too, which may change nothing",
    "Name two roles",
  );
}

function arnsAreOfThePartition({ dataLakeAdministrators, readers, region }: Settings) {
  const rule = ofPartitionAt(region);
  const below = (path: readonly (string | number)[], value: string) =>
    rule(value).map((mistake) => ({ ...mistake, at: path }));
  return [
    ...dataLakeAdministrators.flatMap((role, index) => below(["dataLakeAdministrators", index], role)),
    ...readers.flatMap(({ principal }, index) => below(["readers", index, "principal"], principal)),
  ];
}

function readersAreThereOnce({ readers }: Settings) {
  return readers.flatMap(({ principal }, index) =>
    readers.findIndex((other) => other.principal === principal) === index
      ? RIGHT
      : at(["readers", index, "principal"], principal, "is a reader already", "Write all of its events in one entry"),
  );
}

function deployingRoleReadsNothing(settings: Settings) {
  return settings.readers.flatMap(({ principal }, index) =>
    principal === deployingRole(settings)
      ? at(
          ["readers", index, "principal"],
          principal,
          "is the role that deploys: it made the tables, and a grant to it could not be revoked",
          "Remove it here",
        )
      : RIGHT,
  );
}

function madeRolesAreTheLakes({ readers, accountId, region, namePrefix, name }: Settings) {
  const beginning = `arn:${partitionOf(region)}:iam::${accountId}:role/${namePrefix}-${name}-`;
  return readers.flatMap(({ principal, assumedBy }, index) => {
    if (assumedBy === undefined) return RIGHT;
    const role = principal.slice(principal.indexOf("/") + 1);
    const isOurs = principal.startsWith(beginning) && principal !== beginning;
    if (isOurs && roleName(role).length === 0) return RIGHT;
    return at(
      ["readers", index, "principal"],
      principal,
      `is a role that the lake makes (assumedBy), and those are ${beginning}<name>, without a path and of 64 characters at most`,
      "Change it, or make the role yourself and leave assumedBy out",
    );
  });
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-considerations.html */
function clustersAreInTheRegion({ externalReaders: { redshiftSpectrum }, region }: Settings) {
  return (redshiftSpectrum?.databaseUsers ?? []).flatMap((user, index) =>
    user.split(":")[3] === region
      ? RIGHT
      : at(
          ["externalReaders", "redshiftSpectrum", "databaseUsers", index],
          user,
          `must be of a cluster in ${region}: Redshift Spectrum reads buckets of its own region`,
          "Name a user of a cluster there",
        ),
  );
}

function peakOfTheTraffic({ traffic }: Settings) {
  return peakIsAPeak(traffic).map((mistake) => ({ ...mistake, at: ["traffic", ...mistake.at] }));
}

function shardsTakeTheTraffic({ stream: { mode }, traffic }: Settings) {
  return mode.kind === "provisioned" && mode.shards !== undefined ? tooFewShards(traffic, mode.shards) : RIGHT;
}

function deliveryTakesTheTraffic(settings: Settings) {
  if (!isInFlight(settings)) return RIGHT;
  const { traffic, delivery, region } = settings;
  return tooMuchForDirectPut(traffic, delivery.directPutMebibytes ?? directPutQuota(region));
}

function indexTakesTheTraffic(settings: Settings) {
  const { deduplication, traffic } = settings;
  if (!isInFlight(settings) || deduplication.index !== "item-per-event") return RIGHT;
  return tooMuchForItems(traffic, BUCKET_LOG_INSTEAD);
}

function isInFlight({ processing, switchingFrom }: Settings): boolean {
  return [processing, switchingFrom].includes("in-flight");
}

function deployingRole({ accountId, region, workflowRoles: { deploy } }: Settings): string {
  return `arn:${partitionOf(region)}:iam::${accountId}:role/${deploy}`;
}

function at(path: readonly (string | number)[], value: unknown, rule: string, fix: string): readonly Mistake[] {
  return wrong(value, rule, fix).map((mistake) => ({ ...mistake, at: path }));
}
