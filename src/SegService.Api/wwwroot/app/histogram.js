import { element, find, readable } from './dom.js';

const size = { width: 320, height: 110, base: 92 };

/** Draws how the nuclei's areas are spread. */
export function drawHistogram(nuclei) {
  const areas = nuclei.map(nucleus => nucleus.area);
  if (areas.length === 0) return find('histogram').replaceChildren(element('p', { className: 'note', textContent: 'No nucleus, no areas.' }));
  const bins = count(areas);
  const words = bins.filter(bin => bin.count > 0).map(bin => `${readable(bin.from)} to ${readable(bin.to)}: ${bin.count}`).join(', ');
  find('histogram').replaceChildren(bars(
    bins.map(bin => ({ size: bin.count, title: `${readable(bin.from)} to ${readable(bin.to)} px: ${bin.count}` })), Math.max(...bins.map(bin => bin.count)),
    `Histogram of areas from ${readable(bins[0].from)} to ${readable(bins.at(-1).to)} pixels; ${words}`,
    [readable(bins[0].from), 'area, px', readable(bins.at(-1).to)]));
}

/** Bars over one axis, whose ends and middle are named; the description says in words what they show. */
export function bars(values, most, description, [first, middle, last]) {
  const svg = shape('svg', { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': description });
  values.forEach((value, i) => svg.append(bar(value, i, values.length, most)));
  svg.append(shape('line', { x1: 0, x2: size.width, y1: size.base, y2: size.base, class: 'axis' }));
  svg.append(text(0, 'start', first), text(size.width / 2, 'middle', middle), text(size.width, 'end', last));
  return svg;
}

/** As many bins as the square root of the values asks for, of a round width. */
function count(values) {
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const width = round((high - low) / Math.min(24, Math.max(4, Math.ceil(Math.sqrt(values.length)))) || 1);
  const first = Math.floor(low / width) * width;
  const bins = [];
  for (let from = first; from <= high; from += width) bins.push({ from, to: from + width, count: 0 });
  for (const value of values) bins[Math.floor((value - first) / width)].count++;
  return bins;
}

/** The next larger of 1, 2, 5, 10, 20, 50, … */
function round(width) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, width)));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= width);
}

function bar(value, index, count, most) {
  const step = size.width / count;
  const height = value.size / most * (size.base - 4);
  const rectangle = shape('rect', { x: index * step + 1, y: size.base - height, width: Math.max(1, step - 2), height, class: 'bar' });
  rectangle.append(shape('title', {}, value.title));
  return rectangle;
}

const text = (x, anchor, words) => shape('text', { x, y: size.height - 4, 'text-anchor': anchor }, words);

function shape(tag, attributes, words) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (words !== undefined) node.textContent = words;
  return node;
}
