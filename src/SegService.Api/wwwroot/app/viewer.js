import { Viewport } from './viewport.js';
import { bindGestures } from './gestures.js';
import { find } from './dom.js';

// Seen on black, on white and on purple alike: each is stroked over a dark hairline.
export const colours = ['#ffd60a', '#32d7ff', '#7dff6a', '#ff8af0', '#ff9f45', '#b9a6ff', '#5dffc5', '#ff7b7b'];

/** By what became of a nucleus that was compared with the truth. */
const comparison = { matched: '#7dff6a', wrong: '#ff6b5e', missed: '#32d7ff' };

/** Draws the image and the outlines over it, and tells which nucleus is pointed at. */
export class Viewer {
  viewport = new Viewport();
  onHover = () => {};
  onSelect = () => {};
  #canvas = find('canvas');
  #stage = find('stage');
  #image = null;
  #nuclei = [];
  #layers = [];
  #marked = null;
  #outlines = true;
  #asked = false;

  constructor() {
    new ResizeObserver(() => this.#resize()).observe(this.#stage);
    bindGestures(this.#stage, this);
    for (const button of document.querySelectorAll('[data-view]'))
      button.addEventListener('click', () => this.#press(button));
  }

  /** @param {ImageBitmap} image Its pixels are the image's own, one for one. */
  show(image) {
    const same = this.#image?.width === image.width && this.#image?.height === image.height;
    this.#image = image;
    find('empty').hidden = true;
    if (!same) this.viewport.setImage(image.width, image.height);
    this.draw();
  }

  clear() {
    this.#image = null;
    this.setNuclei([]);
  }

  /** @param {import('./instances.js').Nucleus[]} nuclei */
  setNuclei(nuclei) {
    this.#nuclei = nuclei;
    this.#marked = null;
    this.#layers = layers(nuclei, nucleus => colours[nucleus.id % colours.length]);
    this.draw();
  }

  /** Colours the nuclei by their kind, and draws those of the truth that were missed in dashes. */
  compare(kindOf, missed) {
    this.#layers = [...layers(missed.map(outline => ({ outline })), () => comparison.missed, true), ...layers(this.#nuclei, nucleus => comparison[kindOf(nucleus.id)])];
    this.draw();
  }

  mark(nucleus, bringIntoView = false) {
    this.#marked = nucleus;
    if (nucleus && bringIntoView) this.viewport.centre(...nucleus.centroid);
    this.draw();
  }

  /** The nucleus whose pixel lies under a point of the stage. */
  at(x, y) {
    const [column, row] = this.viewport.toImage(x, y).map(Math.floor);
    return this.#nuclei.find(nucleus => nucleus.covers(column, row)) ?? null;
  }

  hover(x, y) {
    const nucleus = this.at(x, y);
    if (nucleus !== this.#marked) this.mark(nucleus);
    this.onHover(nucleus, x, y);
  }

  select(x, y) {
    this.onSelect(this.at(x, y));
  }

  /** Moves to the nucleus so many places on. */
  step(places) {
    if (this.#nuclei.length === 0) return;
    const from = this.#marked ? this.#nuclei.indexOf(this.#marked) : places > 0 ? -1 : 0;
    this.onSelect(this.#nuclei[(from + places + this.#nuclei.length) % this.#nuclei.length]);
  }

  draw() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => { this.#asked = false; this.#paint(); });
  }

  #paint() {
    const context = this.#canvas.getContext('2d');
    const { scale, x, y } = this.viewport;
    const density = this.#canvas.width / this.#stage.clientWidth;
    context.resetTransform();
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    find('zoom').textContent = this.#image ? `${Math.round(scale * 100)}%` : '';
    if (!this.#image) return;
    context.setTransform(scale * density, 0, 0, scale * density, x * density, y * density);
    context.imageSmoothingEnabled = scale * density < 1;
    context.drawImage(this.#image, 0, 0);
    if (this.#outlines) for (const layer of this.#layers) this.#stroke(context, layer, 1.5);
    if (this.#marked) this.#stroke(context, { path: this.#marked.outline, colour: '#ffffff' }, 3);
  }

  #stroke(context, { path, colour, dashed }, width) {
    context.setLineDash(dashed ? [4 / this.viewport.scale, 3 / this.viewport.scale] : []);
    for (const [style, extra] of [['rgb(0 0 0 / 55%)', 1.5], [colour, 0]]) {
      context.strokeStyle = style;
      context.lineWidth = (width + extra) / this.viewport.scale;
      context.stroke(path);
    }
  }

  #resize() {
    const { clientWidth, clientHeight } = this.#stage;
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.viewport.setStage(clientWidth, clientHeight);
    this.#paint();
  }

  #press(button) {
    const { viewport } = this;
    if (button.dataset.view === 'in') viewport.zoomTo(viewport.scale * 1.5);
    if (button.dataset.view === 'out') viewport.zoomTo(viewport.scale / 1.5);
    if (button.dataset.view === 'fit') viewport.fit();
    if (button.dataset.view === 'actual') viewport.zoomTo(1);
    if (button.dataset.view === 'outlines') {
      this.#outlines = !this.#outlines;
      button.setAttribute('aria-pressed', this.#outlines);
    }
    this.draw();
  }
}

/** One path a colour: thousands of outlines are stroked at once. */
function layers(nuclei, colourOf, dashed = false) {
  const paths = new Map();
  for (const nucleus of nuclei) {
    const colour = colourOf(nucleus);
    if (!paths.has(colour)) paths.set(colour, new Path2D());
    paths.get(colour).addPath(nucleus.outline);
  }
  return [...paths].map(([colour, path]) => ({ path, colour, dashed }));
}
