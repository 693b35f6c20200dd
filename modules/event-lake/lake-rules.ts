import { Token } from "cdktf";
import { INDEX_KINDS } from "../../lambda-src/interface";
import { contractedEvents } from "../catalogue/contracted-event";
import { runInterval } from "../curation/schedule";
import { executionClass } from "../curation/worker-fleet";
import { lakeStreamMode } from "../event-stream/stream-mode";
import { accountOf, databaseUserArn, ofPartitionAt, policyArn, roleArn, takerArn, userArn } from "../input-rules/arns";
import { fields, knownAtSynth, listOf, optional, removalProtection, type RulesFor } from "../input-rules/inputs";
import {
  activePartitionQuota,
  directPutMebibytes,
  objectDays,
  partitionedBuffer,
  plainBuffer,
  retentionHours,
  scanLimitGibibytes,
  timeTravelDays,
  windowDays,
} from "../input-rules/limits";
import { eventName, externalId, lakeName, namePrefix } from "../input-rules/names";
import { accountId, region } from "../input-rules/regions";
import { anything, both, flag, oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { contractsDocument, emailAddress, webAddress } from "../input-rules/texts";
import { declaredTraffic } from "../input-rules/traffic";
import type { EventLakeProps } from "./event-lake-props";
import type { LakeReader } from "./lake-grants";

const processing = knownAtSynth(oneOf(["in-flight", "in-lake"], "processing"));
const eventNames = listOf(eventName, 1);

const readerRules = (itsRegion: string): RulesFor<LakeReader> => ({
  principal: both(roleArn, ofPartitionAt(itsRegion)),
  assumedBy: optional(listOf(takerArn, 1)),
  events: knownAtSynth((value) =>
    value === "all"
      ? RIGHT
      : Array.isArray(value)
        ? eventNames(value)
        : wrong(value, 'must be "all" or a list of at least one event name', "Put the name in brackets"),
  ),
  personal: optional(flag),
  rawData: optional(flag),
});

const readersOnce: Rule = (value) => {
  const principals = (value as readonly LakeReader[]).map(({ principal }) => principal);
  return principals.flatMap((principal, index) =>
    principals.indexOf(principal) === index
      ? RIGHT
      : wrong(principal, "is a reader already", "Write all of its events in one entry").map((mistake) => ({
          ...mistake,
          at: [index, "principal"],
        })),
  );
};

/** Of the lake's own account, and its partition. A policy of AWS is of every account. */
function ofAccount(rule: Rule, { accountId: account, region: itsRegion }: EventLakeProps): Rule {
  return both(both(rule, ofPartitionAt(itsRegion)), (value) => {
    const its = accountOf(String(value));
    return its === undefined || its === account || Token.isUnresolved(account)
      ? RIGHT
      : wrong(value, `is of account ${its}, and the lake is in ${account}`, "Name one of the lake's account");
  });
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html */
const MOST_ADMINISTRATORS = 30;

/** Whether a lake has the deduplicator, and the delivery stream behind it. */
export function isInFlight({ processing: now = "in-flight", switchingFrom }: EventLakeProps): boolean {
  return [now, switchingFrom].includes("in-flight");
}

/** Rules of a lake's props: what one prop allows follows from others. */
export function lakeRules(props: EventLakeProps): RulesFor<EventLakeProps> {
  const buffer = isInFlight(props) ? partitionedBuffer : plainBuffer;
  return {
    accountId,
    region,
    namePrefix: knownAtSynth(namePrefix),
    name: knownAtSynth(lakeName),
    events: contractedEvents,
    curationContracts: knownAtSynth(contractsDocument),
    traffic: declaredTraffic,
    alarmEmail: emailAddress,
    runbookBaseUrl: optional(webAddress),
    processing: optional(processing),
    switchingFrom: optional(
      knownAtSynth(
        both(processing, (value) =>
          value === (props.processing ?? "in-flight")
            ? wrong(
                value,
                "is what processing says: it names the processing that is left",
                "Remove it, or change one of the two",
              )
            : RIGHT,
        ),
      ),
    ),
    deduplication: optional(
      fields({
        windowDays: optional(windowDays),
        index: optional(knownAtSynth(oneOf(INDEX_KINDS, "the kind of an index"))),
      }),
    ),
    stream: optional(fields({ mode: optional(lakeStreamMode), retentionHours: optional(retentionHours) })),
    encryption: optional(knownAtSynth(oneOf(["aws-managed", "customer-managed"], "encryption"))),
    delivery: optional(
      fields({
        bufferMebibytes: optional(buffer.mebibytes),
        bufferSeconds: optional(buffer.seconds),
        activePartitionQuota: optional(activePartitionQuota),
        directPutMebibytes: optional(directPutMebibytes),
      }),
    ),
    storage: fields({ rawRetentionDays: objectDays }),
    curation: optional(
      fields({
        everyMinutes: optional(knownAtSynth(runInterval)),
        executionClass: optional(knownAtSynth(executionClass)),
        timeTravelDays: optional(timeTravelDays),
      }),
    ),
    administrators: optional(knownAtSynth(listOf(ofAccount(roleArn, props), 0, MOST_ADMINISTRATORS))),
    readers: optional(knownAtSynth(both(listOf(fields(readerRules(props.region)), 0), readersOnce))),
    registeredEvents: optional(knownAtSynth(listOf(eventName, 0))),
    athena: optional(fields({ scanLimitGibibytes: optional(scanLimitGibibytes), resultDays: optional(objectDays) })),
    externalReaders: optional(
      fields({
        redshiftSpectrum: optional(fields({ databaseUsers: listOf(databaseUserArn, 1) })),
        snowflake: optional(fields({ userArn, externalId })),
      }),
    ),
    permissionsBoundary: optional(ofAccount(policyArn, props)),
    removalProtection,
    settingsSource: anything,
  };
}
