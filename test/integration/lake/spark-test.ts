import { reasonToSkipSpark } from "../../../tools/spark/reason-to-skip";

const reason = reasonToSkipSpark({ s3: true });
if (reason !== undefined) process.stderr.write(`Tests that run the deployed curation job are SKIPPED. ${reason}\n`);

/** A test that runs the curation job: skipped, with the reason, on a machine that lacks what Spark needs. */
export const sparkTest = reason === undefined ? test : test.skip;
