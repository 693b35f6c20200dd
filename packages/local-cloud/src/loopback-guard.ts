/** Host names and addresses of this machine. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Somebody wanted to leave this machine. */
export class NotLoopbackError extends Error {
  constructor(endpoint: string) {
    super(
      `Endpoint "${endpoint}" is not on this machine. The local cloud and its tests talk to 127.0.0.1 only: nothing may reach a real AWS account. Unset the variable that names it, or start the local cloud.`,
    );
    this.name = "NotLoopbackError";
  }
}

/** Whether a URL names this machine. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/**
 * @returns the endpoint, when it is on this machine
 * @throws NotLoopbackError otherwise
 */
export function requireLoopback(endpoint: string): string {
  if (!URL.canParse(endpoint) || !isLoopback(new URL(endpoint))) throw new NotLoopbackError(endpoint);
  return endpoint;
}

/**
 * The environment that ties a program to one endpoint of this machine: every AWS client finds the endpoint and dummy keys, no
 * file of the user's is read, and a request to any other host goes to a proxy that refuses it.
 *
 * @throws NotLoopbackError when the endpoint is not on this machine
 */
export function loopbackEnvironment(endpoint: string, region: string): Readonly<Record<string, string>> {
  requireLoopback(endpoint);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...proxyEnvironment(endpoint),
  };
}

function proxyEnvironment(endpoint: string): Record<string, string> {
  const direct = "127.0.0.1,localhost,::1";
  return {
    HTTP_PROXY: endpoint,
    HTTPS_PROXY: endpoint,
    http_proxy: endpoint,
    https_proxy: endpoint,
    NO_PROXY: direct,
    no_proxy: direct,
  };
}
