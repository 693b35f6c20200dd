import { sparkDefaults, ObjectsOverHttp } from "../../src/glue-job/spark-environment";
import { serviceRequest } from "../../src/gateway/service-message";

describe("spark defaults", () => {
  const props = {
    spark: {
      python: "python",
      javaHome: "/java",
      jars: ["/jars/hadoop-aws-3.3.4.jar", "/jars/delta-spark_2.12-3.3.0.jar"],
    },
    endpoint: "http://127.0.0.1:4566",
    region: "eu-central-1",
    credentials: { accessKeyId: "ASIA1", secretAccessKey: "secret", sessionToken: "token" },
    folder: "/run",
    hasDelta: true,
    sparkSettings: new Map<string, string>(),
  };

  function settingsOf(overrides: Partial<typeof props> = {}): Map<string, string> {
    const lines = sparkDefaults({ ...props, ...overrides })
      .trim()
      .split("\n");
    return new Map(lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
  }

  test("s3:// is the local cloud's, addressed by path, and everything else of this machine", () => {
    const settings = settingsOf();

    expect(settings.get("spark.hadoop.fs.s3.impl")).toBe("org.apache.hadoop.fs.s3a.S3AFileSystem");
    expect(settings.get("spark.hadoop.fs.s3a.endpoint")).toBe("http://127.0.0.1:4566");
    expect(settings.get("spark.hadoop.fs.s3a.path.style.access")).toBe("true");
    expect(settings.get("spark.hadoop.fs.s3a.access.key")).toBe("ASIA1");
    expect(settings.get("spark.driver.host")).toBe("127.0.0.1");
    expect(settings.get("spark.driver.extraJavaOptions")).toContain(
      "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=4566",
    );
  });

  test("memory and threads are bounded", () => {
    expect(settingsOf().get("spark.driver.memory")).toBe("1g");
    expect(settingsOf({ spark: { ...props.spark, ...{ driverMemory: "2g" } } }).get("spark.driver.memory")).toBe("2g");
    expect(settingsOf().get("spark.master")).toBe("local[2]");
  });

  test("Delta is there only for a job that asks for it, as in Glue", () => {
    expect(settingsOf().get("spark.jars")).toBe("/jars/hadoop-aws-3.3.4.jar,/jars/delta-spark_2.12-3.3.0.jar");
    expect(settingsOf({ hasDelta: false }).get("spark.jars")).toBe("/jars/hadoop-aws-3.3.4.jar");
  });

  test("the settings of the job win", () => {
    const settings = settingsOf({
      sparkSettings: new Map([
        ["spark.master", "local[1]"],
        ["spark.sql.extensions", "Delta"],
      ]),
    });

    expect(settings.get("spark.master")).toBe("local[1]");
    expect(settings.get("spark.sql.extensions")).toBe("Delta");
  });
});

describe("objects over http", () => {
  const KEY = "x-amz-server-side-encryption-aws-kms-key-id";
  const scope = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=test/20261124/eu-central-1/${service}/aws4_request, SignedHeaders=host`,
  });
  const forward = () =>
    Promise.resolve({ status: 200, headers: { [KEY]: "arn:aws:kms:key", etag: '"1"' }, body: Buffer.alloc(0) });

  it("leaves the name of the KMS key out of an object's headers, and nothing else", async () => {
    const request = serviceRequest("HEAD", "/lake/raw/a.parquet", scope("s3"), Buffer.alloc(0));

    const answer = await new ObjectsOverHttp().answer(request, forward);

    expect(answer).toEqual({ status: 200, headers: { etag: '"1"' }, body: Buffer.alloc(0) });
  });

  it("leaves other services alone", () => {
    const request = serviceRequest("POST", "/", scope("glue"), Buffer.alloc(0));

    expect(new ObjectsOverHttp().answer(request, forward)).toBeUndefined();
  });
});
