/**
 * One nucleus as the page works with it. Its mask covers its bounding box only, so that memory follows the nuclei and not the
 * image.
 */
export class Nucleus {
  /**
   * @param {object} instance As the service's JSON describes it: rle, bbox [x, y, width, height], area, centroid, score.
   * @param {number} imageHeight Pixels; what Kaggle's column-major run lengths are counted by.
   */
  constructor(instance, imageHeight) {
    Object.assign(this, { id: instance.id, area: instance.area, box: instance.bbox, centroid: instance.centroid, score: instance.score });
    this.diameter = 2 * Math.sqrt(instance.area / Math.PI);
    this.mask = decode(instance.rle, instance.bbox, imageHeight);
    this.outline = trace(this.mask, instance.bbox);
  }

  /** Whether the pixel at that column and row is this nucleus's. */
  covers(x, y) {
    const [left, top, width, height] = this.box;
    return x >= left && y >= top && x < left + width && y < top + height && this.mask[(y - top) * width + (x - left)] === 1;
  }
}

/** The outline of run lengths alone, as {@link Nucleus} has it. */
export function outlineOf(rle, imageHeight) {
  const box = boxOf(rle, imageHeight);
  return trace(decode(rle, box, imageHeight), box);
}

function boxOf(rle, imageHeight) {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (const [start, end] of runs(rle)) {
    const [first, last] = [Math.floor(start / imageHeight), Math.floor((end - 1) / imageHeight)];
    [left, right] = [Math.min(left, first), Math.max(right, last)];
    // A run over the end of a column goes on at the top of the next.
    [top, bottom] = first === last ? [Math.min(top, start % imageHeight), Math.max(bottom, (end - 1) % imageHeight)] : [0, imageHeight - 1];
  }
  return [left, top, right - left + 1, bottom - top + 1];
}

function* runs(rle) {
  const numbers = rle.split(' ');
  for (let i = 0; i + 1 < numbers.length; i += 2) yield [numbers[i] - 1, numbers[i] - 1 + Number(numbers[i + 1])];
}

/** Kaggle's run lengths (pixels from 1, top to bottom, then left to right) as a row-major mask of the box. */
function decode(rle, [left, top, width, height], imageHeight) {
  const mask = new Uint8Array(width * height);
  for (const [start, end] of runs(rle)) {
    for (let pixel = start; pixel < end; pixel++)
      mask[(pixel % imageHeight - top) * width + (Math.floor(pixel / imageHeight) - left)] = 1;
  }
  return mask;
}

/** The mask's border along the pixels' own edges, in image coordinates: exact at every zoom. */
function trace(mask, [left, top, width, height]) {
  const path = new Path2D();
  const inside = (x, y) => x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] === 1;
  edges(height, width, (line, at) => inside(at, line - 1) !== inside(at, line),
    (line, from, to) => { path.moveTo(left + from, top + line); path.lineTo(left + to, top + line); });
  edges(width, height, (line, at) => inside(line - 1, at) !== inside(line, at),
    (line, from, to) => { path.moveTo(left + line, top + from); path.lineTo(left + line, top + to); });
  return path;
}

/** Joins edges that follow each other on one line. */
function edges(lines, length, isEdge, draw) {
  for (let line = 0; line <= lines; line++) {
    for (let from = 0; from < length; from++) {
      if (!isEdge(line, from)) continue;
      let to = from + 1;
      while (to < length && isEdge(line, to)) to++;
      draw(line, from, to);
      from = to;
    }
  }
}
