import type { Context, KinesisStreamRecord } from "aws-lambda";
import type { Member } from "../../../lambda-src/deduplicate/contract/contracts";
import type { Claim } from "../../../lambda-src/deduplicate/index/claims";

/** Has a contract. */
export const EVENT_NAME = "lesson:exercise:answered";

/** What the contract says of its fields, so that each event is checked as it is in an environment. */
export const SAMPLE_CONTRACT: readonly Member[] = [
  { name: "user_uuid", type: "string", required: true },
  { name: "correct", type: "boolean", required: true },
  { name: "duration_ms", type: "bigint", required: true },
  { name: "scores", type: { array: "bigint" }, required: true },
  {
    name: "device",
    type: {
      struct: [
        { name: "platform", type: "string", required: true },
        { name: "app_version", type: "string", required: true },
      ],
    },
    required: true,
  },
  {
    name: "answers",
    type: {
      array: {
        struct: [
          { name: "word", type: "string", required: true },
          { name: "tries", type: "bigint", required: true },
        ],
      },
    },
    required: true,
  },
  { name: "note", type: "string", required: false },
];

const WORDS = ["übung", "answer", "lesson", "wort", "listening", "réponse", "exercise", "path", "attempt", "score"];
const ANSWERS = WORDS.map((word, index) => {
  const answer = { word, tries: index % 5 };
  return { answer, bytes: Buffer.byteLength(JSON.stringify(answer)) };
});

/**
 * The JSON of an event with the three fields of the envelope and type-specific ones: texts, numbers, a list, an object.
 *
 * @param bytes of the text in UTF-8; 300 or more
 * @throws Error when that is too few
 */
export function sampleEventText(claim: Pick<Claim, "eventUuid" | "createdAt">, bytes: number): string {
  const seed = parseInt(claim.eventUuid.slice(0, 8), 16) || 0;
  const event = {
    event_uuid: claim.eventUuid,
    event_name: EVENT_NAME,
    created_at: Math.round(claim.createdAt * 1000) / 1000,
    user_uuid: claim.eventUuid.split("").reverse().join(""),
    correct: seed % 2 === 0,
    duration_ms: seed % 90_000,
    scores: [seed % 7, seed % 11, seed % 13],
    device: { platform: "android", app_version: "20.4.1" },
    answers: [] as (typeof ANSWERS)[number]["answer"][],
    note: "",
  };
  let room = bytes - Buffer.byteLength(JSON.stringify(event));
  if (room < 0) throw new Error(`An event of ${bytes} bytes has no room for its fields; 300 bytes are enough.`);
  while (room > 60) {
    const next = ANSWERS[(seed + event.answers.length) % ANSWERS.length];
    if (next === undefined) break;
    room -= next.bytes + (event.answers.length === 0 ? 0 : 1);
    event.answers.push(next.answer);
  }
  event.note = "x".repeat(room);
  return JSON.stringify(event);
}

/** A record as Lambda passes it. @param bytes of the event */
export function sampleRecord(claim: Claim, bytes: number): KinesisStreamRecord {
  const place = claim.owner.slice(claim.owner.indexOf(":") + 1);
  const sequenceNumber = `4959033827149025660855969253836157109592157598${place.padStart(10, "0")}`;
  return {
    awsRegion: "eu-central-1",
    eventID: `shardId-00000000000${claim.owner.slice("shard-".length, claim.owner.indexOf(":"))}:${sequenceNumber}`,
    eventName: "aws:kinesis:record",
    eventSource: "aws:kinesis",
    eventSourceARN: "arn:aws:kinesis:eu-central-1:111111111111:stream/events",
    eventVersion: "1.0",
    invokeIdentityArn: "arn:aws:iam::111111111111:role/deduplicator",
    kinesis: {
      approximateArrivalTimestamp: claim.arrivedAt,
      data: Buffer.from(sampleEventText(claim, bytes)).toString("base64"),
      kinesisSchemaVersion: "1.0",
      partitionKey: claim.eventUuid,
      sequenceNumber,
    },
  };
}

/** The context of an invocation that has two minutes, without the callbacks that Node 10 had. */
export function lambdaContext(): Context {
  const endsAt = Date.now() + 120_000;
  return {
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    callbackWaitsForEmptyEventLoop: true,
    functionName: "deduplicate",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:111111111111:function:deduplicate",
    logGroupName: "/aws/lambda/deduplicate",
    logStreamName: "bench",
    memoryLimitInMB: "1024",
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  } as Context;
}
