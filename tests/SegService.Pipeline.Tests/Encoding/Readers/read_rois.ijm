// Opens ROI sets in the ROI Manager and paints each ROI with its number. The argument lists the sets, one a line: path without .zip,
// width, height, separated by tabs. Beside each, NAME.pixels gets the painted image's rows and NAME.areas each ROI's area as
// ImageJ measures it.
setBatchMode(true);
sets = split(getArgument(), "\n");
for (s = 0; s < sets.length; s++) {
    set = split(sets[s], "\t");
    width = parseInt(set[1]);
    height = parseInt(set[2]);
    newImage("image", "16-bit black", width, height, 1);
    roiManager("reset");
    roiManager("open", set[0] + ".zip");
    areas = File.open(set[0] + ".areas");
    for (i = 0; i < roiManager("count"); i++) {
        roiManager("select", i);
        getStatistics(area);
        print(areas, "" + area);
        setColor(i + 1);
        fill();
    }
    File.close(areas);
    pixels = File.open(set[0] + ".pixels");
    for (y = 0; y < height; y++) {
        row = "";
        for (x = 0; x < width; x++)
            row = row + getPixel(x, y) + " ";
        print(pixels, row);
    }
    File.close(pixels);
    close();
}
