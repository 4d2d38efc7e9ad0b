/** What a terminal shows without wrapping. */
export const columns = 100;

/** A reply must not steer the terminal. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

export function clip(text: string, width = columns): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
