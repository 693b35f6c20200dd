import { AthenaDeleteNamedQuery, AthenaUpdateWorkGroup } from "../../src/amendments/athena";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
} from "../../src/gateway/service-message";

const ARN = "arn:aws:athena:eu-central-1:123456789012:workgroup/queries";

/** As much of moto's Athena as is amended. It does not know the two operations. */
function moto() {
  const groups = new Map<string, Record<string, unknown>>();
  const queries = new Set(["one", "other"]);
  const answers: Record<string, (body: Record<string, unknown>) => ServiceResponse> = {
    CreateWorkGroup: (body) => {
      groups.set(String(body["Name"]), body);
      return jsonResponse({});
    },
    GetWorkGroup: ({ WorkGroup }) => jsonResponse({ WorkGroup: groups.get(String(WorkGroup)) ?? null }),
    DeleteWorkGroup: ({ WorkGroup }) => {
      groups.delete(String(WorkGroup));
      return jsonResponse({});
    },
    ListTagsForResource: ({ ResourceARN }) =>
      jsonResponse({ Tags: ResourceARN === ARN ? groups.get("queries")?.["Tags"] : [] }),
    GetNamedQuery: ({ NamedQueryId }) =>
      queries.has(String(NamedQueryId))
        ? jsonResponse({ NamedQuery: { NamedQueryId } })
        : errorResponse("InvalidRequestException", `NamedQuery ${String(NamedQueryId)} does not exist`),
    ListNamedQueries: () => jsonResponse({ NamedQueryIds: [...queries] }),
  };
  const forward = (request: ServiceRequest) =>
    Promise.resolve(
      answers[request.operation]?.(jsonBody(request)) ?? errorResponse("NotImplementedError", request.operation, 500),
    );
  return { groups, forward };
}

function request(operation: string, body: object): ServiceRequest {
  return {
    method: "POST",
    path: "/",
    headers: { "x-amz-target": `AmazonAthena.${operation}` },
    service: "athena",
    operation,
    body: Buffer.from(JSON.stringify(body)),
  };
}

describe("a saved query that was deleted", () => {
  const { forward } = moto();
  const amendment = new AthenaDeleteNamedQuery();
  const ask = async (operation: string, body: object) => {
    const asked = request(operation, body);
    return (await amendment.answer(asked, forward)) ?? (await forward(asked));
  };

  it("is found no more, and no longer listed; the others are", async () => {
    expect((await ask("DeleteNamedQuery", { NamedQueryId: "one" })).status).toBe(200);

    expect(jsonBody(await ask("GetNamedQuery", { NamedQueryId: "one" }))).toMatchObject({
      __type: "InvalidRequestException",
      message: "NamedQuery one does not exist",
    });
    expect(jsonBody(await ask("ListNamedQueries", {}))).toEqual({ NamedQueryIds: ["other"] });
    expect((await ask("GetNamedQuery", { NamedQueryId: "other" })).status).toBe(200);
  });

  it("cannot be deleted twice, and one that never was not at all", async () => {
    expect((await ask("DeleteNamedQuery", { NamedQueryId: "one" })).status).toBe(400);
    expect((await ask("DeleteNamedQuery", { NamedQueryId: "never" })).status).toBe(400);
  });
});

describe("a workgroup that is updated", () => {
  const update = async (body: object) => {
    const { groups, forward } = moto();
    groups.set("queries", {
      Name: "queries",
      Description: "Queries",
      Configuration: {
        BytesScannedCutoffPerQuery: 1,
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: "s3://a/", EncryptionConfiguration: { EncryptionOption: "SSE_S3" } },
      },
      Tags: [{ Key: "team", Value: "lake" }],
    });
    const amendment = new AthenaUpdateWorkGroup({ accountId: "123456789012", region: "eu-central-1" });
    const response = await amendment.answer(request("UpdateWorkGroup", body), forward);
    return { response, group: groups.get("queries") };
  };

  it("has what was named, keeps the rest and its tags", async () => {
    const { response, group } = await update({
      WorkGroup: "queries",
      ConfigurationUpdates: {
        BytesScannedCutoffPerQuery: 2,
        ResultConfigurationUpdates: { OutputLocation: "s3://b/" },
      },
    });

    expect(response?.status).toBe(200);
    expect(group).toEqual({
      Name: "queries",
      Description: "Queries",
      Configuration: {
        BytesScannedCutoffPerQuery: 2,
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: "s3://b/", EncryptionConfiguration: { EncryptionOption: "SSE_S3" } },
      },
      Tags: [{ Key: "team", Value: "lake" }],
    });
  });

  it("loses what is to be removed", async () => {
    const { group } = await update({
      WorkGroup: "queries",
      ConfigurationUpdates: {
        RemoveBytesScannedCutoffPerQuery: true,
        ResultConfigurationUpdates: { RemoveEncryptionConfiguration: true },
      },
    });

    expect(group?.["Configuration"]).toEqual({
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { OutputLocation: "s3://a/" },
    });
  });

  it("that does not exist stays so", async () => {
    const { forward } = moto();
    const amendment = new AthenaUpdateWorkGroup({ accountId: "123456789012", region: "eu-central-1" });

    const response = await amendment.answer(request("UpdateWorkGroup", { WorkGroup: "other" }), forward);

    expect(response && jsonBody(response)).toEqual({ WorkGroup: null });
  });
});
