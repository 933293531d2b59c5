import { bars } from './histogram.js';
import { element, find, readable } from './dom.js';

/** How a result compares with the truth: figures, average precision by threshold, and what each colour in the image means. */
export function showComparison(evaluation, truth) {
  find('comparison').hidden = !evaluation;
  find('truth-name').textContent = truth ? truth.name : '';
  find('truth-remove').hidden = !truth;
  if (!evaluation) return;
  const [matched, wrong, missed] = [evaluation.matches.length, evaluation.count - evaluation.matches.length, evaluation.missed.length];
  const figures = [
    ['Score', evaluation.score.toFixed(3)], ['Precision', percent(evaluation.precision)], ['Recall', percent(evaluation.recall)],
    ['Mean IoU', evaluation.meanMatchedIou.toFixed(2)], ['Merged', readable(evaluation.merges)], ['Split', readable(evaluation.splits)],
  ];
  find('figures').replaceChildren(...figures.map(([name, value]) => element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value }))));
  find('legend').replaceChildren(...[['matched', matched], ['wrong', wrong], ['missed', missed]].map(([kind, count]) =>
    element('li', { className: kind }, element('span', { className: 'key' }), `${readable(count)} ${kind === 'wrong' ? 'not in the truth' : kind}`)));
  const thresholds = Object.entries(evaluation.ap).sort(([a], [b]) => a - b);
  find('ap').replaceChildren(bars(thresholds.map(([threshold, ap]) => ({ size: ap, title: `IoU ${threshold}: ${ap.toFixed(3)}` })), 1,
    `Average precision: ${thresholds.map(([threshold, ap]) => `${ap.toFixed(2)} at IoU ${threshold}`).join(', ')}`,
    [thresholds[0][0], 'average precision by IoU', thresholds.at(-1)[0]]));
}

/** What became of each nucleus found: its kind by id. */
export function kinds(evaluation) {
  const matched = new Set(evaluation.matches.map(pair => pair.id));
  return id => (matched.has(id) ? 'matched' : 'wrong');
}

/** A truth that was dropped along with its image: a table, or a label image by its name. */
export const isTruth = file => /\.csv$/i.test(file.name) || /(^|[-_. ])(truth|masks?|labels?|gt|annotations?)\.(png|tiff?)$/i.test(file.name);

const percent = part => `${Math.round(100 * part)} %`;
