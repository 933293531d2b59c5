"""A peer: FastAPI and uvicorn, the network by OpenCV's DNN module, instances by scikit-image.

MODEL is the graph. Run as many uvicorn workers as there are cores: OpenCV's networks are not thread-safe, Python has its lock.
"""
import os
import threading

import cv2
import numpy
import onnx
from fastapi import FastAPI, HTTPException, Request
from scipy import ndimage
from skimage import measure, segmentation
from starlette.concurrency import run_in_threadpool

MASK, SEED, AREA, SCORE = 0.65, 0.35, 45, 0.8

cv2.setNumThreads(1)
app = FastAPI()


def load(file):
    """OpenCV 4.6 wants the sizes of kernels spelt out, which ONNX leaves to the weights' shape."""
    model = onnx.load(file)
    shapes = {weights.name: list(weights.dims) for weights in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Conv" and all(attribute.name != "kernel_shape" for attribute in node.attribute):
            node.attribute.append(onnx.helper.make_attribute("kernel_shape", shapes[node.input[1]][2:]))
    return cv2.dnn.readNetFromONNX(numpy.frombuffer(model.SerializeToString(), numpy.uint8))


network = load(os.environ["MODEL"])
turn = threading.Lock()


@app.get("/ready")
def ready():
    return {}


@app.post("/segment")
async def segment(request: Request):
    return await run_in_threadpool(answer, await request.body())


def answer(data):
    image = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise HTTPException(400, "not an image")
    nucleus, border, marker = predict(blob(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)))
    labels = instances(nucleus, marker * (1 - border))
    regions = measure.regionprops(labels, nucleus)
    kept = [region for region in regions if region.area >= AREA and region.mean_intensity >= SCORE]
    return {
        "width": image.shape[1],
        "height": image.shape[0],
        "count": len(kept),
        "instances": [
            {
                "id": number,
                "rle": encode(region, image.shape[0]),
                "area": int(region.area),
                "bbox": [int(value) for value in region.bbox],
                "centroid": [float(value) for value in region.centroid],
                "score": float(region.mean_intensity),
            }
            for number, region in enumerate(kept, 1)
        ],
    }


def predict(pixels):
    with turn:
        network.setInput(pixels)
        return network.forward()[0].copy()


def blob(rgb):
    low, high = numpy.quantile(rgb, (0.005, 0.998))
    gain = 2 / max(high - low, 8)
    return numpy.clip((rgb - low) * gain - 1, -1.2, 1.2).astype(numpy.float32).transpose(2, 0, 1)[None]


def instances(nucleus, height):
    mask = ndimage.binary_fill_holes(nucleus >= MASK)
    return segmentation.watershed(-height, measure.label((height >= SEED) & mask, connectivity=1), mask=mask)


def encode(region, height):
    """Kaggle's run-length encoding, within the region's box."""
    rows, columns = region.coords.T
    pixels = numpy.sort(columns * height + rows)
    breaks = numpy.flatnonzero(numpy.diff(pixels) > 1)
    starts = pixels[numpy.concatenate([[0], breaks + 1])]
    ends = pixels[numpy.concatenate([breaks, [-1]])]
    return " ".join(f"{start + 1} {end - start + 1}" for start, end in zip(starts, ends))
