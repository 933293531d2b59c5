'use strict';
const sharp = require('sharp');
const { watershed } = require('./watershed');

const MASK = 0.65, SEED = 0.35, AREA = 45, SCORE = 0.8;

sharp.concurrency(1);

exports.segment = async (ort, session, bytes) => {
  const { data, info } = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const input = new ort.Tensor('float32', planes(data, width * height), [1, 3, height, width]);
  const maps = (await session.run({ [session.inputNames[0]]: input }))[session.outputNames[0]].data;
  const labels = watershed(maps, width, height, MASK, SEED);
  return document(labels, maps, width, height);
};

// Stretched to the image's own range, as the network was trained.
function planes(data, pixels) {
  const histogram = new Uint32Array(256);
  for (const level of data) histogram[level]++;
  const quantile = share => {
    let seen = 0, level = 0;
    while ((seen += histogram[level]) < share * data.length) level++;
    return level;
  };
  const low = quantile(0.005), gain = 2 / Math.max(quantile(0.998) - low, 8);
  const values = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < 3; c++)
      values[c * pixels + i] = Math.min(1.2, Math.max(-1.2, (data[3 * i + c] - low) * gain - 1));
  return values;
}

function document(labels, maps, width, height) {
  const found = new Map();
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const label = labels[y * width + x];
      if (label > 0) add(found, label, x, y, maps[y * width + x], height);
    }
  const kept = [...found.values()].filter(one => one.area >= AREA && one.sum / one.area >= SCORE);
  const instances = kept.map((one, index) => ({
    id: index + 1, rle: one.runs.map(run => `${run.start} ${run.length}`).join(' '), area: one.area,
    bbox: [one.left, one.top, one.right - one.left + 1, one.bottom - one.top + 1],
    centroid: [one.x / one.area, one.y / one.area], score: one.sum / one.area,
  }));
  return { width, height, count: instances.length, instances };
}

function add(found, label, x, y, probability, height) {
  let one = found.get(label);
  if (!one) found.set(label, one = { area: 0, sum: 0, x: 0, y: 0, left: x, right: x, top: y, bottom: y, runs: [] });
  one.area++;
  one.sum += probability;
  one.x += x;
  one.y += y;
  one.right = x;
  one.top = Math.min(one.top, y);
  one.bottom = Math.max(one.bottom, y);
  const pixel = x * height + y + 1, last = one.runs.at(-1);
  if (last && last.start + last.length === pixel) last.length++;
  else one.runs.push({ start: pixel, length: 1 });
}
