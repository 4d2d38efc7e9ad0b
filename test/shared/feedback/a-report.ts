/** Mails that report, as receivers write them. */
export function aStatus({
  to = 'b@bounce.example.com',
  recipient = 'grace@example.org',
  fields = '',
  original = '',
} = {}) {
  return mail('delivery-status', to, [
    ['text/plain', 'I am sorry to tell you that your mail could not be delivered.\n'],
    [
      'message/delivery-status',
      `Reporting-MTA: dns; mx.example.org\nArrival-Date: Mon, 23 Nov 2026 10:00:00 +0000\n\n` +
        `Final-Recipient: rfc822; ${recipient}\nAction: failed\nStatus: 5.1.1\n` +
        `Diagnostic-Code: smtp; 550 5.1.1 <${recipient}>: Recipient address\n    rejected: User unknown\n${fields}`,
    ],
    ['message/rfc822', original || 'From: ada@example.com\nSubject: x\n\nhello\n'],
  ]);
}

export function aComplaint({ to = 'fbl@example.com', type = 'abuse', fields = '', original = '' } = {}) {
  return mail('feedback-report', to, [
    ['text/plain', 'This is an email abuse report.\n'],
    ['message/feedback-report', `Feedback-Type: ${type}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n${fields}`],
    ['message/rfc822', original || 'From: ada@example.com\nSubject: x\n\nhello\n'],
  ]);
}

function mail(reportType: string, to: string, parts: readonly (readonly [type: string, content: string])[]): string {
  const lines = [
    'From: MAILER-DAEMON@mx.example.org',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${reportType}; boundary="part"`,
    '',
    ...parts.flatMap(([type, content]) => ['--part', `Content-Type: ${type}`, '', content]),
    '--part--',
    '',
  ];
  return lines.join('\n').replaceAll('\n', '\r\n');
}
