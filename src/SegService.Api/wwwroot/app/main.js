import { call, evaluate, models, offers, segment } from './api.js';
import { fits, fromBrowser, fromJob, fromService } from './backdrop.js';
import { Batch, isZip } from './batch.js';
import { isTruth, kinds, showComparison } from './comparison.js';
import { Controls } from './controls.js';
import { announce, element, find, readable } from './dom.js';
import { bindDownloads } from './downloads.js';
import { drawHistogram } from './histogram.js';
import { Nucleus, outlineOf } from './instances.js';
import { bindIntake } from './intake.js';
import { askForKey, bindKey } from './key.js';
import { bindSamples } from './samples.js';
import { showSummary } from './summary.js';
import { Table } from './table.js';
import { describe, showTip } from './tip.js';
import { Viewer } from './viewer.js';

const viewer = new Viewer();
const table = new Table();
const controls = new Controls(change);
const batch = new Batch(report);

/**
 * What is looked at: the file (null where only the service has it), the path of its result in a job (null where it is segmented
 * here), its truth, the browser's picture of it, the last result.
 */
let current = null;
let running = new AbortController();

viewer.onHover = (nucleus, x, y) => showTip(nucleus, current?.result, x, y);
viewer.onSelect = nucleus => select(nucleus);
table.onSelect = nucleus => select(nucleus, true);

batch.onOpen = ({ query, ...image }) => { controls.restore(query); open(image); };
find('truth-remove').addEventListener('click', () => setTruth(null));

bindKey(connect);
bindIntake(take, setTruth);
bindSamples(file => open({ file }), report);
connect();

/** Asks the service what it can do. */
async function connect() {
  try {
    const [catalogue, offered] = await Promise.all([models(), offers()]);
    controls.setModels(catalogue);
    bindDownloads(offered.formats, format => documentOf(current, { ...controls.query, format }), report);
    batch.setFormats(offered.formats);
    report(null);
    if (current) run();
  } catch (problem) {
    report(problem);
  }
}

/** One image is looked at, its truth with it; several, a zip file, or every page are a batch. */
function take(files) {
  const truth = files.find(isTruth);
  const images = files.filter(file => file !== truth);
  if (truth && images.length === 0 && current?.file) setTruth(truth);
  else if (truth && images.length === 1) open({ file: images[0], truth });
  else if (files.length > 1 || isZip(files[0]) || controls.everyPage) batch.start(files, controls.batchQuery);
  else open({ file: files[0] });
}

async function open({ file, name = file.name, path = null, truth = null }) {
  running.abort();
  current = { file, path, truth, picture: null, result: null };
  const mine = current;
  find('image-name').textContent = name;
  find('results').hidden = true;
  viewer.clear();
  run();
  const picture = file && await fromBrowser(file);
  if (mine !== current) return;
  mine.picture = picture;
  if (picture && !mine.shown) viewer.show(picture);
}

/** Other settings: what a job found no longer holds, and where only the job has the image nothing can be done. */
function change() {
  if (!current?.file) return;
  current.path = null;
  run();
}

function setTruth(truth) {
  if (!current?.file) return;
  current.truth = truth;
  run();
}

const documentOf = ({ file, path }, query, signal) =>
  (path ? call(path, { query: { format: query.format }, signal }) : segment(file, query, signal));

/** Segments what is looked at; a later run takes the place of an earlier one. */
async function run() {
  if (!current) return;
  controls.settled();
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const mine = current;
  busy(true);
  try {
    const started = performance.now();
    const query = controls.query;
    const result = await (await documentOf(mine, { ...query, format: 'json' }, signal)).json();
    const milliseconds = performance.now() - started;
    await showPicture(mine, result, query, signal);
    signal.throwIfAborted();
    show(mine, result, milliseconds);
    if (mine.truth) await compare(mine, query, signal);
    report(null);
  } catch (problem) {
    if (!signal.aborted) report(problem);
  } finally {
    if (!signal.aborted) busy(false);
  }
}

/** The browser's own picture where it is the one the service looked at, else the service's. */
async function showPicture(mine, result, query, signal) {
  const { page, channel } = result.parameters;
  if (mine.shown === `${page}/${channel}`) return;
  mine.picture ??= mine.file && await fromBrowser(mine.file);
  viewer.show(fits(mine.picture, result) ? mine.picture : await (mine.file ? fromService(mine.file, { ...query, page }, signal) : fromJob(mine.path, signal)));
  mine.shown = `${page}/${channel}`;
}

async function compare(mine, query, signal) {
  const evaluation = await evaluate(mine.file, mine.truth, query, signal);
  signal.throwIfAborted();
  showComparison(evaluation, mine.truth);
  viewer.compare(kinds(evaluation), evaluation.missed.map(nucleus => outlineOf(nucleus.rle, mine.result.image.height)));
  announce(`Score ${evaluation.score.toFixed(3)}: ${evaluation.matches.length} matched, ${evaluation.missed.length} missed.`);
}

function show(mine, result, milliseconds) {
  mine.result = result;
  mine.nuclei = result.instances.map(instance => new Nucleus(instance, result.image.height));
  viewer.setNuclei(mine.nuclei);
  table.setNuclei(mine.nuclei);
  drawHistogram(mine.nuclei);
  showSummary(result, mine.nuclei, milliseconds);
  if (!mine.truth) showComparison(null, null);
  find('truth').hidden = !mine.file;
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
