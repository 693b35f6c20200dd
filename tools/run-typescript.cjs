/**
 * Loaded before every program of this repository: runs TypeScript as it stands, without a type check (`npm run typecheck`
 * is that), and keeps the SDK from telling each user of Node 20 what package.json says already.
 */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
require("tsx/cjs");
