import { element, find, readable } from './dom.js';

const sliders = ['maskThreshold', 'seedThreshold', 'minArea'];
const pause = 120;

/** The model and its parameters, as the user set them: what was not touched is left to the model. */
export class Controls {
  #touched = new Set();
  #models = [];
  #timer = 0;

  /** @param {() => void} changed Called once a change has settled. */
  constructor(changed) {
    this.changed = changed;
    for (const id of sliders) {
      find(id).addEventListener('input', () => {
        this.#touched.add(id);
        this.#label(id);
        this.#settle();
      });
    }
    for (const id of ['scale', 'page', 'channel', 'tta']) find(id).addEventListener('change', () => this.#settle());
    find('model').addEventListener('change', () => { this.#forget(); this.#settle(); });
    find('reset').addEventListener('click', () => { this.#forget(); this.#settle(); });
  }

  setModels({ default: preferred, models }) {
    this.#models = models;
    const chosen = find('model').value || preferred;
    find('model').replaceChildren(...models.map(model => element('option', {
      value: model.name, selected: model.name === chosen, textContent: model.name === preferred ? `${model.name} (default)` : model.name,
    })));
    this.#forget();
  }

  /** Query parameters for the service. */
  get query() {
    const query = { model: find('model').value, scale: find('scale').value, page: find('page').value, channel: find('channel').value };
    if (find('tta').checked) query.tta = 'true';
    for (const id of this.#touched) query[id] = find(id).value;
    return query;
  }

  /** The settings as an earlier {@link query} had them. */
  restore(query) {
    find('model').value = query.model;
    this.#forget();
    for (const id of ['scale', 'page', 'channel']) find(id).value = query[id];
    find('tta').checked = query.tta === 'true';
    for (const id of sliders.filter(id => id in query)) {
      this.#touched.add(id);
      this.#set(id, query[id]);
    }
    find('reset').disabled = this.#touched.size === 0;
  }

  get everyPage() {
    return find('pages').checked;
  }

  /** As {@link query}, for a job. */
  get batchQuery() {
    const { page, ...query } = this.query;
    return this.everyPage ? { ...query, pages: 'all' } : { ...query, page };
  }

  /** Shows what a result says was used, on every slider the user left alone. */
  setUsed(parameters) {
    for (const id of sliders.filter(id => !this.#touched.has(id))) this.#set(id, parameters[id]);
  }

  #forget() {
    this.#touched.clear();
    const model = this.#models.find(model => model.name === find('model').value);
    find('model-note').textContent = model ? `${model.description} Version ${model.version}.` : '';
    for (const id of sliders) this.#set(id, model?.thresholds?.[id] ?? { maskThreshold: 0.5, seedThreshold: 0.5, minArea: 20 }[id]);
    find('reset').disabled = true;
  }

  #set(id, value) {
    const slider = find(id);
    if (Number(value) > Number(slider.max)) slider.max = value;
    slider.value = value;
    this.#label(id, value);
  }

  #label(id, value = find(id).value) {
    const text = id === 'minArea' ? `${readable(Number(value))} px` : Number(value).toFixed(2);
    find(`${id}-value`).textContent = text;
    find(id).setAttribute('aria-valuetext', text);
  }

  /** A change that has not settled needs no call: the settings are being asked for as they are. */
  settled() {
    clearTimeout(this.#timer);
  }

  #settle() {
    find('reset').disabled = this.#touched.size === 0;
    this.settled();
    this.#timer = setTimeout(this.changed, pause);
  }
}
