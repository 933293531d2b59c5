"""Reads our results with other people's libraries and writes what they hold as raw pixels, row by row, little-endian.

usage: read_results.py FOLDER; for every NAME in it: NAME.coco.json, NAME.geojson and NAME.labels.tif become NAME.coco,
NAME.polygons and NAME.tiff (int32 labels), NAME.probability.tif becomes NAME.probability (float32).
"""

import json
import sys
from pathlib import Path

import numpy
import shapely.geometry
import shapely.vectorized
import tifffile


def coco_counts(text):
    """The published format of COCO's compressed counts, read from its definition."""
    counts, position = [], 0
    while position < len(text):
        number, shift, more = 0, 0, True
        while more:
            group = ord(text[position]) - 48
            number |= (group & 31) << shift
            shift += 5
            more = group & 32
            position += 1
            if not more and group & 16:
                number -= 1 << shift
        counts.append(number + (counts[-2] if len(counts) > 2 else 0))
    return counts


def coco(path):
    document = json.loads(path.read_text())
    (image,) = document["images"]
    (category,) = document["categories"]
    assert category["name"] == "nucleus"
    labels = numpy.zeros((image["height"], image["width"]), "<i4")
    for annotation in document["annotations"]:
        assert annotation["image_id"] == image["id"] and annotation["category_id"] == category["id"]
        assert annotation["iscrowd"] == 0 and 0 <= annotation["score"] <= 1
        height, width = annotation["segmentation"]["size"]
        counts = coco_counts(annotation["segmentation"]["counts"])
        assert sum(counts) == height * width
        mask = numpy.repeat(numpy.arange(len(counts)) % 2 == 1, counts).reshape((height, width), order="F")
        ys, xs = numpy.nonzero(mask)
        assert annotation["area"] == len(xs)
        assert annotation["bbox"] == [xs.min(), ys.min(), xs.max() - xs.min() + 1, ys.max() - ys.min() + 1]
        assert not labels[mask].any()
        labels[mask] = annotation["id"]
    return labels


def polygons(path, shape):
    document = json.loads(path.read_text())
    assert document["type"] == "FeatureCollection"
    labels = numpy.zeros(shape, "<i4")
    ys, xs = numpy.mgrid[: shape[0], : shape[1]] + 0.5
    for feature in document["features"]:
        assert feature["type"] == "Feature" and feature["properties"]["objectType"] == "detection"
        geometry = shapely.geometry.shape(feature["geometry"])
        assert geometry.is_valid, shapely.validation.explain_validity(geometry)
        for polygon in getattr(geometry, "geoms", [geometry]):
            assert polygon.exterior.is_ccw and not any(hole.is_ccw for hole in polygon.interiors)
        mask = shapely.vectorized.contains(geometry, xs, ys)
        assert geometry.area == mask.sum() == feature["properties"]["measurements"]["area"]
        labels[mask] = feature["id"]
    return labels


folder = Path(sys.argv[1])
for tiff in folder.glob("*.labels.tif"):
    name = tiff.name.removesuffix(".labels.tif")
    labels = tifffile.imread(tiff)
    assert labels.dtype == numpy.uint16 or labels.max() > 65535
    labels.astype("<i4").tofile(folder / f"{name}.tiff")
    polygons(folder / f"{name}.geojson", labels.shape).tofile(folder / f"{name}.polygons")
    coco(folder / f"{name}.coco.json").tofile(folder / f"{name}.coco")
    probability = tifffile.imread(folder / f"{name}.probability.tif")
    assert probability.dtype == numpy.float32
    probability.astype("<f4").tofile(folder / f"{name}.probability")
