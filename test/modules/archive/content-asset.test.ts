import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { unzipSync } from "fflate";
import { contentAsset } from "../../../modules/archive";
import { EventLake } from "../../../modules/event-lake";
import { contracts } from "../example-constructs";

let outdir = "";
beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), "content-asset-"));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

const utf8 = (text: string) => new TextEncoder().encode(text);

test("two stacks that carry a file of one name each carry their own", () => {
  const app = new App({ outdir, stackTraces: false });
  const assets = ["one", "other"].map((name) => {
    const { path: file, hash } = contentAsset(new TerraformStack(app, name), "file", "job.py", utf8(`I am ${name}`));
    return { name, file, hash: hash("hex") };
  });
  app.synth();

  for (const { name, file, hash } of assets) {
    const carried = readFileSync(path.join(outdir, "stacks", name, file));
    expect(carried.toString()).toBe(`I am ${name}`);
    expect(hash).toBe(createHash("sha256").update(carried).digest("hex"));
  }
});

const contractsOf = (version: string) =>
  JSON.stringify({ version: 2, contracts: [{ event_name: version, fields: [] }] });

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** An app of two lakes of one name, with contracts of their own. */
function twoLakes(...places: readonly [Place, Place]): App {
  const app = new App({ outdir, stackTraces: false });
  for (const [index, place] of places.entries()) {
    const stack = new TerraformStack(app, `stack-${index}`);
    new AwsProvider(stack, "aws", { region: place.region, allowedAccountIds: [place.accountId] });
    new EventLake(stack, "lake", {
      ...place,
      namePrefix: "clicks",
      name: "dev",
      events: contracts,
      curationContracts: contractsOf(`lake-${index}`),
      traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
      storage: { rawRetentionDays: 30 },
      alarmEmail: "platform@example.com",
    });
  }
  return app;
}

interface Stack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

function readAsset(stack: string, type: string, argument: string): Buffer[] {
  const folder = path.join(outdir, "stacks", stack);
  const { resource } = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as Stack;
  return Object.values(resource[type] ?? {}).map((config) => readFileSync(path.join(folder, String(config[argument]))));
}

test("two lakes of one name in two accounts each ship their own contracts, to function and job", () => {
  const region = "eu-central-1";
  twoLakes({ accountId: "111111111111", region }, { accountId: "222222222222", region }).synth();

  for (const index of [0, 1]) {
    const [zip] = readAsset(`stack-${index}`, "aws_lambda_function", "filename");
    const files = unzipSync(zip ?? new Uint8Array());
    const uploaded = readAsset(`stack-${index}`, "aws_s3_object", "source").map(String);

    expect(Buffer.from(files["contracts.json"] ?? []).toString()).toBe(contractsOf(`lake-${index}`));
    expect(uploaded).toContain(contractsOf(`lake-${index}`));
  }
});

test.each(["eu-central-1", "us-east-1"])(
  "two lakes of one name in one account stop at synth, the second in %s: their roles would have one name",
  (region) => {
    const accountId = "111111111111";

    expect(() => twoLakes({ accountId, region: "eu-central-1" }, { accountId, region })).toThrow(
      'stack-1/lake: name: got "clicks-dev"; stack-0/lake has this name, too, and IAM has a role of one name once in an account, whatever the region. Give one of the two another name.',
    );
  },
);
