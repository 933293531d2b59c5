import { call } from './api.js';
import { element, find } from './dom.js';

const samples = [
  { file: 'fluorescence.png', name: 'Fluorescence' },
  { file: 'crowded.png', name: 'Crowded' },
  { file: 'histology.png', name: 'Histology' },
];

/** Offers the synthetic images shipped with the service. */
export function bindSamples(open, report) {
  find('samples').append(...samples.map(({ file, name }) => {
    const button = element('button', { type: 'button', className: 'sample' },
      element('img', { src: `samples/${file}`, alt: '', width: 84, height: 84, loading: 'lazy' }), element('span', { textContent: name }));
    button.addEventListener('click', async () => {
      try {
        open(new File([await (await call(`samples/${file}`)).blob()], file, { type: 'image/png' }));
      } catch (problem) {
        report(problem);
      }
    });
    return button;
  }));
}
