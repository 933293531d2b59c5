import { element, find, readable } from './dom.js';

/** The figures of a result at a glance. */
export function showSummary(result, nuclei, milliseconds) {
  const areas = nuclei.map(nucleus => nucleus.area).sort((a, b) => a - b);
  const covered = areas.reduce((sum, area) => sum + area, 0) / (result.image.width * result.image.height);
  const median = areas.length > 0 ? areas[areas.length >> 1] : null;
  const tiles = [
    ['Nuclei', readable(result.count)],
    ['Median area', median === null ? '–' : area(median, result.image.pixelSizeUm)],
    ['Covered', `${readable(100 * covered)} %`],
    ['Answered in', `${readable(milliseconds / 1000)} s`],
  ];
  find('summary').replaceChildren(...tiles.map(([name, value]) =>
    element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value }))));
}

/** An area in pixels, and in square micrometres where the image says how large a pixel is. */
export function area(pixels, pixelSizeUm) {
  return pixelSizeUm ? `${readable(pixels)} px (${readable(pixels * pixelSizeUm ** 2)} µm²)` : `${readable(pixels)} px`;
}

/** A length, likewise. */
export function length(pixels, pixelSizeUm) {
  return pixelSizeUm ? `${readable(pixels)} px (${readable(pixels * pixelSizeUm)} µm)` : `${readable(pixels)} px`;
}
