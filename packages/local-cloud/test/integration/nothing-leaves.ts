import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { shared } from "./cloud-under-test";

describe("nothing leaves this machine", () => {
  /** Goes to AWS as a program does that knows nothing but its environment: through the proxy. */
  const THROUGH_THE_PROXY = `
const { request } = require("node:http");
const { hostname, port } = new URL(process.env.HTTPS_PROXY);
const outgoing = request({ hostname, port, method: "CONNECT", path: "sts.eu-central-1.amazonaws.com:443" });
outgoing.once("connect", ({ statusCode, statusMessage }, socket) => {
  console.log(statusCode, statusMessage);
  socket.destroy();
});
outgoing.end();
`;

  /** A plain request, as for a machine's metadata. */
  const PLAIN_THROUGH_THE_PROXY = `
const { request } = require("node:http");
const { hostname, port } = new URL(process.env.HTTP_PROXY);
const outgoing = request({ hostname, port, path: "http://169.254.169.254/latest/meta-data/" });
outgoing.once("response", (incoming) => {
  console.log(incoming.statusCode);
  incoming.resume();
});
outgoing.end();
`;

  /** A client without any setting makes a stream. */
  const WITH_THE_SDK = `
const { CreateStreamCommand, KinesisClient } = require("@aws-sdk/client-kinesis");
const command = new CreateStreamCommand({ StreamName: "from-a-child", ShardCount: 1 });
new KinesisClient({}).send(command).then(() => {
  console.log("made");
  process.exit();
});
`;

  /** Runs a program with the cloud's environment and nothing else, and gives back what it wrote. */
  async function run(program: string): Promise<string> {
    const child = spawn(process.execPath, ["-e", program], {
      cwd: path.resolve(__dirname, "../../../.."),
      env: { ...shared.underTest.cloud.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return output.trim() || errors;
  }

  it("a child process that goes to AWS through its proxy is refused, and the cloud knows where it wanted to go", async () => {
    expect(await run(THROUGH_THE_PROXY)).toBe("403 Leaving loopback is forbidden");
    expect(shared.underTest.cloud.refusedHosts).toContain("sts.eu-central-1.amazonaws.com:443");
  });

  it("a child process that goes elsewhere without TLS is refused, too", async () => {
    expect(await run(PLAIN_THROUGH_THE_PROXY)).toBe("403");
    expect(shared.underTest.cloud.refusedHosts).toContain("169.254.169.254");
  });

  it("an SDK client that is told nothing but the environment talks to the gateway", async () => {
    const refusedBefore = [...shared.underTest.cloud.refusedHosts];

    expect(await run(WITH_THE_SDK)).toBe("made");

    const made = await shared.gateway.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: "from-a-child" }));
    expect(made.StreamDescriptionSummary?.OpenShardCount).toBe(1);
    expect(shared.underTest.cloud.refusedHosts).toEqual(refusedBefore);
  });
});
