#!/usr/bin/python3
"""Writes the fixtures beside it with writers that are not ours.

Needs Debian's python3-tifffile, python3-pil, python3-numpy and libtiff-tools. Every image is 21 x 17 and follows one formula,
value(x, y, c) = (7 x + 13 y + 50 c) mod 256, which FixturePixels repeats; deeper samples scale it.
"""
import os
import subprocess

import numpy as np
import tifffile
from PIL import Image

os.chdir(os.path.dirname(os.path.abspath(__file__)))
W, H = 21, 17


def values(channels=1):
    y, x = np.mgrid[0:H, 0:W]
    planes = [(7 * x + 13 * y + 50 * c) % 256 for c in range(channels)]
    return np.stack(planes, -1) if channels > 1 else planes[0]


def write(name, data, **options):
    tifffile.imwrite(name, data, metadata=options.pop("metadata", None), **options)


def convert(source, target, *options):
    subprocess.run(["tiffcp", *options, source, target], check=True)


grey, grey16 = values().astype(np.uint8), (values() * 257).astype(np.uint16)
rgb, rgb16 = values(3).astype(np.uint8), (values(3) * 257).astype(np.uint16)
real = ((values() - 100) / 50).astype(np.float32)

write("grey8-strips.tif", grey, rowsperstrip=4)
write("grey16-big-endian.tif", grey16, byteorder=">")
write("grey32.tif", (values() * 1000).astype(np.uint32))
write("grey16-signed.tif", (values() - 128).astype(np.int16))
write("float32.tif", real)
write("float32-big-endian.tif", real, byteorder=">")
write("float64.tif", real.astype(np.float64))
bad = real.copy()
bad[0, 0], bad[0, 1], bad[0, 2] = np.nan, np.inf, -np.inf
write("float32-not-finite.tif", bad)
write("inverted8.tif", 255 - grey, photometric="miniswhite")
write("rgb8.tif", rgb, photometric="rgb")
write("rgb16-planar.tif", np.moveaxis(rgb16, -1, 0), photometric="rgb", planarconfig="separate")
write("rgba8.tif", np.dstack([rgb, np.full((H, W), 255, np.uint8)]), photometric="rgb", extrasamples=["unassalpha"])
write("bigtiff.tif", grey16, bigtiff=True)
write("bigtiff-big-endian.tif", grey16, bigtiff=True, byteorder=">")
write("six-channels.tif", np.moveaxis(values(6).astype(np.uint16), -1, 0), photometric="minisblack", planarconfig="separate")
write("tiled16.tif", grey16, tile=(16, 16))
write("tiled-rgb-deflate.tif", rgb, photometric="rgb", tile=(16, 16), compression="zlib", predictor=False)
with tifffile.TiffWriter("two-pages.tif") as tiff:
    for page in (grey, 255 - grey):
        tiff.write(page, contiguous=False, metadata=None)
with tifffile.TiffWriter("pyramid.tif") as tiff:
    tiff.write(grey, metadata=None)
    tiff.write(grey[::2, ::2], subfiletype=1, metadata=None)

# Z 2, C 4, 16 bit: value(x, y, c) + z.
stack = np.stack([np.moveaxis(values(4), -1, 0) + z for z in range(2)]).astype(np.uint16)
tifffile.imwrite("ome-zcyx.ome.tif", stack, ome=True, photometric="minisblack",
                 metadata={"axes": "ZCYX", "PhysicalSizeX": 0.325, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 0.325})
tifffile.imwrite("ome-czyx.ome.tif", stack.swapaxes(0, 1), ome=True, photometric="minisblack", metadata={"axes": "CZYX"})
tifffile.imwrite("imagej.tif", stack, imagej=True, resolution=(1 / 0.65, 1 / 0.65), metadata={"axes": "ZCYX", "unit": "um"})
write("resolution-cm.tif", grey, resolution=(20000, 20000), resolutionunit="CENTIMETER")
write("resolution-print.tif", grey, resolution=(300, 300), resolutionunit="INCH")

palette = Image.fromarray(grey, "P")
palette.putpalette([v for i in range(256) for v in (i, 255 - i, i // 2)])
palette.save("palette.tif")
Image.fromarray(values() % 2 == 1).save("bilevel.tif")
convert("grey16-big-endian.tif", "lzw-predictor2.tif", "-L", "-c", "lzw:2")
convert("grey16-big-endian.tif", "lzw-predictor2-big-endian.tif", "-B", "-c", "lzw:2")
convert("float32.tif", "deflate-predictor3.tif", "-c", "zip:3")
convert("grey8-strips.tif", "packbits.tif", "-c", "packbits")
convert("rgb8.tif", "rgb-lzw-planar-tiled.tif", "-c", "lzw", "-p", "separate", "-t", "-w", "16", "-l", "16")

y, x = np.mgrid[0:32, 0:48]
smooth = np.stack([60 + 3 * x, 200 - 3 * y, 90 + x + y], -1).astype(np.uint8)
Image.fromarray(smooth).save("smooth.tif")
convert("smooth.tif", "jpeg-rgb.tif", "-c", "jpeg:r:95")
convert("smooth.tif", "jpeg-ycbcr.tif", "-c", "jpeg:95")
os.remove("smooth.tif")
Image.fromarray(values() % 2 == 1).save("group4.tif", compression="group4")
Image.fromarray(smooth).convert("CMYK").save("cmyk.jpg", quality=95)
exif = Image.Exif()
exif[0x0112] = 6
Image.fromarray(smooth).save("rotated.jpg", quality=95, exif=exif)
Image.fromarray(smooth).save("progressive.jpg", quality=95, progressive=True)

two = Image.new("P", (2, 1))
two.putpalette([255, 0, 0, 0, 255, 0])
two.putdata([0, 1])
two.save("palette-transparent.png", transparency=1)
