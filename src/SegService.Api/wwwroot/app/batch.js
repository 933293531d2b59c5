import { call, fileName } from './api.js';
import { announce, element, find, readable, save } from './dom.js';
import { nameOf } from './downloads.js';
import { events } from './events.js';

/** Many images as one durable job: sent, followed while it runs, each result shown on demand, all of them downloaded. */
export class Batch {
  onOpen = () => {};
  #report;
  #files = [];
  #query = {};
  #job = null;
  #rows = [];
  #stop = new AbortController();

  constructor(report) {
    this.#report = report;
    find('batch-save').addEventListener('click', () => this.#guard(() => this.#save()));
    find('batch-remove').addEventListener('click', () => this.#guard(() => this.#remove()));
  }

  setFormats(formats) {
    find('batch-format').replaceChildren(...formats.map(format => element('option', { value: format, textContent: nameOf(format) })));
  }

  /** Sends the files with the settings of the moment; an earlier batch goes on without being watched. */
  start(files, query) {
    return this.#guard(async () => {
      this.#stop.abort();
      this.#stop = new AbortController();
      const { signal } = this.#stop;
      [this.#files, this.#query] = [files, query];
      this.#show(null);
      find('batch-state').textContent = `Sending ${readable(files.length)} files…`;
      find('batch').scrollIntoView({ block: 'nearest' });
      const response = await call('v1/jobs', { method: 'POST', body: form(files), query, signal });
      this.#show(await response.json());
      await this.#follow(signal);
    });
  }

  async #follow(signal) {
    for await (const { event, data } of events(`v1/jobs/${this.#job.id}/events`, signal)) {
      const news = JSON.parse(data);
      this.#progress(news.progress, news.status);
      if (event === 'image') this.#row(news.image);
    }
    const response = await call(`v1/jobs/${this.#job.id}`, { signal });
    this.#show(await response.json());
    announce(`Batch finished. ${find('batch-state').textContent}`);
  }

  #show(job) {
    this.#job = job;
    find('batch').hidden = false;
    const finished = job?.finishedAt != null;
    find('batch-remove').hidden = !job;
    find('batch-remove').textContent = finished ? 'Remove from the service' : 'Cancel';
    find('batch-results').hidden = !finished || job.progress.done === 0;
    this.#rows = (job?.images ?? []).map(() => element('li'));
    find('batch-images').replaceChildren(...this.#rows);
    job?.images.forEach(image => this.#row(image));
    if (job) this.#progress(job.progress, job.status);
    else find('batch-progress').removeAttribute('value');
  }

  #progress({ done, failed, total }, status) {
    find('batch-progress').max = total;
    find('batch-progress').value = done + failed;
    find('batch-state').textContent = `${readable(done)} of ${readable(total)} done${failed ? `, ${readable(failed)} failed` : ''}${
      status === 'queued' ? ', waiting' : status === 'cancelled' ? ', cancelled' : ''}`;
  }

  #row(image) {
    const done = image.status === 'succeeded';
    const button = element('button', { type: 'button', disabled: !done, title: image.imageId }, element('span', { className: 'name', textContent: image.imageId }),
      element('span', { className: `is ${image.status}`, textContent: words(image) }));
    button.addEventListener('click', () => {
      for (const row of this.#rows) row.removeAttribute('aria-current');
      this.#rows[image.index].setAttribute('aria-current', 'true');
      this.onOpen({ ...this.#sourceOf(image), name: image.imageId, path: `v1/jobs/${this.#job.id}/images/${image.index}` });
    });
    this.#rows[image.index].replaceChildren(button, ...image.problem ? [element('p', { className: 'note', textContent: image.problem.detail ?? image.problem.title })] : []);
  }

  /** The file an image was, null for one that came in a zip file, and the settings it was segmented with. */
  #sourceOf({ index, imageId }) {
    const { pages, ...query } = this.#query;
    const [, stem, page] = /^(.*)-page(\d+)$/.exec(imageId) ?? [];
    const named = name => this.#files.find(file => file.name.replace(/\.[^.]+$/, '') === name);
    const file = this.#files.length === this.#rows.length ? this.#files[index] : named(imageId) ?? (pages && named(stem));
    return { file: file && !isZip(file) ? file : null, query: { ...query, page: pages && page ? String(Number(page)) : query.page ?? '' } };
  }

  async #save() {
    const format = find('batch-format').value;
    find('batch-save').disabled = true;
    try {
      const response = await call(`v1/jobs/${this.#job.id}/results`, { query: { format } });
      save(await response.blob(), fileName(response, `results-${format}`));
    } finally {
      find('batch-save').disabled = false;
    }
  }

  async #remove() {
    this.#stop.abort();
    await call(`v1/jobs/${this.#job.id}`, { method: 'DELETE' });
    find('batch').hidden = true;
    announce('The batch was removed.');
  }

  async #guard(act) {
    try {
      await act();
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      if (!this.#job) find('batch').hidden = true;
      this.#report(problem);
    }
  }
}

export const isZip = file => /\.zip$/i.test(file.name);

function form(files) {
  const form = new FormData();
  for (const file of files) form.append('images', file, file.name || 'pasted.png');
  return form;
}

const words = ({ status, count }) => ({ queued: 'waiting', running: 'running', succeeded: `${readable(count ?? 0)} nuclei` })[status] ?? status;
