import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  otherCall,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

/** A crawler as the Glue API writes it. */
export interface Crawler {
  readonly Name: string;
  /** ARN. */
  readonly Role: string;
  readonly DatabaseName?: string;
  readonly Targets?: {
    readonly CatalogTargets?: readonly { readonly DatabaseName: string; readonly Tables: readonly string[] }[];
    readonly DeltaTargets?: readonly DeltaTarget[];
  };
  readonly LakeFormationConfiguration?: { readonly UseLakeFormationCredentials?: boolean };
  readonly SchemaChangePolicy?: { readonly UpdateBehavior?: string; readonly DeleteBehavior?: string };
  readonly [setting: string]: unknown;
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeltaTarget.html */
export interface DeltaTarget {
  /** `s3://...` of each table. */
  readonly DeltaTables?: readonly string[];
  readonly CreateNativeDeltaTable?: boolean;
  readonly WriteManifest?: boolean;
}

/** Clients that call as a crawler's role. */
export type CrawlerClients = (roleArn: string) => { readonly glue: GlueClient; readonly s3: S3Client };

/** What a crawler does with the targets that it knows. */
export interface Crawl {
  run(crawler: Crawler): Promise<void>;
}

const SUPPORTED_TARGETS = ["CatalogTargets", "DeltaTargets"];

/** A run of a crawler: every kind of target that the local cloud knows. @throws Error for another kind */
export function crawlTargets(crawls: readonly Crawl[]): Crawl {
  return {
    async run(crawler) {
      if (crawler.LakeFormationConfiguration?.UseLakeFormationCredentials === true) {
        throw new Error(
          `Crawler ${crawler.Name}: the local cloud gives out no Lake Formation credentials. Let it read by its role, or test it on AWS.`,
        );
      }
      const unsupported = Object.entries(crawler.Targets ?? {}).filter(
        ([kind, targets]) => !SUPPORTED_TARGETS.includes(kind) && Array.isArray(targets) && targets.length > 0,
      );
      if (unsupported.length > 0) {
        throw new Error(
          `Crawler ${crawler.Name}: the local cloud crawls catalogue and Delta targets only, got ${unsupported.map(([kind]) => kind).join(", ")}.`,
        );
      }
      for (const crawl of crawls) await crawl.run(crawler);
    },
  };
}

interface CrawlRecord {
  readonly Status: "SUCCEEDED" | "FAILED";
  readonly StartTime: number;
  readonly ErrorMessage?: string;
}

/**
 * Glue's crawlers, kept here and not in moto. Observed with moto 5.2.1 and 5.2.5: UpdateCrawler is not implemented (the
 * provider retries for ten minutes), LakeFormationConfiguration is dropped (the next plan wants it back), and a run finds
 * nothing.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-crawling.html
 */
export class Crawlers implements Amendment {
  private readonly crawlers = new Map<string, Crawler>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly lastCrawls = new Map<string, CrawlRecord>();

  constructor(
    private readonly place: { readonly accountId: string; readonly region: string },
    private readonly crawl: Crawl,
  ) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "glue") return undefined;
    const body = jsonBody(request);
    const name = String(body["Name"]);
    switch (request.operation) {
      case "CreateCrawler":
        return this.create(body as Crawler, request, forward);
      case "GetCrawler":
        return this.with(name, (crawler) => jsonResponse({ Crawler: this.describe(crawler) }));
      case "GetCrawlers":
        return Promise.resolve(
          jsonResponse({ Crawlers: [...this.crawlers.values()].map((one) => this.describe(one)) }),
        );
      case "ListCrawlers":
        return Promise.resolve(jsonResponse({ CrawlerNames: [...this.crawlers.keys()] }));
      case "UpdateCrawler":
        return this.with(name, (crawler) => {
          const updated = { ...crawler, ...body, LastUpdated: seconds() };
          const refusal = refusedSettings(updated);
          if (refusal !== undefined) return errorResponse("InvalidInputException", refusal);
          this.crawlers.set(name, updated);
          return jsonResponse({});
        });
      case "DeleteCrawler":
        return this.with(name, () => {
          this.crawlers.delete(name);
          return jsonResponse({});
        });
      case "StartCrawler":
        return this.with(name, (crawler) => this.start(crawler));
      default:
        return undefined;
    }
  }

  private async create(
    { Tags, ...crawler }: Crawler,
    request: ServiceRequest,
    forward: Forward,
  ): Promise<ServiceResponse> {
    const refusal = refusedSettings(crawler);
    if (refusal !== undefined) return errorResponse("InvalidInputException", refusal);
    if (this.crawlers.has(crawler.Name)) {
      return errorResponse("AlreadyExistsException", `Crawler with name ${crawler.Name} already exists`);
    }
    this.crawlers.set(crawler.Name, { ...crawler, CreationTime: seconds(), LastUpdated: seconds() });
    if (Tags !== undefined) {
      const arn = `arn:aws:glue:${this.place.region}:${this.place.accountId}:crawler/${crawler.Name}`;
      await forward(otherCall(request, "TagResource", { ResourceArn: arn, TagsToAdd: Tags }));
    }
    return jsonResponse({});
  }

  private describe(crawler: Crawler) {
    const { Schedule, ...rest } = crawler;
    return {
      ...rest,
      ...(Schedule !== undefined && { Schedule: { ScheduleExpression: Schedule, State: "SCHEDULED" } }),
      State: this.running.has(crawler.Name) ? "RUNNING" : "READY",
      LastCrawl: this.lastCrawls.get(crawler.Name),
    };
  }

  private start(crawler: Crawler): ServiceResponse {
    if (this.running.has(crawler.Name)) {
      return errorResponse("CrawlerRunningException", `Crawler with name ${crawler.Name} has already started`);
    }
    const startTime = seconds();
    const run = this.crawl
      .run(crawler)
      .then(() => {
        this.lastCrawls.set(crawler.Name, { Status: "SUCCEEDED", StartTime: startTime });
      })
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        this.lastCrawls.set(crawler.Name, { Status: "FAILED", StartTime: startTime, ErrorMessage: message });
      })
      .finally(() => {
        this.running.delete(crawler.Name);
      });
    this.running.set(crawler.Name, run);
    return jsonResponse({});
  }

  private with(name: string, answer: (crawler: Crawler) => ServiceResponse): Promise<ServiceResponse> {
    const crawler = this.crawlers.get(name);
    return Promise.resolve(
      crawler ? answer(crawler) : errorResponse("EntityNotFoundException", `Crawler with name ${name} does not exist`),
    );
  }
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/crawler-lakeformation-integration.html */
function refusedSettings({ Name, Targets, LakeFormationConfiguration }: Crawler): string | undefined {
  if (LakeFormationConfiguration?.UseLakeFormationCredentials !== true) return undefined;
  const tables = (Targets?.CatalogTargets ?? []).flatMap((target) => target.Tables);
  if (tables.length <= 1) return undefined;
  return `Crawler ${Name}: a crawler that uses Lake Formation credentials takes one catalogue target with one table, got ${tables.length} tables. Make one crawler per table, or let it read by its role (UseLakeFormationCredentials false).`;
}

function seconds(): number {
  return Date.now() / 1000;
}
