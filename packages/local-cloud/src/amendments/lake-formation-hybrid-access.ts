import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

/**
 * Remembers which locations were registered in hybrid access mode. Observed with moto 5.2.5: RegisterResource drops
 * HybridAccessEnabled, so the next plan wants to replace the location.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RegisterResource.html
 */
export class LakeFormationHybridAccess implements Amendment {
  private readonly hybrid = new Set<string>();

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "lakeformation") return undefined;
    switch (request.path) {
      case "/RegisterResource":
      case "/UpdateResource":
        return this.remember(request, forward);
      case "/DescribeResource":
        return this.describe(request, forward);
      default:
        return undefined;
    }
  }

  private async remember(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    if (response.status !== 200) return response;
    const { ResourceArn: arn, HybridAccessEnabled: enabled } = jsonBody(request);
    if (enabled === true) this.hybrid.add(String(arn));
    else this.hybrid.delete(String(arn));
    return response;
  }

  private async describe(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    if (response.status !== 200) return response;
    const information = jsonBody(response)["ResourceInfo"] as Record<string, unknown>;
    const enabled = this.hybrid.has(String(jsonBody(request)["ResourceArn"]));
    return jsonResponse({ ResourceInfo: { ...information, HybridAccessEnabled: enabled } });
  }
}
