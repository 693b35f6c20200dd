import { s3BucketNames } from "../../src/amendments/s3-bucket-names";
import { jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, pathCall } from "../gateway/service-call";

const { forward } = fakeEmulator(() => jsonResponse({}));
const put = (path: string) => s3BucketNames.answer(pathCall("s3", "PUT", path), forward);

it.each(["/amzn-s3-demo-lake", "/sthree-lake", "/xn--lake/", "/lake-s3alias", "/lake--x-s3", "/lake.mrap"])(
  "refuses the reserved name of %s in S3's words",
  async (path) => {
    const answer = await put(path);

    expect(answer?.status).toBe(400);
    expect(answer?.body.toString()).toContain("<Code>InvalidBucketName</Code>");
  },
);

it.each(["/lake", "/lake-sthree-", "/sthree-lake/key", "/sthree-lake?policy"])("leaves PUT %s alone", (path) => {
  expect(put(path)).toBeUndefined();
});
