"""Uses the Python clients as a script would. usage: use_clients.py URL IMAGE.png"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
clients = Path(__file__).parents[3] / "clients"
sys.path += [str(clients / "python"), str(clients / "napari")]

import numpy
import segservice
import segservice_napari
import skimage.io

url, path = sys.argv[1:]
service = segservice.Service(url)
assert "tiny" in [model["name"] for model in service.models()["models"]]

result = service.segment(path, model="tiny", tta=False)
width, height = result["image"]["width"], result["image"]["height"]
labels = numpy.zeros((height, width), int)
for instance in result["instances"]:
    inside = numpy.frombuffer(segservice.mask(instance, width, height), bool).reshape(height, width)
    assert inside.sum() == instance["area"]
    labels[inside] = instance["id"]

assert result["imageId"] == Path(path).stem and labels.max() == result["count"] > 4
assert (segservice_napari.nuclei(skimage.io.imread(path), url, model="tiny") == labels).all()

try:
    service.segment(path, maskThreshold=2)
    raise AssertionError("a threshold of 2 is no threshold")
except segservice.Refused as refusal:
    assert refusal.status == 400 and refusal.problem["field"] == "maskThreshold" and "maskThreshold" in str(refusal)
