import { models, offers, segment } from './api.js';
import { fits, fromBrowser, fromService } from './backdrop.js';
import { Controls } from './controls.js';
import { announce, element, find, readable } from './dom.js';
import { bindDownloads } from './downloads.js';
import { drawHistogram } from './histogram.js';
import { Nucleus } from './instances.js';
import { bindIntake } from './intake.js';
import { askForKey, bindKey } from './key.js';
import { bindSamples } from './samples.js';
import { showSummary } from './summary.js';
import { Table } from './table.js';
import { describe, showTip } from './tip.js';
import { Viewer } from './viewer.js';

const viewer = new Viewer();
const table = new Table();
const controls = new Controls(() => run());

/** What is looked at: the file, the browser's picture of it, the last result. */
let current = null;
let running = new AbortController();

viewer.onHover = (nucleus, x, y) => showTip(nucleus, current?.result, x, y);
viewer.onSelect = nucleus => select(nucleus);
table.onSelect = nucleus => select(nucleus, true);

bindKey(connect);
bindIntake(open);
bindSamples(open, report);
connect();

/** Asks the service what it can do. */
async function connect() {
  try {
    const [catalogue, offered] = await Promise.all([models(), offers()]);
    controls.setModels(catalogue);
    bindDownloads(offered.formats, format => segment(current.file, { ...controls.query, format }), report);
    report(null);
    if (current) run();
  } catch (problem) {
    report(problem);
  }
}

async function open(files) {
  const file = files[0];
  running.abort();
  current = { file, picture: null, result: null };
  const mine = current;
  find('image-name').textContent = file.name;
  find('results').hidden = true;
  viewer.clear();
  run();
  const picture = await fromBrowser(file);
  if (mine !== current) return;
  mine.picture = picture;
  if (picture && !mine.shown) viewer.show(picture);
}

/** Segments what is looked at; a later run takes the place of an earlier one. */
async function run() {
  if (!current) return;
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const mine = current;
  busy(true);
  try {
    const started = performance.now();
    const query = controls.query;
    const response = await segment(mine.file, query, signal);
    const result = await response.json();
    await showPicture(mine, result, query, signal);
    signal.throwIfAborted();
    show(mine, result, performance.now() - started);
    report(null);
  } catch (problem) {
    if (!signal.aborted) report(problem);
  } finally {
    if (!signal.aborted) busy(false);
  }
}

/** The browser's own picture where it is the one the service looked at, else the service's. */
async function showPicture(mine, result, query, signal) {
  const view = `${query.page}/${query.channel}`;
  if (mine.shown === view) return;
  mine.picture ??= await fromBrowser(mine.file);
  viewer.show(fits(mine.picture, result) ? mine.picture : await fromService(mine.file, query, signal));
  mine.shown = view;
}

function show(mine, result, milliseconds) {
  mine.result = result;
  mine.nuclei = result.instances.map(instance => new Nucleus(instance, result.image.height));
  viewer.setNuclei(mine.nuclei);
  table.setNuclei(mine.nuclei);
  drawHistogram(mine.nuclei);
  showSummary(result, mine.nuclei, milliseconds);
  controls.setUsed(result.parameters);
  find('results').hidden = false;
  announce(`${readable(result.count)} nuclei found.`);
}

function select(nucleus, bringIntoView = false) {
  viewer.mark(nucleus, bringIntoView);
  table.mark(nucleus);
  showTip(nucleus, current?.result);
  if (nucleus) announce(describe(nucleus, current.result));
}

function busy(is) {
  find('busy').hidden = !is;
  find('stage').setAttribute('aria-busy', is);
}

/** Says what went wrong; null clears it. */
function report(problem) {
  find('problem').replaceChildren(...problem ? [card(problem)] : []);
  if (problem?.status === 401) askForKey();
}

function card(problem) {
  const again = element('button', { type: 'button', textContent: 'Try again' });
  again.addEventListener('click', () => (current ? run() : connect()));
  return element('div', { className: 'problem' }, element('strong', { textContent: problem.title ?? 'Something went wrong in this page' }),
    element('p', { textContent: problem.message }), again);
}
