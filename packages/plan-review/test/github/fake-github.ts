import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { connect, type GitHubRepository } from "../../src/github/github-client";

export const BOT = "github-actions[bot]";

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly login: string;
}

export interface FakeIssue {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  readonly login: string;
  readonly isPullRequest?: boolean;
}

export interface FakePullRequest {
  readonly number: number;
  readonly merge_commit_sha: string;
  readonly merged_at: string | null;
  readonly base: { readonly ref: string };
  /** The repository of a fork may be gone. */
  readonly head: { readonly sha: string; readonly ref: string; readonly repo: { readonly full_name: string } | null };
}

export interface FakeRun {
  readonly id: number;
  readonly head_sha: string;
  readonly head_branch: string;
  readonly head_repository: { readonly full_name: string };
  /** What the workflow's `run-name` says. */
  readonly display_title: string;
  readonly workflow: string;
  readonly event: string;
  /** null while it has not ended. */
  readonly conclusion: string | null;
  /** As people see it. @default the id */
  readonly run_number?: number;
}

type Handler = (
  parameters: readonly string[],
  body: Readonly<Record<string, unknown>>,
  query: URLSearchParams,
) => Answer;
interface Answer {
  readonly status: number;
  readonly json?: unknown;
}

/** The few parts of GitHub's REST API that this project uses, on this machine. @see https://docs.github.com/en/rest */
export class FakeGitHub {
  readonly comments: FakeComment[] = [];
  readonly issues: FakeIssue[] = [];
  readonly pullRequests: FakePullRequest[] = [];
  readonly runs: FakeRun[] = [];
  /** Labels of the pull request. */
  readonly labels = new Set<string>();
  /** What code scanning was given. */
  readonly analyses: { readonly commit: string; readonly ref: string; readonly sarif: unknown }[] = [];
  /** `METHOD path` of every request, without the repository. */
  readonly requests: string[] = [];
  /** Login that GET /user answers with; undefined as for the token of a workflow, which may not ask. */
  login?: string;
  /** What the token may not do: every request whose `METHOD path` matches is answered with 403. */
  forbidden?: RegExp;
  /** Longest body of a comment. */
  longest = 65_536;
  /** Called after each write of a comment, as another run would come in between. */
  afterWrite?: (comment: FakeComment) => void;
  private readonly server: Server;
  private nextId = 1_000;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  static async start(): Promise<FakeGitHub> {
    const fake = new FakeGitHub();
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  connect(): GitHubRepository {
    return connect({ token: "token", baseUrl: this.url, repository: "acme/event-lake" });
  }

  addComment(body: string, login = BOT): FakeComment {
    const comment = { id: this.nextId++, body, login };
    this.comments.push(comment);
    return comment;
  }

  private readonly routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
    ["GET", /^\/user$/u, () => (this.login === undefined ? FORBIDDEN : ok({ login: this.login }))],
    ["GET", /^\/issues\/(\d+)\/comments$/u, (_, __, query) => page(this.comments.map(commentJson), query)],
    ["POST", /^\/issues\/(\d+)\/comments$/u, (_, { body }) => this.write(body, () => this.addComment(""))],
    ["GET", /^\/issues\/comments\/(\d+)$/u, ([id]) => found(this.comment(id), commentJson)],
    [
      "PATCH",
      /^\/issues\/comments\/(\d+)$/u,
      ([id], { body }) => {
        const comment = this.comment(id);
        return comment === undefined ? MISSING : this.write(body, () => comment);
      },
    ],
    [
      "DELETE",
      /^\/issues\/comments\/(\d+)$/u,
      ([id]) => {
        this.comments.splice(
          this.comments.findIndex((comment) => String(comment.id) === id),
          1,
        );
        return { status: 204 };
      },
    ],
    [
      "GET",
      /^\/issues$/u,
      (_, __, query) =>
        page(
          this.issues
            .filter(({ state, login }) => state === query.get("state") && login === query.get("creator"))
            .map(issueJson),
          query,
        ),
    ],
    [
      "POST",
      /^\/issues$/u,
      (_, { title, body }) => {
        const issue = {
          number: this.nextId++,
          title: String(title),
          body: String(body),
          state: "open" as const,
          login: BOT,
        };
        this.issues.push(issue);
        return { status: 201, json: issueJson(issue) };
      },
    ],
    [
      "PATCH",
      /^\/issues\/(\d+)$/u,
      ([number], changes) => {
        const issue = this.issues.find((one) => String(one.number) === number);
        if (issue === undefined) return MISSING;
        Object.assign(issue, changes);
        return ok(issueJson(issue));
      },
    ],
    ["GET", /^\/commits\/(\w+)\/pulls$/u, (_, __, query) => page(this.pullRequests, query)],
    [
      "GET",
      /^\/actions\/workflows\/([\w.-]+)\/runs$/u,
      ([workflow], _, query) => {
        const asked = (name: string, value: string | null) => !query.has(name) || query.get(name) === value;
        const runs = this.runs.filter(
          (run) =>
            run.workflow === workflow &&
            asked("head_sha", run.head_sha) &&
            asked("branch", run.head_branch) &&
            asked("event", run.event) &&
            asked("status", run.conclusion),
        );
        return ok({ total_count: runs.length, workflow_runs: runs.map(runJson) });
      },
    ],
    [
      "GET",
      /^\/actions\/runs\/(\d+)$/u,
      ([id]) =>
        found(
          this.runs.find((run) => String(run.id) === id),
          runJson,
        ),
    ],
    ["GET", /^\/issues\/(\d+)\/labels$/u, () => ok([...this.labels].map((name) => ({ name })))],
    [
      "POST",
      /^\/issues\/(\d+)\/labels$/u,
      (_, { labels }) => {
        for (const name of labels as readonly string[]) this.labels.add(name);
        return ok([]);
      },
    ],
    [
      "DELETE",
      /^\/issues\/(\d+)\/labels\/([\w-]+)$/u,
      ([, name = ""]) => (this.labels.delete(name) ? ok([]) : MISSING),
    ],
    [
      "POST",
      /^\/code-scanning\/sarifs$/u,
      (_, { commit_sha: commit, ref, sarif }) => {
        const text = gunzipSync(Buffer.from(String(sarif), "base64")).toString();
        this.analyses.push({ commit: String(commit), ref: String(ref), sarif: JSON.parse(text) as unknown });
        return { status: 202, json: { id: "1" } };
      },
    ],
  ];

