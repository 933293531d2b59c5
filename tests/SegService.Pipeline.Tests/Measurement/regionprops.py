"""Measures a result's instances with scikit-image, in the columns of our own table.

usage: regionprops.py LABELS.tif SAMPLES.raw CHANNELS; the samples are float32, little-endian, channel by channel within a pixel.
"""

import csv
import sys
import warnings

import numpy
import tifffile
from skimage.measure import regionprops

warnings.simplefilter("ignore")  # hulls of one pixel
labels = tifffile.imread(sys.argv[1])
channels = int(sys.argv[3])
samples = numpy.fromfile(sys.argv[2], "<f4").astype(float).reshape(*labels.shape, channels)
geometry = ("id area centroid_x centroid_y bbox_x bbox_y bbox_width bbox_height "
            "perimeter equivalent_diameter eccentricity solidity").split()
intensities = [f"{what}_intensity_{c}" for c in range(channels) for what in ("mean", "min", "max", "integrated")]
table = csv.writer(sys.stdout)
table.writerow(geometry + intensities)
for region in regionprops(labels, samples):
    top, left, bottom, right = region.bbox
    y, x = region.centroid
    row = [region.label, region.area, x, y, left, top, right - left, bottom - top,
           region.perimeter, region.equivalent_diameter_area, region.eccentricity, region.solidity]
    for c in range(channels):
        row += [region.intensity_mean[c], region.intensity_min[c], region.intensity_max[c], region.intensity_mean[c] * region.area]
    table.writerow(row)
