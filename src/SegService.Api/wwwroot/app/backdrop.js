import { call, segment } from './api.js';

/** What the browser itself makes of the file, pixel for pixel; null where it cannot. */
export async function fromBrowser(file) {
  if (await turned(file)) return null;
  return createImageBitmap(file, { colorSpaceConversion: 'none' }).catch(() => null);
}

/** Whether the browser's picture is the one the service looked at. */
export function fits(bitmap, result) {
  const { width, height, bitDepth } = result.image;
  return bitmap != null && bitmap.width === width && bitmap.height === height && bitDepth === 8
    && result.parameters.page === 0 && result.parameters.channel === null;
}

/**
 * The service's rendering: for TIFF, more than 8 bits, one channel or page. An overlay without instances, since none is as large
 * as the largest minArea, is the image alone.
 */
export async function fromService(file, query, signal) {
  const response = await segment(file, { ...query, format: 'overlay-png', minArea: 1_000_000 }, signal);
  return createImageBitmap(await response.blob(), { colorSpaceConversion: 'none' });
}

/** The same of an image that only a job has: with the outlines the job found drawn into it. */
export async function fromJob(path, signal) {
  const response = await call(path, { query: { format: 'overlay-png' }, signal });
  return createImageBitmap(await response.blob(), { colorSpaceConversion: 'none' });
}

/** Whether a JPEG asks to be turned: browsers do so, the service does not (masks are in the coordinates of the stored pixels). */
async function turned(file) {
  const bytes = new DataView(await file.slice(0, 128 * 1024).arrayBuffer());
  if (bytes.byteLength < 4 || bytes.getUint16(0) !== 0xffd8) return false;
  for (let at = 2; at + 4 <= bytes.byteLength && bytes.getUint8(at) === 0xff; at += 2 + bytes.getUint16(at + 2)) {
    if (bytes.getUint8(at + 1) === 0xe1) return orientation(bytes, at + 4) > 1;
  }
  return false;
}

/** The orientation in an EXIF segment, 1 where it says nothing. */
function orientation(bytes, exif) {
  const tiff = exif + 6;
  if (tiff + 8 > bytes.byteLength || bytes.getUint32(exif) !== 0x45786966) return 1;
  const little = bytes.getUint16(tiff) === 0x4949;
  const directory = tiff + bytes.getUint32(tiff + 4, little);
  if (directory + 2 > bytes.byteLength) return 1;
  for (let i = 0, entry = directory + 2; i < bytes.getUint16(directory, little) && entry + 12 <= bytes.byteLength; i++, entry += 12) {
    if (bytes.getUint16(entry, little) === 0x0112) return bytes.getUint16(entry + 8, little);
  }
  return 1;
}
