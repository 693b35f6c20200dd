/** A program for killed-process.test.ts: starts a local cloud, prints the ids of its processes, and stays. */
import { startLocalCloud } from "../../src/local-cloud";
import { ACCOUNT, REGION } from "./cloud-under-test";

void startLocalCloud({ accountId: ACCOUNT, region: REGION, folder: process.argv[2] ?? "" }).then((cloud) => {
  console.log(JSON.stringify(cloud.processIds()));
});
