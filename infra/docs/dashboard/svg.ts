/** A box of a picture, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

interface TextStyle {
  /** px. @default 11 */
  readonly size?: number;
  readonly weight?: 'normal' | 'bold';
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function textAt(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { size = 11, weight = 'normal', fill = '#545b64', anchor = 'start' } = style;
  const attributes = [
    ...(weight === 'bold' ? [' font-weight="bold"'] : []),
    ...(anchor === 'start' ? [] : [` text-anchor="${anchor}"`]),
  ].join('');
  return `<text x="${px(x)}" y="${px(y)}" font-size="${size}" fill="${fill}"${attributes}>${escapeXml(text)}</text>`;
}

/** About how wide a text is set in a sans-serif face, px. */
export function widthOfText(text: string, size = 11): number {
  return 0.56 * size * text.length;
}

/** As much of a text as fits, px. */
export function clip(text: string, width: number, size = 11): string {
  const most = Math.max(1, Math.floor(width / (0.56 * size)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** A tenth of a pixel is enough, and keeps the file small. */
export function px(value: number): string {
  return String(Math.round(10 * value) / 10);
}
