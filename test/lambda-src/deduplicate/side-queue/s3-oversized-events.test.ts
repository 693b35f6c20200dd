import { S3Client } from "@aws-sdk/client-s3";
import { S3OversizedEvents } from "../../../../lambda-src/deduplicate/side-queue/s3-oversized-events";
import { clientConfig, startLoopbackService } from "../loopback-service";

describe("S3OversizedEvents", () => {
  test("puts the bytes as they are and gives their address", async () => {
    const service = await startLoopbackService(() => ({}));
    const events = new S3OversizedEvents(new S3Client(clientConfig(service)), "failures");

    const uri = await events.store("oversized/too_large/shard/1", Buffer.from([0xff, 0x00]));

    await service.close();
    expect(uri).toBe("s3://failures/oversized/too_large/shard/1");
    expect(service.requests).toMatchObject([
      { method: "PUT", path: "/failures/oversized/too_large/shard/1?x-id=PutObject", body: Buffer.from([0xff, 0x00]) },
    ]);
  });
});
