import { crawlTargets, type Crawler, Crawlers } from "../../src/crawler/crawlers";
import { jsonResponse, type ServiceResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";
import { pollUntil } from "../poll-until";

const CRAWLER = {
  Name: "raw-partitions",
  Role: "crawler",
  Schedule: "cron(15 * * * ? *)",
  Targets: { CatalogTargets: [{ DatabaseName: "raw_data", Tables: ["lesson_started_event"] }] },
  LakeFormationConfiguration: { UseLakeFormationCredentials: true },
};

const emulator = fakeEmulator(() => jsonResponse({}));
const crawled: string[] = [];
let endCrawl: (outcome?: Error) => void;
let crawlers: Crawlers;

beforeEach(() => {
  emulator.asked.length = 0;
  crawled.length = 0;
  const crawl = {
    run: ({ Name: name }: Crawler) => {
      crawled.push(name);
      return new Promise<void>((resolve, reject) => {
        endCrawl = (outcome) => {
          if (outcome) reject(outcome);
          else resolve();
        };
      });
    },
  };
  crawlers = new Crawlers({ accountId: "123456789012", region: "eu-central-1" }, crawl);
});

async function call(operation: string, body: object): Promise<ServiceResponse | undefined> {
  return crawlers.answer(targetCall("glue", operation, body), emulator.forward);
}

async function getCrawler(): Promise<Record<string, unknown>> {
  return (json(await call("GetCrawler", { Name: CRAWLER.Name })) as { Crawler: Record<string, unknown> }).Crawler;
}

function getReadyCrawler(): Promise<Record<string, unknown>> {
  return pollUntil(getCrawler, ({ State: state }) => state === "READY");
}

describe("a crawler", () => {
  it("is given back whole, with its schedule as Glue writes it", async () => {
    await call("CreateCrawler", CRAWLER);

    expect(await getCrawler()).toMatchObject({
      ...CRAWLER,
      Schedule: { ScheduleExpression: "cron(15 * * * ? *)", State: "SCHEDULED" },
      State: "READY",
    });
  });

  it("changes with an update, and keeps what the update does not name", async () => {
    await call("CreateCrawler", CRAWLER);

    await call("UpdateCrawler", { Name: CRAWLER.Name, Role: "another" });

    expect(await getCrawler()).toMatchObject({
      Role: "another",
      LakeFormationConfiguration: CRAWLER.LakeFormationConfiguration,
    });
  });

  it("is gone when it is deleted", async () => {
    await call("CreateCrawler", CRAWLER);

    expect((await call("DeleteCrawler", { Name: CRAWLER.Name }))?.status).toBe(200);

    expect(json(await call("GetCrawler", { Name: CRAWLER.Name }))).toMatchObject({
      __type: "EntityNotFoundException",
    });
  });

  it("is made once under its name", async () => {
    await call("CreateCrawler", CRAWLER);

    expect(json(await call("CreateCrawler", { ...CRAWLER, Role: "another" }))).toMatchObject({
      __type: "AlreadyExistsException",
      message: "Crawler with name raw-partitions already exists",
    });
    expect(await getCrawler()).toMatchObject({ Role: "crawler" });
  });

  it("has its tags with moto, under its ARN, and not among its settings", async () => {
    await call("CreateCrawler", { ...CRAWLER, Tags: { team: "lake" } });

    expect(await getCrawler()).not.toHaveProperty("Tags");
    expect(emulator.asked).toHaveLength(1);
    expect(emulator.asked[0]).toMatchObject({
      operation: "TagResource",
      headers: { "x-amz-target": "AWSGlue.TagResource" },
    });
    expect(json(emulator.asked[0])).toEqual({
      ResourceArn: "arn:aws:glue:eu-central-1:123456789012:crawler/raw-partitions",
      TagsToAdd: { team: "lake" },
    });
  });

  it("is in the lists", async () => {
    await call("CreateCrawler", CRAWLER);

    expect(json(await call("ListCrawlers", {}))).toEqual({ CrawlerNames: ["raw-partitions"] });
    expect(json(await call("GetCrawlers", {}))).toEqual({ Crawlers: [await getCrawler()] });
  });
});

describe("with Lake Formation's credentials", () => {
  const two = {
    CatalogTargets: [{ DatabaseName: "raw_data", Tables: ["lesson_started_event", "lesson_completed_event"] }],
  };
  const refusal = {
    __type: "InvalidInputException",
    message: expect.stringContaining("takes one catalogue target with one table, got 2 tables") as string,
  };

  it("a crawler of two tables is not made, and none becomes one", async () => {
    expect(json(await call("CreateCrawler", { ...CRAWLER, Targets: two }))).toMatchObject(refusal);
    await call("CreateCrawler", CRAWLER);
    expect(json(await call("UpdateCrawler", { Name: CRAWLER.Name, Targets: two }))).toMatchObject(refusal);

    expect(await getCrawler()).toMatchObject({ Targets: CRAWLER.Targets });
  });

  it("a crawler of two tables that reads by its role is made", async () => {
    const byRole = { UseLakeFormationCredentials: false };

    const response = await call("CreateCrawler", { ...CRAWLER, Targets: two, LakeFormationConfiguration: byRole });

    expect(response?.status).toBe(200);
  });

  it("a run fails, and says what the local cloud lacks", async () => {
    const crawler = { ...CRAWLER, Role: "arn:aws:iam::123456789012:role/raw" };

    await expect(crawlTargets([]).run(crawler)).rejects.toThrow(
      "the local cloud gives out no Lake Formation credentials",
    );
  });
});

it.each(["GetCrawler", "UpdateCrawler", "DeleteCrawler", "StartCrawler"])(
  "%s of an unknown crawler says that there is none",
  async (operation) => {
    const response = await call(operation, { Name: "unknown" });

    expect(response?.status).toBe(400);
    expect(json(response)).toMatchObject({
      __type: "EntityNotFoundException",
      message: "Crawler with name unknown does not exist",
    });
  },
);

describe("a run", () => {
  it("shows as running until it ends, and then as the last crawl", async () => {
    await call("CreateCrawler", CRAWLER);

    await call("StartCrawler", { Name: CRAWLER.Name });

    expect(await getCrawler()).toMatchObject({ State: "RUNNING" });
    endCrawl();
    expect(await getReadyCrawler()).toMatchObject({ LastCrawl: { Status: "SUCCEEDED" } });
    expect(crawled).toEqual(["raw-partitions"]);
  });

  it("that fails leaves its reason", async () => {
    await call("CreateCrawler", CRAWLER);
    await call("StartCrawler", { Name: CRAWLER.Name });

    endCrawl(new Error("Table raw_data.missing not found"));

    expect(await getReadyCrawler()).toMatchObject({
      LastCrawl: { Status: "FAILED", ErrorMessage: "Table raw_data.missing not found" },
    });
  });

  it("is not started while another one of the crawler runs", async () => {
    await call("CreateCrawler", CRAWLER);
    await call("StartCrawler", { Name: CRAWLER.Name });

    const second = await call("StartCrawler", { Name: CRAWLER.Name });

    expect(json(second)).toMatchObject({ __type: "CrawlerRunningException" });
    expect(crawled).toHaveLength(1);
    endCrawl();
  });
});

it.each([
  ["glue", "GetTable"],
  ["glue", "TagResource"],
  ["lakeformation", "GetCrawler"],
])("leaves %s %s to moto", (service, operation) => {
  expect(crawlers.answer(targetCall(service, operation, { Name: CRAWLER.Name }), emulator.forward)).toBeUndefined();
});
