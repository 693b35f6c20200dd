import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";

/** A bucket of texts. */
export class ObjectsInMemory {
  readonly objects = new Map<string, string>();
  /** Called before each write; what it throws is a kill. */
  beforeWrite: () => void = () => undefined;

  get client(): S3Client {
    // Paginators of the SDK take nothing but an instance.
    const client = new S3Client({ region: "eu-central-1" });
    return Object.assign(client, { send: async (command: unknown) => Promise.resolve(this.answer(command)) });
  }

  private answer(command: unknown): unknown {
    if (command instanceof ListObjectsV2Command) {
      const { Prefix = "" } = command.input;
      const keys = [...this.objects.keys()].filter((key) => key.startsWith(Prefix)).sort();
      return { Contents: keys.map((Key) => ({ Key, LastModified: new Date(0) })) };
    }
    if (command instanceof GetObjectCommand) {
      const text = this.objects.get(command.input.Key ?? "");
      if (text === undefined) throw new NoSuchKey({ message: "The key does not exist.", $metadata: {} });
      return { Body: { transformToString: () => Promise.resolve(text) } };
    }
    this.beforeWrite();
    if (command instanceof PutObjectCommand) {
      const { Key = "", Body } = command.input;
      this.objects.set(Key, Body as string);
    } else if (command instanceof DeleteObjectCommand) this.objects.delete(command.input.Key ?? "");
    else throw new Error("The bucket in memory does not know this call.");
    return {};
  }
}
