import { loopbackEnvironment, NotLoopbackError, requireLoopback } from "../src/loopback-guard";

const OUTSIDE = [
  "https://kinesis.eu-central-1.amazonaws.com",
  "http://10.0.0.1",
  "http://127.0.0.1.evil.com",
  "http://localhost.evil.com:1",
  "http://127.0.0.1@evil.com",
  "http://169.254.169.254",
  "http://0.0.0.0:1",
  "http://[::2]:1",
  "http://167772161",
  "127.0.0.1:1",
  "localhost:1",
  "not a URL",
  "",
];

it.each([
  "http://127.0.0.1:1",
  "http://127.12.0.9:8080",
  "http://localhost",
  "http://LOCALHOST:3000",
  "http://[::1]:1",
  "https://127.0.0.1:4566/path",
])("accepts %s, which is on this machine", (endpoint) => {
  expect(requireLoopback(endpoint)).toBe(endpoint);
});

it.each(OUTSIDE)("refuses %p, which is not on this machine", (endpoint) => {
  expect(() => requireLoopback(endpoint)).toThrow(NotLoopbackError);
});

it("names the endpoint, the rule and the way out in its refusal", () => {
  expect(() => requireLoopback("https://kinesis.eu-central-1.amazonaws.com")).toThrow(
    /^Endpoint "https:\/\/kinesis\.eu-central-1\.amazonaws\.com" is not on this machine\..*127\.0\.0\.1 only.*Unset the variable that names it, or start the local cloud\.$/,
  );
});

describe("the environment of a program that must stay on this machine", () => {
  it("leads every AWS client to the endpoint, with dummy keys and no file of the user's", () => {
    expect(loopbackEnvironment("http://127.0.0.1:1234", "eu-central-1")).toMatchObject({
      AWS_ENDPOINT_URL: "http://127.0.0.1:1234",
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: "",
      AWS_PROFILE: "",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    });
  });

  it("leads everything else to the proxy that refuses, in both spellings of its variables", () => {
    const environment = loopbackEnvironment("http://127.0.0.1:1234", "eu-central-1");

    for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]) {
      expect(environment[name]).toBe("http://127.0.0.1:1234");
    }
    expect([environment["NO_PROXY"], environment["no_proxy"]]).toEqual(Array(2).fill("127.0.0.1,localhost,::1"));
  });

  it("is not made for an endpoint elsewhere", () => {
    expect(() => loopbackEnvironment("https://kinesis.eu-central-1.amazonaws.com", "eu-central-1")).toThrow(
      NotLoopbackError,
    );
  });
});
