// Segments the selected annotation's rectangle, or the whole image where nothing is selected, and adds the nuclei as detections.
// For QuPath 0.4 and later: Automate > Script editor > Run.

import java.awt.geom.AffineTransform
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import qupath.lib.images.writers.ImageWriterTools
import qupath.lib.io.PathIO
import qupath.lib.objects.PathObjectTools
import qupath.lib.regions.RegionRequest

def url = "http://localhost:8080"
def model = "default"
def key = ""            // where the service asks for one
def downsample = 1.0    // 2 sends every second pixel, and so on

def server = getCurrentServer()
def selected = getSelectedObject()
def region = selected?.getROI() == null
        ? RegionRequest.createInstance(server, downsample)
        : RegionRequest.createInstance(server.getPath(), downsample, selected.getROI())

def upload = Files.createTempFile("segservice", ".ome.tif")
def answer = Files.createTempFile("segservice", ".geojson")
try {
    ImageWriterTools.writeImageRegion(server, region, upload.toString())
    def request = HttpRequest.newBuilder(URI.create("${url}/v1/segmentations?format=geojson&model=${model}"))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofFile(upload))
    if (key)
        request.header("X-Api-Key", key)
    def response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofFile(answer))
    if (response.statusCode() != 200)
        throw new IOException("SegService: ${response.statusCode()} ${Files.readString(answer)}")

    // From the region's pixels to the image's.
    def place = new AffineTransform(downsample, 0, 0, downsample, region.getX(), region.getY())
    def nuclei = PathIO.readObjects(answer).collect { PathObjectTools.transformObject(it, place, true) }
    if (selected == null)
        addObjects(nuclei)
    else
        selected.addChildObjects(nuclei)
    fireHierarchyUpdate()
    println "${nuclei.size()} nuclei"
} finally {
    Files.deleteIfExists(upload)
    Files.deleteIfExists(answer)
}
