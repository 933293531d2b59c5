"""SegService in napari: copy this beside ../python/segservice.py, then, in napari's console:

    from segservice_napari import add_nuclei
    add_nuclei(viewer)                                   # the selected image layer
    add_nuclei(viewer, url="http://gpu:8080", model="unet", channel=1)
"""

import io

import tifffile

import segservice


def nuclei(image, url="http://localhost:8080", key=None, **parameters):
    """Labels of one 2-D image: an array of height x width, or height x width x 3 for RGB, of 8, 16 or 32 bits.

    Returns an array of height x width: 0 for background, 1, 2, 3, ... for nuclei. parameters: as segservice.Service.segment has.
    """
    upload = io.BytesIO()
    tifffile.imwrite(upload, image, photometric="rgb" if image.ndim == 3 else "minisblack")
    answer = segservice.Service(url, key).segment(upload.getvalue(), "labels-tiff", **parameters)
    return tifffile.imread(io.BytesIO(answer))


def add_nuclei(viewer, **options):
    """Segments what the selected image layer shows and adds the nuclei as a labels layer over it; returns the new layer."""
    layer = viewer.layers.selection.active
    plane = layer.data[tuple(viewer.dims.current_step[: layer.ndim - 2])] if layer.ndim > 2 else layer.data
    return viewer.add_labels(nuclei(plane, **options), name=f"{layer.name} nuclei", scale=layer.scale[-2:], translate=layer.translate[-2:])
