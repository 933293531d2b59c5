import { fileName } from './api.js';
import { element, find, save } from './dom.js';

const names = {
  json: 'JSON', csv: 'Kaggle CSV', coco: 'COCO', 'labels-png': 'Labels PNG', 'labels-tiff': 'Labels TIFF', 'masks-zip': 'Masks ZIP',
  'overlay-png': 'Overlay PNG', geojson: 'GeoJSON (QuPath)', 'imagej-roi': 'ImageJ ROIs', measurements: 'Measurements CSV', probability: 'Probability TIFF',
};

export const nameOf = format => names[format] ?? format;

/** One button a format this service writes. */
export function bindDownloads(formats, fetchDocument, report) {
  find('downloads').replaceChildren(...formats.map(format => downloadButton(format, fetchDocument, report)));
}

/** @param {(format: string) => Promise<Response>} fetchDocument */
export function downloadButton(format, fetchDocument, report) {
  const button = element('button', { type: 'button', textContent: nameOf(format), 'data-format': format });
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const response = await fetchDocument(format);
      save(await response.blob(), fileName(response, `result.${format}`));
    } catch (problem) {
      report(problem);
    }
    button.disabled = false;
  });
  return button;
}
