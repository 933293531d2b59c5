import { element, find, readable } from './dom.js';
import { area, length } from './summary.js';

/** The measurements of a nucleus, beside the pointer, or beside its centre where there is none. */
export function showTip(nucleus, result, x, y) {
  const tip = find('tip');
  tip.hidden = !nucleus || x === undefined;
  if (tip.hidden) return;
  tip.replaceChildren(element('strong', { textContent: `Nucleus ${nucleus.id}` }),
    element('dl', {}, ...rows(nucleus, result).flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })])));
  const stage = find('stage');
  tip.style.left = `${Math.max(4, Math.min(x + 16, stage.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, y + 16 + tip.offsetHeight > stage.clientHeight ? y - tip.offsetHeight - 12 : y + 16)}px`;
}

/** The same in one sentence. */
export const describe = (nucleus, result) =>
  `Nucleus ${nucleus.id}: ${rows(nucleus, result).map(([name, value]) => `${name.toLowerCase()} ${value}`).join(', ')}.`;

function rows(nucleus, { image }) {
  return [
    ['Area', area(nucleus.area, image.pixelSizeUm)],
    ['Diameter', length(nucleus.diameter, image.pixelSizeUm)],
    ['Centre', `${readable(nucleus.centroid[0])}, ${readable(nucleus.centroid[1])}`],
    ['Score', nucleus.score.toFixed(2)],
  ];
}
