export interface LocalClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Services that have an endpoint of their own in a function's environment; the others find `AWS_ENDPOINT_URL`. */
const services = ['SQS', 'SNS', 'S3', 'DYNAMODB'] as const;

/** The variables with which an AWS SDK or CLI talks to the local AWS. At an IP address the SDKs choose S3's path style by themselves. */
export function endpointVariables({ region, endpoint, credentials }: LocalClientConfig): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint,
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
  };
}