  private comment(id: string | undefined): FakeComment | undefined {
    return this.comments.find((comment) => String(comment.id) === id);
  }

  private write(body: unknown, target: () => FakeComment): Answer {
    const text = String(body);
    if (Array.from(text).length > this.longest) {
      return {
        status: 422,
        json: { message: `Validation Failed: body is too long (maximum is ${this.longest} characters)` },
      };
    }
    const comment = target();
    comment.body = text;
    const answer = { status: 200, json: commentJson(comment) };
    this.afterWrite?.(comment);
    return answer;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "/", this.url);
    const path = url.pathname.replace("/repos/acme/event-lake", "");
    const line = `${request.method ?? ""} ${path}`;
    this.requests.push(line);
    const { status, json } = this.route(line, path, request.method, text, url);
    response.writeHead(status, { "content-type": "application/json", ...linkHeader(url, json) });
    response.end(json === undefined ? "" : JSON.stringify(json));
  }

  private route(line: string, path: string, method: string | undefined, text: string, url: URL): Answer {
    if (this.forbidden?.test(line)) return FORBIDDEN;
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    for (const [allowed, pattern, handler] of this.routes) {
      const match = pattern.exec(path);
      if (match && method === allowed) return handler(match.slice(1), body, url.searchParams);
    }
    return MISSING;
  }
}

const FORBIDDEN: Answer = { status: 403, json: { message: "Resource not accessible by integration" } };
const MISSING: Answer = { status: 404, json: { message: "Not Found" } };

function ok(json: unknown): Answer {
  return { status: 200, json };
}

function found<Item>(item: Item | undefined, json: (item: Item) => unknown): Answer {
  return item === undefined ? MISSING : ok(json(item));
}

function page(items: readonly unknown[], query: URLSearchParams): Answer {
  const size = Math.min(100, Number(query.get("per_page") ?? 30));
  const start = (Number(query.get("page") ?? 1) - 1) * size;
  return ok(items.slice(start, start + size));
}

/** A full page may be followed by another one, which may be empty. */
function linkHeader(url: URL, json: unknown): Record<string, string> {
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
  if (!Array.isArray(json) || json.length < size) return {};
  const next = new URL(url);
  next.searchParams.set("page", String(Number(url.searchParams.get("page") ?? 1) + 1));
  return { link: `<${next.href}>; rel="next"` };
}

function commentJson({ id, body, login }: FakeComment) {
  return { id, body, user: { login } };
}

function runJson(run: FakeRun) {
  return {
    ...run,
    run_number: run.run_number ?? run.id,
    path: `.github/workflows/${run.workflow}`,
    status: run.conclusion === null ? "queued" : "completed",
  };
}

function issueJson({ number, title, body, state, login, isPullRequest = false }: FakeIssue) {
  return { number, title, body, state, user: { login }, ...(isPullRequest ? { pull_request: {} } : {}) };
}
