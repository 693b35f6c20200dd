import { DeleteObjectsCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { lakeNames } from "../lake-names";
import { runJob } from "../glue-runs";
import { SENDER } from "./probe";
import { takeProbeMessages } from "./probe-messages";
import type { Station, StationsProps } from "./station";

/** Looks at a queue that gives nothing, until it is taken for empty of probes: a look need not find all. */
const EMPTY_LOOKS = 3;

/**
 * Takes away the probes of every run: their messages, the raw files of their own table, their rows. So what was still on its
 * way when a run stopped is taken away by the next. What stays: rows in older versions of the Delta tables, until maintain
 * deletes them; what was delivered beside other events, until raw/ and landing/ expire: the corrupted ones in flight, in the
 * lake all.
 */
export function removal(props: StationsProps): Station {
  const { environment, clients } = props;
  const { curationJob } = lakeNames(environment);
  return {
    name: "removal",
    look: async (onProgress) => {
      if (environment.processing === "in-flight") {
        await emptyQueues(props);
        onProgress(`${await removeRawFiles(props)} raw files removed`);
      }
      const runArguments = {
        "--command": "erase",
        "--subject-field": SENDER.field,
        "--subject": SENDER.value,
        "--remember-subject": "no",
      };
      await runJob(clients.glue, curationJob, { runArguments, onProgress });
      return "every probe that had arrived is removed";
    },
    todo: "Mend what failed, and run verify again: it removes the probes of every run.",
  };
}

async function emptyQueues({ environment, clients: { sqs } }: StationsProps): Promise<void> {
  const { duplicatesQueue, quarantineQueue } = lakeNames(environment);
  const mark = `"${SENDER.field}":"${SENDER.value}"`;
  for (const queue of [duplicatesQueue, quarantineQueue]) {
    for (let looks = 0; looks < EMPTY_LOOKS; looks += 1) {
      if ((await takeProbeMessages(sqs, queue, mark)) > 0) looks = 0;
    }
  }
}

/** Only probes are in their table. @returns how many files there were */
async function removeRawFiles({ environment, clients: { s3 }, table }: StationsProps): Promise<number> {
  const { lakeBucket: Bucket } = lakeNames(environment);
  let removed = 0;
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket, Prefix: `${LAKE_PREFIXES.raw}${table}/` },
  )) {
    if (Contents.length === 0) continue;
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
    removed += Contents.length;
  }
  return removed;
}
