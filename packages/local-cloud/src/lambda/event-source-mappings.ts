import { randomUUID } from "node:crypto";
import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

const PATH = /^\/2015-03-31\/event-source-mappings\/?([^/?]*)/;
const TAGS_PATH = /^\/2017-03-31\/tags\/([^?]+)/;

/** Where the mappings are: part of every ARN. */
interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Settings that a caller may write, as they come over the wire. */
type Settings = Record<string, unknown>;

/** Rights of the function's role that Lambda tries when a mapping of a stream is made. @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html */
export const STREAM_READING = [
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];

/**
 * The event source mappings of the local cloud, kept here and not in moto: moto runs a mapping inside of every PutRecord,
 * one record an invocation, in Docker. The Kinesis poller reads them from here.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export class EventSourceMappings implements Amendment {
  private readonly mappings = new Map<string, Settings>();
  private readonly tags = new Map<string, Record<string, string>>();

  /**
   * @param mayRead whether the function's role may read a stream. @default - it may
   * @param isReading whether a mapping still reads, or waits for an invocation that it began. @default - it does not
   */
  constructor(
    private readonly place: Place,
    private readonly mayRead: (functionName: string, streamArn: string) => Promise<boolean> = () =>
      Promise.resolve(true),
    private readonly isReading: (uuid: string) => boolean = () => false,
  ) {}

  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined {
    const mapping = PATH.exec(request.path);
    if (mapping) return this.answerMapping(request, mapping[1] ?? "");
    const tagged = TAGS_PATH.exec(request.path);
    const arn = tagged?.[1] === undefined ? undefined : decodeURIComponent(tagged[1]);
    if (arn?.includes(":event-source-mapping:")) return Promise.resolve(this.answerTags(request, arn));
    return undefined;
  }

  list(): Promise<readonly EventSourceMappingConfiguration[]> {
    return Promise.resolve(
      // The SDK's type has a Date there, and the wire has a number.
      [...this.mappings.values()].map((mapping) => ({ ...mapping, LastModified: undefined })),
    );
  }

  private async answerMapping(request: ServiceRequest, uuid: string): Promise<ServiceResponse> {
    if (request.method === "POST" && uuid === "") return this.create(jsonBody(request));
    if (request.method === "GET" && uuid === "") return this.listed(request);
    const mapping = this.mappings.get(uuid);
    if (mapping === undefined) {
      return errorResponse("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    }
    switch (request.method) {
      case "GET":
        return jsonResponse(this.shown(mapping));
      case "PUT": {
        const changed = { ...mapping, ...settings(jsonBody(request), this.place), LastModified: now() };
        this.mappings.set(uuid, changed);
        return jsonResponse(this.shown(changed), 202);
      }
      case "DELETE":
        this.mappings.delete(uuid);
        return jsonResponse({ ...mapping, State: "Deleting" }, 202);
      default:
        return errorResponse("InvalidRequestContentException", `${request.method} is not a call of this API`, 405);
    }
  }

  private listed(request: ServiceRequest): ServiceResponse {
    const query = new URL(request.path, "http://127.0.0.1").searchParams;
    const functionName = query.get("FunctionName");
    const wanted = {
      EventSourceArn: query.get("EventSourceArn"),
      FunctionArn: functionName === null ? null : functionArn(functionName, this.place),
    };
    return jsonResponse({
      EventSourceMappings: [...this.mappings.values()]
        .filter((mapping) => Object.entries(wanted).every(([name, value]) => value === null || mapping[name] === value))
        .map((mapping) => this.shown(mapping)),
    });
  }

  /** A mapping that was disabled is not so before its last invocation has ended. */
  private shown(mapping: Settings): Settings {
    const isEnding = mapping["State"] === "Disabled" && this.isReading(String(mapping["UUID"]));
    return isEnding ? { ...mapping, State: "Disabling" } : mapping;
  }

  private async create(body: Settings): Promise<ServiceResponse> {
    const { Tags: tags, ...rest } = body;
    const stream = String(body["EventSourceArn"]);
    if (stream.includes(":kinesis:") && !(await this.mayRead(String(body["FunctionName"]), stream))) {
      return errorResponse(
        "InvalidParameterValueException",
        `Cannot access stream ${stream}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStreamSummary, ListShards, and ListStreams Actions on your stream in IAM.`,
      );
    }
    const wanted = settings(rest, this.place);
    const twin = [...this.mappings.values()].find(
      ({ EventSourceArn: source, FunctionArn: invoked }) =>
        source === wanted["EventSourceArn"] && invoked === wanted["FunctionArn"],
    );
    if (twin !== undefined) {
      const pair = `The event source arn ("${String(twin["EventSourceArn"])}") and function ("${String(twin["FunctionArn"])}")`;
      return errorResponse(
        "ResourceConflictException",
        `${pair} provided mapping already exists. Please update or delete the existing mapping with UUID ${String(twin["UUID"])}`,
        409,
      );
    }
    const uuid = randomUUID();
    const arn = `arn:aws:lambda:${this.place.region}:${this.place.accountId}:event-source-mapping:${uuid}`;
    if (tags !== undefined) this.tags.set(arn, tags as Record<string, string>);
    const mapping = {
      // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html gives these defaults.
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: false,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      TumblingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      State: "Enabled",
      ...wanted,
      UUID: uuid,
      EventSourceMappingArn: arn,
      StateTransitionReason: "User action",
      LastProcessingResult: "No records processed",
      LastModified: now(),
    };
    this.mappings.set(uuid, mapping);
    return jsonResponse(mapping, 202);
  }

  private answerTags(request: ServiceRequest, arn: string): ServiceResponse {
    const tags = this.tags.get(arn) ?? {};
    if (request.method === "GET") return jsonResponse({ Tags: tags });
    if (request.method === "POST") {
      this.tags.set(arn, { ...tags, ...(jsonBody(request)["Tags"] as Record<string, string>) });
    } else {
      const removed = new URL(request.path, "http://127.0.0.1").searchParams.getAll("tagKeys");
      this.tags.set(arn, Object.fromEntries(Object.entries(tags).filter(([name]) => !removed.includes(name))));
    }
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  }
}

function functionArn(name: string, { region, accountId }: Place): string {
  return name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

function settings(body: Settings, place: Place): Settings {
  const { FunctionName: name, Enabled: enabled, ...rest } = body;
  return {
    ...rest,
    ...(typeof name === "string" && { FunctionArn: functionArn(name, place) }),
    ...(typeof enabled === "boolean" && { State: enabled ? "Enabled" : "Disabled" }),
  };
}

function now(): number {
  return Date.now() / 1000;
}
