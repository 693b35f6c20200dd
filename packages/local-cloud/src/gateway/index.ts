export { startGateway, type Amendment, type GatewayOptions } from "./gateway";
export { listenOnLoopback, type LoopbackHandlers, type LoopbackServer } from "./loopback-server";
export {
  CONNECTION_CUT,
  errorResponse,
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "./service-message";
