// Runs the Fiji client on an image, as a person does from the menu, and writes the image's title and each ROI's area to a file. The
// argument: image|macro|the macro's argument|file.
given = split(getArgument(), "|");
open(given[0]);
runMacro(given[1], given[2]);
out = File.open(given[3]);
print(out, getTitle());
for (i = 0; i < roiManager("count"); i++) {
    roiManager("select", i);
    getStatistics(area);
    print(out, "" + area);
}
File.close(out);
run("Quit");
