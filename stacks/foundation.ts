import type { AlarmTopic } from "../modules/alarms";
import type { Catalogue, ContractedEvent } from "../modules/catalogue";
import type { EncryptionKey } from "../modules/encryption-key";
import type { EventStream } from "../modules/event-stream";
import type { LakeStorage } from "../modules/lake-storage";
import type { ResourceNames } from "../modules/naming";

/** What every way of the events stands on. */
export interface Foundation {
  readonly names: ResourceNames;
  readonly place: { readonly accountId: string; readonly region: string };
  readonly stream: EventStream;
  readonly storage: LakeStorage;
  readonly catalogue: Catalogue;
  /** @default - undefined when the services' own keys encrypt */
  readonly encryptionKey?: EncryptionKey;
  readonly alarms: AlarmTopic;
  readonly events: readonly ContractedEvent[];
}
