import type { DataAtRisk } from "../finding";
import type { ResourceChange } from "../plan/resource-change";

/** Stores outside of this lake: enough to say that data goes, by the words of the service. */
export const OTHER_STORES: Readonly<Record<string, { readonly noun: string; readonly holds: string }>> = {
  aws_cognito_user_pool: { noun: "Cognito user pool", holds: "users and their passwords" },
  aws_db_instance: { noun: "RDS instance", holds: "a database" },
  aws_docdb_cluster: { noun: "DocumentDB cluster", holds: "databases" },
  aws_ebs_volume: { noun: "EBS volume", holds: "a file system" },
  aws_ecr_repository: { noun: "ECR repository", holds: "images" },
  aws_efs_file_system: { noun: "EFS file system", holds: "files" },
  aws_elasticache_replication_group: { noun: "ElastiCache replication group", holds: "keys in memory" },
  aws_msk_cluster: { noun: "MSK cluster", holds: "topics and the offsets of their consumers" },
  aws_neptune_cluster: { noun: "Neptune cluster", holds: "a graph" },
  aws_opensearch_domain: { noun: "OpenSearch domain", holds: "indexes" },
  aws_rds_cluster: { noun: "RDS cluster", holds: "databases" },
  aws_redshift_cluster: { noun: "Redshift cluster", holds: "databases" },
  aws_secretsmanager_secret: { noun: "secret", holds: "a secret and its earlier versions" },
  aws_ssm_parameter: { noun: "SSM parameter", holds: "a value and its earlier versions" },
};

/** @param holds in the words of the service */
export function otherData(store: ResourceChange, holds: string): DataAtRisk {
  const days = store.before["recovery_window_in_days"];
  if (typeof days === "number" && days > 0) {
    return { holds, lost: `all of it, after ${days} days`, recovery: `Restore it within ${days} days.` };
  }
  const snapshot = store.before["skip_final_snapshot"] === false;
  return {
    holds,
    lost: "all of it",
    recovery: snapshot ? "From the final snapshot that AWS takes." : "Not known from the plan. Make a backup first.",
  };
}
