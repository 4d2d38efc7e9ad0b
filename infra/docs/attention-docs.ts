import { attentionEvent } from '#shared/events/attention-event.ts';
import { withBlocks } from './markdown.ts';

const atMs = Date.UTC(2026, 10, 25, 9, 14, 3);

/** The page with its example made by the code. */
export function withAttentionExample(page: string): string {
  return withBlocks(page, { event: () => `\`\`\`json\n${JSON.stringify(exampleEvent(), null, 2)}\n\`\`\`` });
}

function exampleEvent() {
  return attentionEvent(
    {
      egress: 'main',
      site: 'outlook.com',
      kind: 'blocked',
      scope: 'site',
      fromDomain: null,
      lane: 'bulk',
      host: 'outlook-com.olc.protection.outlook.com',
      rule: 'outlook-blocked',
      count: 1,
      firstAtMs: atMs,
      lastAtMs: atMs,
      replies: [
        {
          atMs,
          text: '550 5.7.1 Unfortunately, messages from [192.0.2.1] weren’t sent. Please contact your Internet service provider since part of their network is on our block list (S3140).',
        },
      ],
      untilMs: atMs + 2 * 3_600_000,
      isEverywhere: false,
      toldAtMs: atMs + 2_000,
    },
    { kind: 'mx', name: 'main', ehloName: 'mta1.example.com' },
  );
}
