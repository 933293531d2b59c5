"""The CPU stages as they are written in Python: NumPy, SciPy, scikit-image and OpenCV, all vectorised, on one thread.

Started by `./build.sh bench stages` with the folder of its inputs. Reads one command a line, answers "done": `STAGE SCENE` runs a stage
once, `save STAGE SCENE FILE` writes its last result as raw values.
"""
import functools
import os
import sys

import cv2
import numpy
from scipy import ndimage
from skimage import measure, segmentation

cv2.setNumThreads(1)
folder = sys.argv[1]
MASK, SEED, AREA, SCORE = 0.65, 0.35, 45, 0.8


def stored(scene, kind, dtype):
    return numpy.fromfile(os.path.join(folder, f"{scene}.{kind}"), dtype)


@functools.cache
def given(stage, scene):
    side = int(scene)
    if stage == "decode":
        return stored(scene, "png", numpy.uint8)
    if stage == "preprocess":
        return decode(stored(scene, "png", numpy.uint8))
    if stage == "postprocess":
        return stored(scene, "maps", numpy.float32).reshape(3, side, side)
    return stored(scene, "labels", numpy.int32).reshape(side, side)


def decode(data):
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def levels(image):
    seen = numpy.cumsum(numpy.bincount(image.ravel(), minlength=256))
    low, high = (int(numpy.argmax(seen >= quantile * image.size)) for quantile in (0.005, 0.998))
    return low, max(high, low + 8), int(numpy.argmax(seen >= 0.5 * image.size))


def lightness(rgb):
    luminance = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    low, high, median = levels(luminance)
    return 255 - luminance if median > low + 0.35 * (high - low) else rgb.max(axis=2)


def preprocess(rgb):
    """The views of unet-extended: colour, CLAHE and the locally normalised logarithm, as 5 planes."""
    low, high, _ = levels(rgb)
    gain = numpy.float32(2 / (high - low))
    colour = numpy.clip((rgb.astype(numpy.float32) - low) * gain - 1, -1.2, 1.2).transpose(2, 0, 1)
    light = lightness(rgb)
    low, high, _ = levels(light)
    root = numpy.rint(255 * numpy.sqrt(numpy.clip((numpy.arange(256) - low) / (high - low), 0, 1))).astype(numpy.uint8)
    tiles = [max(1, round(length / 64)) for length in light.shape[::-1]]
    clahe = cv2.createCLAHE(3, tiles).apply(cv2.LUT(light, root)).astype(numpy.float32) * numpy.float32(2 / 255) - 1
    log = cv2.GaussianBlur((light.astype(numpy.float32) - low) * numpy.float32(36 / (high - low)) + 1, (0, 0), 1)
    log = numpy.log(numpy.maximum(log, 1))
    mean = cv2.boxFilter(log, cv2.CV_32F, (65, 65))
    deviation = numpy.sqrt(numpy.maximum(cv2.sqrBoxFilter(log, cv2.CV_32F, (65, 65)) - mean * mean, 0))
    flat = numpy.clip((log - mean) / (deviation + numpy.float32(0.4)) * numpy.float32(0.5), -1.5, 1.5)
    return numpy.concatenate([colour, clahe[None], flat[None]]).astype(numpy.float32)


def postprocess(maps):
    nucleus, border, marker = maps
    mask = ndimage.binary_fill_holes(nucleus >= MASK)
    height = marker * (1 - border)
    labels = segmentation.watershed(-height, measure.label((height >= SEED) & mask, connectivity=1), mask=mask)
    alone = measure.label(mask & (labels == 0), connectivity=1)
    labels[alone > 0] = alone[alone > 0] + labels.max()
    ids = numpy.arange(labels.max() + 1)
    kept = (numpy.bincount(labels.ravel()) >= AREA) & (ndimage.mean(nucleus, labels, ids) >= SCORE)
    kept[0] = False
    return segmentation.relabel_sequential(numpy.where(kept, ids, 0)[labels])[0].astype(numpy.int32)


def encode(labels):
    pixels = labels.T.ravel()
    texts = []
    for label in range(1, labels.max() + 1):
        inside = numpy.flatnonzero(pixels == label)
        breaks = numpy.flatnonzero(numpy.diff(inside) > 1)
        starts = inside[numpy.concatenate([[0], breaks + 1])]
        ends = inside[numpy.concatenate([breaks, [-1]])]
        texts.append(" ".join(f"{start + 1} {end - start + 1}" for start, end in zip(starts, ends)))
    return numpy.frombuffer("\n".join(texts).encode(), numpy.uint8)


results = {}
for line in sys.stdin:
    command = line.split()
    if command[0] == "save":
        results[command[1], command[2]].tofile(command[3])
    else:
        results[command[0], command[1]] = globals()[command[0]](given(*command))
    print("done", flush=True)
