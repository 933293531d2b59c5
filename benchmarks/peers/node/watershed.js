'use strict';

// Seeds are the components of marker x (1 - border) above the seed level; they flood the mask from high to low, first come first served.
exports.watershed = (maps, width, height, mask, seed) => {
  const pixels = width * height;
  const labels = new Int32Array(pixels), relief = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    relief[i] = maps[2 * pixels + i] * (1 - maps[pixels + i]);
    labels[i] = maps[i] < mask ? -1 : 0;
  }
  const heap = new Heap(relief);
  let count = 0;
  for (let i = 0; i < pixels; i++)
    if (labels[i] === 0 && relief[i] >= seed) fill(labels, relief, i, ++count, width, seed, heap);
  for (let i = heap.pop(); i !== undefined; i = heap.pop())
    around(i, width, pixels, j => {
      if (labels[j] !== 0) return;
      labels[j] = labels[i];
      heap.push(j);
    });
  return labels;
};

function fill(labels, relief, start, label, width, seed, heap) {
  const open = [start];
  labels[start] = label;
  while (open.length > 0) {
    const i = open.pop();
    heap.push(i);
    around(i, width, labels.length, j => {
      if (labels[j] !== 0 || relief[j] < seed) return;
      labels[j] = label;
      open.push(j);
    });
  }
}

function around(i, width, pixels, visit) {
  if (i % width > 0) visit(i - 1);
  if (i % width < width - 1) visit(i + 1);
  if (i >= width) visit(i - width);
  if (i + width < pixels) visit(i + width);
}

class Heap {
  constructor(relief) { this.relief = relief; this.items = []; this.count = 0; }

  // Of equal relief, the earlier one.
  before(a, b) { return a[1] > b[1] || (a[1] === b[1] && a[2] < b[2]); }

  push(pixel) {
    const items = this.items, item = [pixel, this.relief[pixel], this.count++];
    let at = items.length;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = (at - 1) >> 1;
      if (!this.before(item, items[parent])) break;
      items[at] = items[parent];
    }
    items[at] = item;
  }

  pop() {
    const items = this.items;
    if (items.length === 0) return undefined;
    const top = items[0], item = items.pop();
    if (items.length === 0) return top[0];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.before(items[child + 1], items[child])) child++;
      if (!this.before(items[child], item)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = item;
    return top[0];
  }
}
