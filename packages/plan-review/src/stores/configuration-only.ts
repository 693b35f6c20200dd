/**
 * Types that hold nothing of their own: what they are is in the code, and made again from it. By pattern, since a provider
 * adds types to its services all the time; a type that matches none, and is no store, is one that this review does not know.
 */
const PATTERNS: readonly RegExp[] = [
  // Terraform's own, and helpers that only compute.
  /^(null_resource|terraform_data|random_|time_|local_file|local_sensitive_file|archive_file|external$|http$|tls_(?!private_key))/,
  // Rights, and who has them.
  /^aws_(iam|sts|ram|ssoadmin|lakeformation|accessanalyzer|organizations_policy|verifiedaccess)_/,
  /^google_[a-z_]+_(iam_binding|iam_member|iam_policy|iam_audit_config)$/,
  /^google_(project_iam|service_account|organization_policy|project_service|access_context_manager)/,
  /^azurerm_(role_assignment|role_definition|user_assigned_identity|federated_identity_credential|policy_|key_vault_access_policy)/,
  /^kubernetes_(cluster_role|role|service_account)/,
  // Networks.
  /^aws_(vpc|subnet|route|route_table|internet_gateway|nat_gateway|egress_only|network_acl|network_interface|security_group|eip|flow_log|lb|alb|elb|default|main_route|ec2|vpn|customer_gateway|dx|globalaccelerator|networkfirewall|vpclattice|api_gateway|apigatewayv2|cloudfront|acm_certificate_validation|wafv2|wafregional|waf|shield)(_|$)/,
  /^google_compute_(network|subnetwork|route|router|firewall|address|global_address|forwarding_rule|global_forwarding_rule|backend_|url_map|target_|health_check|region_|managed_ssl|security_policy|vpn_|interconnect)/,
  /^azurerm_(virtual_network|subnet|network_|route|public_ip|nat_gateway|lb|application_gateway|firewall|private_endpoint|private_link|virtual_hub|vpn_|express_route|frontdoor|cdn_)/,
  /^kubernetes_(service|ingress|network_policy|endpoints)/,
  // Code that runs, and what starts it.
  /^aws_(lambda|sfn|scheduler|cloudwatch_event|cloudwatch_metric|cloudwatch_composite|cloudwatch_dashboard|cloudwatch_log_(subscription|metric|resource|destination)|pipes|batch|ecs_(service|task|cluster|capacity)|eks_(addon|access|node_group|fargate|pod)|appautoscaling|autoscaling|launch_template|launch_configuration|placement_group|codebuild|codedeploy|codepipeline|codestar|apprunner|glue_(job|crawler|trigger|workflow|connection|security|classifier|partition|resource_policy|data_catalog_enc)|kinesis_firehose|athena_(workgroup|named_query|prepared)|sns|ses|sesv2|config|budgets|ce|guardduty|securityhub|inspector|macie|ssm_(document|association|maintenance|patch)|service_discovery|resourcegroups|appconfig|key_pair)(_|$)/,
  /^google_(cloudfunctions|cloud_run|cloud_scheduler|cloud_tasks|cloudbuild|monitoring_|logging_(metric|project_sink)|workflows_|eventarc_)/,
  /^azurerm_(function_app|linux_function_app|windows_function_app|linux_web_app|windows_web_app|app_service|service_plan|logic_app|monitor_|container_app|automation_(account|runbook|schedule)|availability_set|proximity)/,
  /^kubernetes_(deployment|daemonset|daemon_set|job|cron_job|config_map|horizontal_pod|pod|limit_range|resource_quota|priority_class|storage_class)/,
  // What belongs to a store, and is judged with it or by a check of its own.
  /^aws_(s3_bucket_|s3_access_point|s3_account|sqs_queue_policy|sqs_queue_redrive|dynamodb_(kinesis|contributor|tag|resource_policy)|kms_(alias|ciphertext|grant|key|key_policy|replica_key)$|db_(subnet|parameter|option|proxy|event)|rds_cluster_(instance|parameter|endpoint|role)|elasticache_(subnet|parameter|user)|memorydb_(acl|parameter|subnet|user)|docdb_(cluster_instance|cluster_parameter|subnet|event)|neptune_(cluster_instance|cluster_parameter|subnet|parameter|event)|redshift_(subnet|parameter|logging|event|cluster_iam)|efs_(mount|access|file_system_policy|backup)|ecr_(lifecycle|repository_policy|pull|registry|replication)|backup_(plan|selection|vault_policy|vault_lock|vault_notif|region|global)|volume_attachment|ebs_encryption|ebs_default|opensearch_(domain_policy|domain_saml)|msk_(configuration|scram|cluster_policy|vpc)|secretsmanager_secret_(policy|rotation)|kinesis_(stream_consumer|resource_policy)|glue_(catalog_table_opt|user_defined|dev_end)|cognito_(user_pool_client|user_pool_domain|resource_server|user_group|identity_provider|identity_pool_roles)|acm_certificate$|route53_(health|query|vpc|zone_assoc|resolver)|cloudtrail$)/,
];

/** Whether a type is known to hold no data. */
export function holdsNothing(type: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(type));
}
