import { type Resources, ref, sub } from '../cloudformation.ts';
import { api, dimensionsOf, route } from '../metrics.ts';
import { alarm, expression, metric } from './alarm.ts';

/**
 * ACM renews a certificate weeks before it expires, and nobody notices if it cannot. @param arn of the certificate
 */
export const certificateAlarm = (arn: string): Resources => ({
  CertificateAlarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: sub(`\${AWS::StackName}-certificate`),
      AlarmDescription: 'The certificate of the service expires within three weeks. docs/runbook.md#certificate',
      Namespace: 'AWS/CertificateManager',
      MetricName: 'DaysToExpiry',
      Dimensions: dimensionsOf({ CertificateArn: arn }),
      Statistic: 'Minimum',
      // It comes twice a day.
      Period: 86_400,
      EvaluationPeriods: 1,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 21,
      // An expired certificate has no such metric any more.
      TreatMissingData: 'ignore',
    },
  },
});

/** The health check goes around CloudFront, or comes from an address that nobody blocks. */
export const edgeAlarm = (): Resources => ({
  EdgeBlocksAlarm: alarm(
    'edge-blocks',
    'Most requests to CloudFront do not reach the API: the firewall blocks them, or CloudFront fails.',
    [
      expression('share', 'Requests that do not reach the API, in %', 'IF(lost >= 10, 100 * lost / requests, 0)'),
      { ...expression('lost', 'lost', 'FILL(requests, 0) - FILL(reached, 0) + FILL(checks, 0)'), ReturnData: false },
      metric('requests', ['AWS/CloudFront', 'Requests', { DistributionId: ref('Edge'), Region: 'Global' }]),
      metric('reached', api('Count'), 'SampleCount'),
      metric('checks', route('Count', 'GET /health'), 'SampleCount'),
    ],
    { above: 50, of: [3, 5] },
  ),
});
