/** Where the local AWS stands: what a template's pseudo parameters and ARNs are made of. */
export interface LocalPlace {
  readonly region: string;
  /** The only account that the embedded SQS and SNS know. */
  readonly accountId: string;
  /** `http://127.0.0.1:port` of the gateway; queue URLs start with it. */
  readonly endpoint: string;
  readonly stackName: string;
}

export const localAccountId = '000000000000';
