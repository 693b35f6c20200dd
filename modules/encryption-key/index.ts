export { EncryptionKey, type EncryptionKeyProps } from "./encryption-key";
export type { ExistingKey, ExistingKeyProps } from "./existing-key";
export type { IEncryptionKey } from "./key-use";
