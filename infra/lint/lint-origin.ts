import type { Fault } from './fault.ts';

/** Faults of where something comes from: a source, and the day it was looked at. */
export function lintOrigin(at: string, { source, date }: { readonly source: string; readonly date: string }): Fault[] {
  const faults: Fault[] = [];
  if (source.trim() === '') faults.push({ at, fault: 'it has no source', fix: 'name the document that says so' });
  if (!/^20\d\d-[01]\d-[0-3]\d$/.test(date) || Number.isNaN(Date.parse(date))) {
    faults.push({
      at,
      fault: `its date "${date}" is none`,
      fix: 'give the day the source was read, such as 2026-11-24',
    });
  }
  return faults;
}
