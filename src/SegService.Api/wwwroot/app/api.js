import { currentKey } from './key.js';

/** What went wrong, in words: the service's own (RFC 9457) or the network's. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The service answered ${status}.`);
    this.status = status;
    this.title = document.title ?? `The service answered ${status}`;
    this.retryAfter = document.retryAfter;
  }
}

/** Calls the service. Paths are relative, so that the page works behind any path base. */
export async function call(path, { query = {}, ...options } = {}) {
  const headers = new Headers(options.headers);
  if (currentKey()) headers.set('X-Api-Key', currentKey());
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== '')).toString();
  const response = await reach(search ? `${path}?${search}` : path, { ...options, headers });
  if (response.ok) return response;
  throw new Problem(response.status, await problemIn(response));
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, { title: 'The service cannot be reached', detail: 'Check the connection, then try again.' });
  }
}

async function problemIn(response) {
  const document = await response.json().catch(() => ({}));
  return { retryAfter: Number(response.headers.get('Retry-After')) || undefined, ...document };
}

/** One file as the form the service reads; the file's name becomes the image's id. */
export function imageForm(file) {
  const form = new FormData();
  form.set('image', file, file.name || 'pasted.png');
  return form;
}

export const segment = (file, query, signal) =>
  call('v1/segmentations', { method: 'POST', body: imageForm(file), query, signal });

export const evaluate = async (file, truth, query, signal) => {
  const body = imageForm(file);
  body.set('truth', truth, truth.name);
  return (await call('v1/evaluations', { method: 'POST', body, query, signal })).json();
};

export const models = async () => (await call('v1/models')).json();

/** What this service offers, read from its own API document. */
export async function offers() {
  const { paths } = await (await call('swagger/v1/swagger.json')).json();
  const format = paths['/v1/segmentations'].post.parameters.find(parameter => parameter.name === 'format');
  return { formats: format.schema.enum, jobs: '/v1/jobs' in paths, evaluations: '/v1/evaluations' in paths };
}

/** The name the service gave a document. */
export function fileName(response, otherwise) {
  return /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? otherwise;
}
