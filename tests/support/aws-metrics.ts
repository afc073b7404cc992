/**
 * The metrics of AWS that alarms and dashboard may look at, with the sets of dimensions that AWS publishes them by; a
 * wrong one is no fault to AWS: the alarm is just silent for ever.
 */
interface Metrics {
  readonly source: string;
  readonly dimensions: readonly string[];
  readonly names: readonly string[];
}

const DOCUMENTED: Readonly<Record<string, readonly Metrics[]>> = {
  'AWS/ApiGateway': [
    {
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html',
      dimensions: ['ApiId', 'ApiId,Stage', 'ApiId,Method,Resource,Stage'],
      names: ['4xx', '5xx', 'Count', 'IntegrationLatency', 'Latency', 'DataProcessed'],
    },
  ],
  'AWS/Lambda': [
    {
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
      dimensions: ['', 'FunctionName', 'FunctionName,Resource', 'ExecutedVersion,FunctionName,Resource'],
      names: ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
    },
    {
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html',
      dimensions: [''],
      names: ['ClaimedAccountConcurrency', 'UnreservedConcurrentExecutions'],
    },
  ],
  'AWS/DynamoDB': [
    {
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
      dimensions: ['TableName', 'GlobalSecondaryIndexName,TableName'],
      names: [
        'ReadThrottleEvents',
        'WriteThrottleEvents',
        'ConsumedReadCapacityUnits',
        'ConsumedWriteCapacityUnits',
        'OnlineIndexThrottleEvents',
        'ReadKeyRangeThroughputThrottleEvents',
        'WriteKeyRangeThroughputThrottleEvents',
      ],
    },
    {
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
      dimensions: ['Operation,TableName'],
      names: ['SuccessfulRequestLatency', 'ThrottledRequests', 'SystemErrors'],
    },
  ],
  'AWS/ApplicationELB': [
    {
      source:
        'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
      dimensions: ['LoadBalancer'],
      names: ['RequestCount', 'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime'],
    },
    {
      source:
        'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
      dimensions: ['LoadBalancer,TargetGroup'],
      names: ['HealthyHostCount', 'UnHealthyHostCount'],
    },
  ],
  'AWS/AutoScaling': [
    {
      source: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html',
      dimensions: ['AutoScalingGroupName'],
      names: ['GroupMaxSize', 'GroupDesiredCapacity', 'GroupInServiceInstances'],
    },
  ],
  'AWS/CertificateManager': [
    {
      source: 'https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html',
      dimensions: ['CertificateArn'],
      names: ['DaysToExpiry'],
    },
  ],
  'AWS/CloudFront': [
    {
      source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html',
      dimensions: ['DistributionId,Region'],
      names: ['Requests', '4xxErrorRate', '5xxErrorRate', 'TotalErrorRate'],
    },
  ],
};

/** @param dimensions their names */
export const isDocumented = (namespace: string, name: string, dimensions: readonly string[]): boolean =>
  (DOCUMENTED[namespace] ?? []).some(
    (metrics) => metrics.names.includes(name) && metrics.dimensions.includes([...dimensions].sort().join()),
  );
