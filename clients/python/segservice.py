#!/usr/bin/env python3
"""A client of SegService in one file, without dependencies: copy it beside your script, or run it.

    segservice.py models
    segservice.py segment cells.png                           # JSON to the standard output
    segservice.py segment *.tif --format measurements -o out  # one file an image in the folder out
    segservice.py segment cells.tif --model classic -p channel=1 -p minArea=40

    import segservice
    service = segservice.Service("http://localhost:8080")
    for nucleus in service.segment("cells.png")["instances"]:
        print(nucleus["id"], nucleus["area"], nucleus["centroid"])
"""

import argparse
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

EXTENSIONS = {"json": ".json", "csv": ".csv", "coco": ".coco.json", "labels-png": ".labels.png", "labels-tiff": ".labels.tif",
              "masks-zip": ".masks.zip", "overlay-png": ".overlay.png", "geojson": ".geojson", "imagej-roi": ".rois.zip",
              "measurements": ".measurements.csv", "probability": ".probability.tif"}


class Refused(Exception):
    """The service's answer to a request it did not carry out: an RFC 9457 problem."""

    def __init__(self, status, problem):
        super().__init__(f"{status}: {problem.get('detail') or problem.get('title') or 'no reason given'}")
        self.status = status
        self.problem = problem


class Service:
    """A running SegService.

    url: where it is; key: an API key, where it asks for one; timeout: seconds to wait for one answer; attempts: how often an
    image is sent while the service says that it is busy (429 or 503), each time after the wait it asks for.
    """

    def __init__(self, url="http://localhost:8080", key=None, timeout=120, attempts=4):
        self.url = url.rstrip("/")
        self.key = key
        self.timeout = timeout
        self.attempts = attempts

    def models(self):
        """{"default": name, "models": [...]}."""
        return json.loads(self._send("/v1/models"))

    def segment(self, image, format="json", image_id=None, **parameters):
        """Segments one image: a path, or the bytes of a PNG, JPEG, BMP, WebP or TIFF file.

        parameters: as in the API document: model, page, channel, scale, tta, maskThreshold, seedThreshold, minArea. Returns a
        dictionary for the formats json, coco and geojson, text for csv and measurements, bytes for the others.
        """
        if not isinstance(image, (bytes, bytearray)):
            image_id = image_id or _name(image)
            image = Path(image).read_bytes()
        query = {"format": format, "imageId": image_id, **parameters}
        query = {name: _text(value) for name, value in query.items() if value is not None}
        answer = self._send("/v1/segmentations?" + urllib.parse.urlencode(query), image)
        if format in ("json", "coco", "geojson"):
            return json.loads(answer)
        return answer.decode() if format in ("csv", "measurements") else answer

    def _send(self, path, body=None):
        for left in reversed(range(self.attempts)):
            try:
                with urllib.request.urlopen(self._request(path, body), timeout=self.timeout) as answer:
                    return answer.read()
            except urllib.error.HTTPError as refusal:
                if left == 0 or refusal.code not in (429, 503):
                    raise Refused(refusal.code, _problem(refusal)) from None
                time.sleep(_wait(refusal))
        raise ValueError("attempts must be at least 1")

    def _request(self, path, body):
        request = urllib.request.Request(self.url + path, data=body)
        if body is not None:
            request.add_header("Content-Type", "application/octet-stream")
        if self.key:
            request.add_header("X-Api-Key", self.key)
        return request


def mask(instance, width, height):
    """An instance of format json as bytes, one a pixel, row by row: 1 inside, 0 outside."""
    pixels = bytearray(width * height)
    numbers = [int(number) for number in instance["rle"].split()]
    for start, length in zip(numbers[::2], numbers[1::2]):
        for number in range(start - 1, start - 1 + length):  # down the columns
            pixels[number % height * width + number // height] = 1
    return bytes(pixels)


def _name(path):
    """What the service would call an upload of this name."""
    return re.sub("[^A-Za-z0-9._-]", "_", Path(path).stem).lstrip(".-")[:128] or None


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _problem(refusal):
    try:
        return json.loads(refusal.read())
    except ValueError:
        return {"title": refusal.reason}


def _wait(refusal):
    seconds = refusal.headers.get("Retry-After", "")
    return min(int(seconds), 60) if seconds.isdigit() else 1


def _parameter(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text}: NAME=VALUE is needed")
    return name, value


def _arguments():
    parser = argparse.ArgumentParser(description="Segments nuclei with a running SegService.")
    parser.add_argument("--url", default=os.environ.get("SEGSERVICE_URL", "http://localhost:8080"), help="default: SEGSERVICE_URL, or %(default)s")
    parser.add_argument("--key", default=os.environ.get("SEGSERVICE_KEY"), help="API key; default: SEGSERVICE_KEY")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("models", help="list the models")
    segment = commands.add_parser("segment", help="segment images")
    segment.add_argument("images", nargs="+", metavar="IMAGE")
    segment.add_argument("--model", help="default: the service's")
    segment.add_argument("--format", default="json", choices=EXTENSIONS)
    segment.add_argument("-p", "--parameter", action="append", default=[], type=_parameter, metavar="NAME=VALUE", help="any other parameter")
    segment.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="write files there, not to the standard output")
    return parser.parse_args()


def _write(image, answer, arguments):
    data = answer if isinstance(answer, bytes) else (answer if isinstance(answer, str) else json.dumps(answer) + "\n").encode()
    if arguments.output is None:
        sys.stdout.buffer.write(data)
        return
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / (Path(image).stem + EXTENSIONS[arguments.format])).write_bytes(data)


def _main():
    arguments = _arguments()
    service = Service(arguments.url, arguments.key)
    if arguments.command == "models":
        print(json.dumps(service.models(), indent=2))
        return 0
    failed = 0
    for image in arguments.images:
        try:
            answer = service.segment(image, arguments.format, model=arguments.model, **dict(arguments.parameter))
            _write(image, answer, arguments)
        except (Refused, OSError) as error:
            failed += 1
            print(f"{image}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(_main())
