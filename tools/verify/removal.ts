import { DeleteObjectsCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { lakeNames } from "../demo/reading/lake-access";
import { runJob } from "./job-run";
import { RUN_FIELD } from "./probe";
import { takeProbeMessages } from "./probe-messages";
import type { Station, StationsProps } from "./stations";

/** Looks at a queue that gives nothing, until it is taken for empty of the run's messages: a look need not find all. */
const EMPTY_LOOKS = 3;

/**
 * Takes away what a run sent: its messages, the raw files of its contract's own table, its rows. What stays: rows in older
 * versions of the Delta tables, until maintain deletes them; in the lake, the delivered lines, until landing/ expires.
 */
export function removal(props: StationsProps): Station {
  const { environment, clients, probe } = props;
  const { curationJob } = lakeNames(environment);
  return {
    name: "removal",
    look: async (onProgress) => {
      if (environment.processing === "in-flight") {
        await emptyQueues(props);
        onProgress(`${await removeRawFiles(props)} raw files removed`);
      }
      await runJob(
        clients.glue,
        curationJob,
        {
          "--command": "erase",
          "--subject-field": RUN_FIELD,
          "--subject": probe.run,
          "--remember-subject": "no",
        },
        onProgress,
      );
      return `nothing of run ${probe.run} can be read any more`;
    },
    todo: `Run verify again: it removes the raw files of every run. The rows of this one: aws glue start-job-run --job-name ${curationJob} --arguments '{"--command":"erase","--subject-field":"${RUN_FIELD}","--subject":"${probe.run}","--remember-subject":"no"}'`,
  };
}

async function emptyQueues({ environment, clients: { sqs }, probe }: StationsProps): Promise<void> {
  const { duplicatesQueue, quarantineQueue } = lakeNames(environment);
  for (const queue of [duplicatesQueue, quarantineQueue]) {
    for (let looks = 0; looks < EMPTY_LOOKS; looks += 1) {
      if ((await takeProbeMessages(sqs, queue, probe.run)) > 0) looks = 0;
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
