/** What is wrong with a rule or a provider, and what would be right. */
export interface Fault {
  readonly at: string;
  readonly fault: string;
  readonly fix: string;
}

export function formatFault({ at, fault, fix }: Fault): string {
  return `${at}: ${fault}; ${fix}`;
}
