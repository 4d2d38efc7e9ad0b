export interface SavedQuery {
  readonly question: string;
  /** Of CloudWatch Logs Insights, to be joined by `|`. */
  readonly lines: readonly string[];
}

/** What metrics do not tell, because there are too many replies, sites and deliveries to have one each: asked of the logs. */
export const savedQueries = {
  'which-reply': {
    question: 'With which replies do receivers push back?',
    lines: [
      'filter ispresent(kind) and ispresent(rule) and ispresent(count)',
      'stats sum(count) as times by site, kind, rule, reply',
      'sort times desc',
      'limit 100',
    ],
  },
  'which-site': {
    question: 'Which sites push back, those without a metric of their own included?',
    lines: [
      'filter ispresent(kind) and ispresent(rule) and ispresent(count)',
      'stats sum(count) as times by site, kind, bin(5m)',
      'sort times desc',
      'limit 100',
    ],
  },
  'one-site': {
    question: 'What happened at one site? Put its name in the place of SITE.',
    lines: [
      "filter site = 'SITE'",
      'fields @timestamp, level, message, kind, rule, count, reply',
      'sort @timestamp desc',
      'limit 1000',
    ],
  },
  'one-delivery': {
    question:
      'What do the logs say of one delivery? Put its id in the place of ID; `sluice explain ID` tells the rest.',
    lines: [
      "filter deliveryId = 'ID'",
      'fields @timestamp, service, level, message, site, @message',
      'sort @timestamp asc',
    ],
  },
  faults: {
    question: 'What went wrong on our side?',
    lines: [
      // Lambda tells a time-out in a line of JSON of its own (Lambda Developer Guide, "Telemetry API Event schema", `platform.report`).
      `filter level = 'ERROR' or @message like /"status": ?"timeout"|Task timed out|Runtime\\./`,
      'stats count(*) as times, latest(@message) as last by service, message',
      'sort times desc',
    ],
  },
} as const satisfies Record<string, SavedQuery>;
