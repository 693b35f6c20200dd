import { execFileSync } from "node:child_process";
import path from "node:path";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { pythonEnvironment } from "../../src/installation/python-environment";
import { MOTO_PACKAGES } from "../../src/moto-server";
import { shared } from "./cloud-under-test";

describe("delete markers", () => {
  it("empties a versioned bucket in which an object was deleted: the versions first, then the delete marker", async () => {
    const { s3 } = shared.gateway;
    const object = { Bucket: "deleted-in", Key: "part-00000.parquet" };
    await s3.send(
      new CreateBucketCommand({
        Bucket: object.Bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: object.Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const { VersionId: version } = await s3.send(new PutObjectCommand({ ...object, Body: "content" }));
    const { VersionId: marker } = await s3.send(new DeleteObjectCommand(object));

    for (const VersionId of [version, marker]) {
      const Delete = { Objects: [{ Key: object.Key, VersionId }] };
      await s3.send(new DeleteObjectsCommand({ Bucket: object.Bucket, Delete }));
    }

    await s3.send(new DeleteBucketCommand({ Bucket: object.Bucket }));
  });

  it("needs what programs/serve.py mends: moto alone cannot do it", async () => {
    const folder = await pythonEnvironment(MOTO_PACKAGES, () => undefined);
    const program = "from moto.s3.models import FakeDeleteMarker; print(hasattr(FakeDeleteMarker, 'dispose'))";

    const isMended = execFileSync(path.join(folder, "bin", "python"), ["-c", program], { encoding: "utf8" });

    if (isMended.trim() !== "False") throw new Error("moto deletes delete markers now: remove it from serve.py.");
  });
});
