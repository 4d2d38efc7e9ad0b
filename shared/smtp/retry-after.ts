/** No receiver is believed when it asks for more than a day, ms. */
const maxRetryAfterMs = 24 * 3_600_000;
const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Units in the languages that receivers write, by their beginnings; the longer name before the shorter. */
const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:milli|ms)/, 1],
  [/^(?:s(?:$|ec|eg|ek)|сек|秒|초)/, secondMs],
  [/^(?:m(?:$|in|ns)|мин|分|분)/, minuteMs],
  [/^(?:h(?:$|r|our|eure|ora)|stund|std|ore?(?:$|s)|uur|godzin|час|小时|小時|時間|시간|timm)/, hourMs],
];

const unit =
  '(s|secs?|seconds?|sekunden?|secondes?|segundos?|secondi|sekund[ay]?|seconden|m|mins?|mns?|minutes?|minuten|minutos?|minuti|minut[ay]?|h|hrs?|hours?|stunden?|std|heures?|horas?|ore|ora|uur|uren|godzin[ay]?|сек[а-я]{0,6}|мин[а-я]{0,4}|час[а-я]{0,3}|秒|分钟|分鐘|分|小时|小時|時間)(?![a-zа-я])';
/** Words before, or after, a time that say that it is one to wait for. */
const before =
  'try|retry|again|resubmit|resend|next attempt|wait|listed|delay|defer|come back|in|after|within|until|for|versuch|nach|warte|dans|apres|attend|reessa|en|dentro|tras|esper|apos|em|tra|fra|dopo|riprov|za|po|sprobuj|через|повтор|chere?z|请|請|在';
const told = new RegExp(`(?<![a-zа-я])(?:${before})[a-zа-я]{0,8} .{0,30}?(?<![\\d.:])(\\d{1,6})[ -]{0,2}${unit}`);
const clue =
  /\b(?:try|retry|retrying|resubmit|resend|next attempt|again|wait|[gb]r[ea]ylist|delay|defer|come back|later|for the next|(?:block|bann|suspend|reject)ed for|expires? in|versuch|warte|spater|spaeter|nochmal|erneut|reessa|essayer|attend|reintent|intent|esper|tent|riprov|aspett|attend|ponow|sprobuj|odczek|poczek|opnieuw|povtor|poprob)|повтор|попроб|подожд|重试|重試|再试|再試|等待|後|后|お待ち|再送/;
const asian = /(\d{1,6}) ?(秒|分钟|分鐘|分|小时|小時|時間)/;
/** A length, not a time of day. */
const clock = /(?<!(?:after|at|until|since|on|utc|\d)[ t]?)(?<![\d:.])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])/;
const field =
  /\b(?:retry|wait|delay|retry[-_ ]?after|seconds)[=:] ?"?(\d{1,6}) ?(s|sec|seconds?|m|min|minutes?|h|hours?)?\b/;

/**
 * The time that a reply asks to wait, ms, from its normalised text: "try again in 5 minutes", "dans 10 minutes", "00:04:59",
 * "retry=300s". 0 where it names none; at most a day.
 */
export function retryAfter(text: string): number {
  if (!/\d/.test(text)) return 0;
  return timeIn(text.replace(/https?:\/\/\S+/g, ''));
}

function timeIn(text: string): number {
  const named = field.exec(text);
  if (named) return bounded(Number(named[1]) * unitMs(named[2] ?? 's'));
  if (!clue.test(text)) return 0;
  const words = asian.exec(text) ?? told.exec(text);
  if (words) return bounded(Number(words[1]) * unitMs(words[2] ?? ''));
  const [, hours, minutes, seconds] = clock.exec(text) ?? [];
  return bounded(Number(hours ?? 0) * hourMs + Number(minutes ?? 0) * minuteMs + Number(seconds ?? 0) * secondMs);
}

function unitMs(name: string): number {
  return units.find(([beginning]) => beginning.test(name))?.[1] ?? 0;
}

function bounded(ms: number): number {
  return Math.min(ms, maxRetryAfterMs);
}
