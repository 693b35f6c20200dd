/**
 * CDKTF takes a stack trace of every token, which Jest maps to lines of TypeScript: half of a synthesis, and nobody reads
 * them. With this in place of `cdktf/lib/tokens/private/stack-trace`, a token that cannot be resolved still has its message.
 */
module.exports = { captureStackTrace: () => [] };
