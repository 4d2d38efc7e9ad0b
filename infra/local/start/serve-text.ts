import type { LocalRun } from './local-run.ts';

/** What `--serve` prints: all that another process on this machine needs to send mail. */
export function serveText({ pipeline, directory }: Pick<LocalRun, 'pipeline' | 'directory'>): string {
  const body = {
    version: 1,
    id: 'hello-1',
    from: 'Ada <ada@example.com>',
    to: 'grace@open.test',
    subject: 'Hello',
    text: 'Hello Grace',
  };
  return [
    'Serving on loopback. In another terminal:',
    '',
    ...pipeline.aws.environmentLines().map((line) => `  ${line}`),
    `  export SUBMIT_QUEUE_URL=${pipeline.submitQueueUrl}`,
    '',
    `  aws sqs send-message --queue-url "$SUBMIT_QUEUE_URL" --message-body '${JSON.stringify(body)}'`,
    '',
    `An AWS SDK enqueues with SendMessage to the same URL. Mail for open.test, five.test, paced.test and down.test goes to receivers`,
    `with those limits, all other mail to one without, unless a --route says otherwise; accepted mail lies in ${directory.file('mail')}.`,
    `How it goes: npm run sluice -- status --resources ${pipeline.outputsFile}`,
    `What became of it: npm run sluice -- audit --resources ${pipeline.outputsFile}`,
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}
