/** A deployed function, as the template describes it. */
export interface LambdaFunction {
  readonly logicalId: string;
  readonly name: string;
  /** `file.export`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The function's own variables and the endpoints of the local AWS; nothing of this process's environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Execution environments at once. */
  readonly concurrency: number;
}

/** The whole environment of a function's processes: what Lambda sets, and the function's own variables. */
export function processVariables(fn: LambdaFunction, codeDir: string): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // Lambda has no configuration files; a developer's own must not reach a function.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: codeDir,
    _HANDLER: fn.handler,
    ...fn.variables,
  };
}
