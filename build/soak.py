"""The client of build/soak.sh: python3 soak.py ADDRESS PID."""
import collections
import http.client
import io
import os
import random
import sys
import threading
import time
import urllib.parse

import numpy
from PIL import Image

REQUESTS = int(os.environ.get("SEGSERVICE_SOAK_REQUESTS", "20000"))
CLIENTS = int(os.environ.get("SEGSERVICE_SOAK_CLIENTS", "4"))
PAUSE = float(os.environ.get("SEGSERVICE_SOAK_PAUSE", "0"))
MODEL = os.environ.get("SEGSERVICE_SOAK_MODEL", "classic")
SIDES = [int(side) for side in os.environ.get("SEGSERVICE_SOAK_SIDES", "16,24,32,48,64,96").split(",")]
MOST_GROWTH = 0.10
FORMATS = ["json", "csv", "coco", "labels-png", "labels-tiff", "masks-zip", "overlay-png", "geojson", "imagej-roi", "measurements"]


def scene(side, seed):
    values = numpy.random.RandomState(seed)
    image = values.randint(10, 30, (side, side)).astype("uint8")
    y, x = numpy.mgrid[:side, :side]
    for _ in range(side // 8):
        radius, top, left = values.randint(3, 9), *values.randint(0, side, 2)
        image[(y - top) ** 2 + (x - left) ** 2 <= radius**2] = values.randint(110, 220)
    return image


def encode(image, name, **options):
    data = io.BytesIO()
    Image.fromarray(image).save(data, name, **options)
    return data.getvalue()


def images():
    for seed, side in enumerate(SIDES):
        grey = scene(side, seed)
        colour = numpy.stack([grey, grey[::-1], grey[:, ::-1]], axis=-1)
        for image in (grey, colour):
            yield encode(image, "PNG")
            yield encode(image, "JPEG", quality=95)
            yield encode(image, "WEBP", lossless=True)
            yield encode(image, "BMP")
            yield encode(image, "TIFF", compression="tiff_lzw")
        yield encode(grey.astype("uint16") * 200, "TIFF")


GOOD = list(images())
BAD = [b"", b"no image", GOOD[0][:-40], GOOD[1][:200], GOOD[4][:100], b"\x89PNG\r\n\x1a\n" + bytes(100)]


def form(field, files):
    parts = [b'--soak\r\nContent-Disposition: form-data; name="%s"; filename="%d.bin"\r\n\r\n%s\r\n' % (field, i, data) for i, data in enumerate(files)]
    return b"".join(parts) + b"--soak--\r\n", {"Content-Type": "multipart/form-data; boundary=soak"}


def request(number):
    chance = random.Random(number)
    kind = number % 20
    if kind == 0:
        return f"/v1/jobs?model={MODEL}", *form(b"images", chance.sample(GOOD, 2))
    if kind == 1:
        return f"/v1/segmentations?model={MODEL}", *form(b"image", [chance.choice(GOOD)])
    body = chance.choice(BAD if kind < 4 else GOOD)
    # Each scale is an inference of its own: networks' maps of the others may be in the cache.
    scale = "" if MODEL == "classic" else f"&scale={chance.randint(80, 125) / 100}"
    return f"/v1/segmentations?model={MODEL}&format={chance.choice(FORMATS)}{scale}", body, {"Content-Type": "application/octet-stream"}


class Soak:
    def __init__(self, address, pid):
        self.host, self.pid = urllib.parse.urlsplit(address).netloc, pid
        self.lock, self.next, self.last, self.answers = threading.Lock(), 0, 0, collections.Counter()

    def resident(self):
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) * 1024

    def take(self):
        with self.lock:
            if self.next == self.last:
                return None
            self.next += 1
            return self.next - 1

    def client(self):
        connection = http.client.HTTPConnection(self.host, timeout=300)
        while (number := self.take()) is not None:
            path, body, headers = request(number)
            connection.request("POST", path, body, headers)
            with connection.getresponse() as answer:
                answer.read()
            with self.lock:
                self.answers[answer.status] += 1
            time.sleep(PAUSE)

    def run_to(self, last):
        self.last = last
        threads = [threading.Thread(target=self.client) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(2)  # what jobs are left are finished
        return self.resident()


soak = Soak(sys.argv[1], sys.argv[2])
start = time.monotonic()
resident = []
for part in range(1, 11):
    resident.append(soak.run_to(part * REQUESTS // 10))
    print(f"RSS after {soak.next}: {resident[-1] / 2**20:.0f} MiB", flush=True)
growth = resident[-1] / resident[0] - 1
answers = ", ".join(f"{count} x {status}" for status, count in sorted(soak.answers.items()))
print(f"{growth:+.1%} since the first tenth, in {time.monotonic() - start:.0f} s: {answers}")
faults = sum(count for status, count in soak.answers.items() if status >= 500) + REQUESTS - sum(soak.answers.values())
sys.exit(faults > 0 or growth > MOST_GROWTH)
