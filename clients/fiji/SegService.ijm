// Segments the active image with SegService and adds one ROI a nucleus to the ROI Manager. Runs in Fiji and in plain ImageJ from
// 1.52i on; sends with curl, which Windows 10, macOS and most Linux systems have.
// Plugins > Macros > Run..., or from the command line: -macro SegService.ijm "url<tab>model<tab>key" on an open image.

url = "http://localhost:8080";
model = "default";
key = "";
given = split(getArgument(), "\t");
if (given.length > 0) {
    url = given[0];
    if (given.length > 1) model = given[1];
    if (given.length > 2) key = given[2];
} else {
    Dialog.create("SegService");
    Dialog.addString("Service", url, 30);
    Dialog.addString("Model", model, 15);
    Dialog.addString("API key (if it asks for one)", key, 30);
    Dialog.show();
    url = Dialog.getString();
    model = Dialog.getString();
    key = Dialog.getString();
}

if (endsWith(url, "/")) url = substring(url, 0, lengthOf(url) - 1);

image = getTitle();
temporary = getDirectory("temp") + "segservice-" + d2s(getTime(), 0);
saveAs("Tiff", temporary + ".tif");
rename(image);

if (key == "") key = "none";
target = url + "/v1/segmentations?format=imagej-roi&model=" + model;
status = exec("curl", "--silent", "--show-error", "--header", "Content-Type: application/octet-stream", "--header", "X-Api-Key: " + key,
    "--data-binary", "@" + temporary + ".tif", "--output", temporary + ".zip", "--write-out", "%{http_code}", target);
deleted = File.delete(temporary + ".tif");
if (!startsWith(status, "200")) {
    reason = status;
    if (File.exists(temporary + ".zip")) {
        reason = reason + "\n" + File.openAsString(temporary + ".zip");
        deleted = File.delete(temporary + ".zip");
    }
    exit("SegService did not segment this image: " + reason);
}

roiManager("open", temporary + ".zip");
deleted = File.delete(temporary + ".zip");
roiManager("show all without labels");
