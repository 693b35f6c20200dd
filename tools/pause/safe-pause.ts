import type { Environment } from "../../environments/schema";

/** Lambda gives up records that are older, however long the stream keeps them. */
const LONGEST_RECORD_AGE_HOURS = 168;
const DAY_HOURS = 24;

/** How long nothing is lost while an environment is paused, and what happens then, a sentence each. */
export function safePause(environment: Environment): readonly string[] {
  const { processing, stream, storage, name } = environment;
  const jobHours = storage.longestCurationPauseDays * DAY_HOURS;
  const files = `The job's files are kept for ${storage.rawRetentionDays} days: resume it within ${jobHours} hours (storage.longestCurationPauseDays), and no file expires unread.`;
  const drift = `An apply of Terraform resumes what is paused. environments/${name}.ts says nothing of a pause.`;
  if (processing === "in-lake") {
    return ["Firehose goes on reading the stream, and cannot be paused: events are written to landing/.", files, drift];
  }
  const hours = Math.min(stream.retentionHours, LONGEST_RECORD_AGE_HOURS);
  return [
    `Safe for ${hours} hours from the oldest record that is not read: then the stream forgets it (stream.retentionHours is ${stream.retentionHours}). Half of that leaves time to catch up: resume within ${Math.floor(hours / 2)} hours.`,
    `What the delivery stream still holds is written within ${environment.delivery.bufferSeconds} seconds.`,
    files,
    drift,
  ];
}
