import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { INDEX_ATTRIBUTES } from "../../interface";
import { asError } from "../failure";
import { type Claim, type ClaimOutcome, type ClaimStore, eventKey } from "./claims";
import { runBounded } from "../run-bounded";

export interface ItemPerEventClaimStoreProps {
  readonly client: DynamoDBClient;
  /** Name of the table; its partition key is INDEX_ATTRIBUTES.eventUuid. */
  readonly table: string;
  /** Seconds for which an id stays claimed. */
  readonly windowSeconds: number;
  /** Puts in flight at a time, 1 or more. The client needs as many sockets. */
  readonly concurrency: number;
}

/** Free, the caller's own since an earlier delivery, or past its window although time to live has not removed it yet. */
const CONDITION = "attribute_not_exists(#event_uuid) OR #owner = :owner OR #expires_at < :arrived_at";

/**
 * One DynamoDB item per event id, one conditional put per claim. A put that is repeated, by the SDK or by a redelivery,
 * meets its own item and succeeds.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export class ItemPerEventClaimStore implements ClaimStore {
  constructor(private readonly props: ItemPerEventClaimStoreProps) {}

  async claim(claims: readonly Claim[]): Promise<ClaimOutcome[]> {
    const outcomes: ClaimOutcome[] = [];
    await runBounded(claims, this.props.concurrency, async (claim, index) => {
      outcomes[index] = await this.claimOne(claim);
    });
    return outcomes;
  }

  private async claimOne(claim: Claim): Promise<ClaimOutcome> {
    try {
      await this.props.client.send(this.put(claim));
      return { kind: "claimed" };
    } catch (thrown) {
      const owner = thrown instanceof ConditionalCheckFailedException && thrown.Item?.[INDEX_ATTRIBUTES.owner]?.S;
      return owner
        ? { kind: "taken", owner: { name: owner, is: (other) => other === owner } }
        : { kind: "failed", error: asError(thrown) };
    }
  }

  private put(claim: Claim): PutItemCommand {
    const expiresAt = Math.floor(claim.arrivedAt) + this.props.windowSeconds;
    return new PutItemCommand({
      TableName: this.props.table,
      Item: {
        [INDEX_ATTRIBUTES.eventUuid]: { S: eventKey(claim) },
        [INDEX_ATTRIBUTES.owner]: { S: claim.owner },
        [INDEX_ATTRIBUTES.expiresAt]: { N: String(expiresAt) },
      },
      ConditionExpression: CONDITION,
      ExpressionAttributeNames: {
        "#event_uuid": INDEX_ATTRIBUTES.eventUuid,
        "#owner": INDEX_ATTRIBUTES.owner,
        "#expires_at": INDEX_ATTRIBUTES.expiresAt,
      },
      ExpressionAttributeValues: { ":owner": { S: claim.owner }, ":arrived_at": { N: String(claim.arrivedAt) } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  }
}
