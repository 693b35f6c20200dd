import type { Amendment } from "../gateway/gateway";
import { errorAnswer } from "../gateway/service-message";

const RESERVED_BEGINNINGS = ["amzn-s3-demo-", "sthree-", "xn--"];
const RESERVED_ENDINGS = ["--ol-s3", "--table-s3", "--x-s3", "-s3alias", ".mrap"];

/**
 * Refuses a new bucket with a name that S3 keeps for itself. Observed with moto 5.2.5: it checks the length and the
 * characters only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const s3BucketNames: Amendment = {
  answer(request) {
    const [, name] =
      request.service === "s3" && request.method === "PUT" ? (/^\/([^/?]+)\/?$/.exec(request.path) ?? []) : [];
    const isReserved =
      name !== undefined &&
      (RESERVED_BEGINNINGS.some((text) => name.startsWith(text)) ||
        RESERVED_ENDINGS.some((text) => name.endsWith(text)));
    if (!isReserved) return undefined;
    return Promise.resolve(
      errorAnswer(request, "InvalidBucketName", `The specified bucket is not valid. (${name})`, 400),
    );
  },
};
