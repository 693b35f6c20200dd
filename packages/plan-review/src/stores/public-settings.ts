import { blocksOf, isList, textsOf, type Values, valueAt } from "../plan/values";

/** A setting that lets everybody read, or reach, what a resource holds. */
interface PublicSetting {
  /** Type, or its end where many types are alike. */
  readonly of: RegExp;
  readonly path: string;
  readonly isPublic: (value: unknown, values: Values) => boolean;
  /** What everybody may do, after "Lets everybody on the internet". */
  readonly lets: string;
}

const is =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);
const holds =
  (...values: readonly string[]) =>
  (value: unknown) =>
    textsOf(value).some((one) => values.includes(one));
const ANYWHERE = ["0.0.0.0/0", "::/0"];
const EVERYBODY_IN_GOOGLE = ["allUsers", "allAuthenticatedUsers"];

/**
 * How single types are made public, beside the switches and network rules that many have.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 * @see https://cloud.google.com/iam/docs/principals-overview#all-users
 * @see https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure
 */
const SETTINGS: readonly PublicSetting[] = [
  {
    of: /^aws_s3_(bucket|bucket_acl|object)$/,
    path: "acl",
    isPublic: is("public-read", "public-read-write", "website", "authenticated-read"),
    lets: "read its objects",
  },
  { of: /^aws_db_(cluster_)?snapshot(_copy)?$/, path: "shared_accounts", isPublic: holds("all"), lets: "restore it" },
  { of: /^aws_ami_launch_permission$/, path: "group", isPublic: is("all"), lets: "launch the image" },
  { of: /^aws_lambda_function_url$/, path: "authorization_type", isPublic: is("NONE"), lets: "invoke the function" },
  {
    of: /^aws_eks_cluster$/,
    path: "vpc_config[0].public_access_cidrs",
    isPublic: (value, values) =>
      valueAt(values, "vpc_config[0].endpoint_public_access") === true && holds(...ANYWHERE)(value),
    lets: "reach its API",
  },
  {
    of: /^google_.*_iam_member$/,
    path: "member",
    isPublic: is(...EVERYBODY_IN_GOOGLE),
    lets: "do what the role allows",
  },
  {
    of: /^google_.*_iam_binding$/,
    path: "members",
    isPublic: holds(...EVERYBODY_IN_GOOGLE),
    lets: "do what the role allows",
  },
  {
    of: /^google_storage_(bucket|object|default_object)_(acl|access_control)$/,
    path: "entity",
    isPublic: is(...EVERYBODY_IN_GOOGLE),
    lets: "read its objects",
  },
  {
    of: /^google_sql_database_instance$/,
    path: "settings[0].ip_configuration[0].authorized_networks",
    isPublic: (value) => blocksOf(value).some(({ value: range }) => ANYWHERE.includes(String(range))),
    lets: "reach it",
  },
  {
    of: /^google_container_cluster$/,
    path: "master_authorized_networks_config[0].cidr_blocks",
    isPublic: (value) => blocksOf(value).some(({ cidr_block: range }) => ANYWHERE.includes(String(range))),
    lets: "reach its API",
  },
  {
    of: /^google_bigquery_dataset$/,
    path: "access",
    isPublic: (value) => blocksOf(value).some(({ special_group: group }) => group === "allAuthenticatedUsers"),
    lets: "read its tables",
  },
  {
    of: /^azurerm_storage_container$/,
    path: "container_access_type",
    isPublic: is("blob", "container"),
    lets: "read its blobs",
  },
  {
    of: /^azurerm_.*_firewall_rule$/,
    path: "end_ip_address",
    isPublic: (end, { start_ip_address: start }) => start === "0.0.0.0" && end === "255.255.255.255",
    lets: "reach its server",
  },
  {
    of: /^(github_repository|gitlab_project|gitlab_group)$/,
    path: "visibility",
    isPublic: is("public"),
    lets: "read it",
  },
  { of: /^gitlab_(project|group)$/, path: "visibility_level", isPublic: is("public"), lets: "read it" },
  {
    of: /^digitalocean_(spaces_bucket|spaces_bucket_object)$/,
    path: "acl",
    isPublic: is("public-read"),
    lets: "read its objects",
  },
  {
    of: /^digitalocean_database_firewall$/,
    path: "rule",
    isPublic: (value) => blocksOf(value).some(({ value: range }) => ANYWHERE.includes(String(range))),
    lets: "reach its databases",
  },
  {
    of: /^mongodbatlas_project_ip_access_list$/,
    path: "cidr_block",
    isPublic: is(...ANYWHERE),
    lets: "reach its clusters",
  },
];

/** What a resource lets everybody do by a setting of its own, each with the attribute that does. */
export function publicSettings(
  type: string,
  values: Values,
): readonly { readonly path: string; readonly lets: string }[] {
  return SETTINGS.filter(({ of, path, isPublic }) => {
    if (!of.test(type)) return false;
    const value = valueAt(values, path);
    return (typeof value === "string" || isList(value)) && isPublic(value, values);
  }).map(({ path, lets }) => ({ path, lets }));
}
