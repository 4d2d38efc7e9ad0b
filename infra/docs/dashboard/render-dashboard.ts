import type { ShippedTemplate } from '../shipped-template.ts';
import { renderChart } from './chart.ts';
import { graphData } from './graph-data.ts';
import { type DashboardWidget, readDashboard } from './read-dashboard.ts';
import type { Recording } from './recording.ts';
import { resourceNames } from './resource-names.ts';
import { renderTable } from './render-table.ts';
import { type Box, clip, px, textAt } from './svg.ts';

/** px of a column and a row of the dashboard's grid. */
const unit = { width: 60, height: 38 };
const margin = 4;
const namespace = 'sluice-prod';

/** The dashboard of a template as a picture, with what a local run recorded in its graphs. */
export function renderDashboard(template: ShippedTemplate, recording: Recording): string {
  const widgets = readDashboard(template);
  const names = resourceNames(template);
  const context = { recording, nameOf: (id: string) => names.get(id) ?? id };
  const width = 24 * unit.width;
  const height = unit.height * Math.max(...widgets.map(({ y, height }) => y + height)) + 24;
  const seconds = Math.max(...Object.values(recording.series).map(({ length }) => length));
  const caption = `Example data: a local run of ${seconds} s and ${recording.deliveries.toLocaleString('en-GB')} deliveries. A second of it is drawn as a minute; ages are in its own seconds.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Amazon Ember, Helvetica, Arial, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#f2f3f3"/>`,
    ...widgets.map((widget) => renderWidget(widget, boxOf(widget), context)),
    textAt(width / 2, height - 9, caption, { anchor: 'middle', size: 11.5 }),
    '</svg>\n',
  ].join('\n');
}

interface Context {
  readonly recording: Recording;
  readonly nameOf: (logicalId: string) => string;
}

function boxOf({ x, y, width, height }: DashboardWidget): Box {
  return {
    x: x * unit.width + margin,
    y: y * unit.height + margin,
    width: width * unit.width - 2 * margin,
    height: height * unit.height - 2 * margin,
  };
}

function renderWidget(widget: DashboardWidget, box: Box, { recording, nameOf }: Context): string {
  const inner: Box = { x: box.x + 12, y: box.y + 28, width: box.width - 24, height: box.height - 34 };
  switch (widget.type) {
    case 'text':
      return heading(widget.properties.markdown, box);
    case 'alarm':
      return panel(widget.properties.title, box) + alarmChips(widget.properties.alarms, inner, nameOf);
    case 'log':
      return (
        panel(widget.properties.title, box) +
        renderTable(['times', 'site', 'kind', 'rule', 'reply'], recording.replies, inner)
      );
    case 'metric': {
      const { title, stacked, annotations } = widget.properties;
      const { lines, unrecorded } = graphData(widget, recording, { namespace, nameOf });
      const marks = annotations.horizontal
        .filter(({ visible }) => visible)
        .map(({ value, label, color = '#d62728' }) => ({ value, label, color }));
      // A part of a stack would be taken for the whole.
      const isUnknown = unrecorded.length > 0 && (stacked || lines.length === 0);
      const chart = isUnknown ? { lines: [], note: 'not known of a local run' } : { lines, note: null };
      return panel(title, box) + renderChart({ stacked, marks, ...chart }, inner);
    }
  }
}

function panel(title: string, { x, y, width, height }: Box): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="3" fill="#fff" stroke="#d5dbdb"/>${textAt(
    x + 12,
    y + 19,
    clip(title, width - 20, 12.5),
    { size: 12.5, weight: 'bold', fill: '#16191f' },
  )}`;
}

function heading(markdown: string, { x, y }: Box): string {
  const [question = '', reading = ''] = markdown.replaceAll('`', '').split('\n');
  return (
    textAt(x + 6, y + 36, question.replace(/^#+ /, ''), { size: 21, weight: 'bold', fill: '#16191f' }) +
    textAt(x + 6, y + 58, reading, { size: 12.5 })
  );
}

/** One box an alarm, without a state: a local run has no alarms. */
function alarmChips(alarms: readonly string[], box: Box, nameOf: (id: string) => string): string {
  const columns = 8;
  const [width, height] = [box.width / columns, 20];
  return alarms
    .map((arn, at) => {
      const [x, y] = [box.x + (at % columns) * width, box.y + Math.floor(at / columns) * height];
      const name = nameOf(arn.replace(/[<>]/g, ''));
      return `<rect x="${px(x)}" y="${px(y)}" width="${px(width - 5)}" height="${height - 4}" rx="2" fill="#f4f6f8" stroke="#d5dbdb"/>${textAt(x + 6, y + 11.5, clip(name, width - 14, 10), { size: 10, fill: '#414750' })}`;
    })
    .join('');
}
