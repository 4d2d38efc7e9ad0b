/** A list price of AWS in US dollars, for so many of its unit. */
export interface Price {
  readonly usd: number;
  readonly unit: string;
  /** Units that the price is for. */
  readonly per: number;
  readonly source: string;
}

const million = 1_000_000;
const dynamoDb = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';
const vpc = 'https://aws.amazon.com/vpc/pricing/';

/** Where the prices below hold, and when they were noted. Free tiers are left out; a month has 730 hours. */
export const priceList = { region: 'us-east-1', date: '2026-11-25', hoursAMonth: 730 } as const;

/** Look at the sources before you rely on these: AWS changes prices, and yours may be of another region. */
export const prices = {
  writeUnits: { usd: 0.625, unit: 'DynamoDB write request unit', per: million, source: dynamoDb },
  readUnits: { usd: 0.125, unit: 'DynamoDB read request unit', per: million, source: dynamoDb },
  storedGb: { usd: 0.45, unit: 'GB-month in DynamoDB, with point-in-time recovery', per: 1, source: dynamoDb },
  sqsRequests: { usd: 0.4, unit: 'SQS request of 64 KB', per: million, source: 'https://aws.amazon.com/sqs/pricing/' },
  snsRequests: { usd: 0.5, unit: 'SNS request of 64 KB', per: million, source: 'https://aws.amazon.com/sns/pricing/' },
  gbSeconds: {
    usd: 13.3334,
    unit: 'GB-second of Lambda on arm64',
    per: million,
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  invocations: {
    usd: 0.2,
    unit: 'Lambda invocation',
    per: million,
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  logGb: { usd: 0.5, unit: 'GB of logs taken in', per: 1, source: cloudWatch },
  keptLogGb: { usd: 0.03, unit: 'GB-month of logs', per: 1, source: cloudWatch },
  metrics: { usd: 0.3, unit: 'custom metric and month', per: 1, source: cloudWatch },
  alarms: { usd: 0.1, unit: 'metric of an alarm and month', per: 1, source: cloudWatch },
  dashboards: { usd: 3, unit: 'dashboard and month', per: 1, source: cloudWatch },
  outGb: {
    usd: 0.09,
    unit: 'GB to the internet',
    per: 1,
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
  },
  secrets: { usd: 0.4, unit: 'secret and month', per: 1, source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  natHours: { usd: 0.045, unit: 'hour of a NAT gateway', per: 1, source: vpc },
  natGb: { usd: 0.045, unit: 'GB through a NAT gateway', per: 1, source: vpc },
  addressHours: { usd: 0.005, unit: 'hour of a public IPv4 address', per: 1, source: vpc },
  endpointHours: {
    usd: 0.01,
    unit: 'hour of an interface endpoint in one zone',
    per: 1,
    source: 'https://aws.amazon.com/privatelink/pricing/',
  },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof prices;

/** What so many units cost, in dollars. */
export function costOf(name: Priced, units: number): number {
  return (units * prices[name].usd) / prices[name].per;
}
