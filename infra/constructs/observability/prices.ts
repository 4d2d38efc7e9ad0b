/**
 * AWS's list prices in us-east-1, USD, as published in November 2026 on aws.amazon.com/{lambda,sqs,dynamodb,cloudwatch}/pricing;
 * other regions differ by up to a third. Free tiers are left out.
 */
export const prices = {
  /** Lambda on arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  lambdaRequest: 0.2e-6,
  /** A request is up to 10 messages and 64 KB. */
  sqsRequest: 0.4e-6,
  dynamodbWriteUnit: 0.625e-6,
  dynamodbReadUnit: 0.125e-6,
  /** CloudWatch Logs, taken in; and kept, a month. */
  logsGb: 0.5,
  logsGbMonth: 0.03,
  /** CloudWatch, a month: the first 10,000 custom metrics; an alarm's metric; a dashboard. */
  customMetric: 0.3,
  alarmMetric: 0.1,
  dashboard: 3,
  /** Logs Insights, a GB looked through. */
  logsScannedGb: 0.005,
} as const;
