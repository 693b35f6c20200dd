import path from "node:path";
import { environments } from "../../environments";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { namedAdministrators } from "../bootstrap/lake-formation-settings";
import { program, runProgram } from "../program";
import { stackFolder, synthesise } from "../synth/synthesise";
import { preflight } from "./preflight";
import { formatted } from "./preflight-line";

const SYNTHESISED = path.join(__dirname, "..", "..", "cdktf.out");

const command = program(
  "preflight",
  "Says what would stop the first deployment of an environment, or be taken away by it: account, region, state bucket, Lake Formation's settings, names that are taken, quotas. Reads, and changes nothing.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .addHelpText(
    "after",
    `
Uses the AWS credentials of your shell, which need to read only: sts:GetCallerIdentity, s3:ListBucket, s3:GetObject of
Terraform's state, lakeformation:GetDataLakeSettings, kinesis:DescribeLimits, lambda:GetAccountSettings, and to describe
buckets, streams, tables, functions, queues, databases, crawlers and jobs by name.`,
  )
  .parse();

runProgram(async () => {
  const environment = environmentNamed(command.args[0] ?? "");
  await synthesise(SYNTHESISED);
  const lines = await preflight({
    environment,
    named: namedAdministrators(environment, environments),
    folder: stackFolder(SYNTHESISED, `${environment.namePrefix}-${environment.name}`),
  });
  process.stdout.write(formatted(lines));
  const stopping = lines.filter(({ verdict }) => verdict === "stop");
  if (stopping.length === 0) {
    process.stdout.write(
      `\nNothing stops the deployment: npx cdktf deploy ${environment.namePrefix}-${environment.name}\n`,
    );
    return;
  }
  throw new Error(`\nNot ready: ${stopping.map(({ what }) => what).join(", ")}. Run again when it is done.`);
});
