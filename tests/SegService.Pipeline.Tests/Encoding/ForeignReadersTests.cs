using System.Globalization;
using System.Runtime.InteropServices;
using SegService.Pipeline.Postprocessing;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Encoding;

/// <summary>What others' software reads from our results is the label image, pixel for pixel.</summary>
public sealed class ForeignReadersTests : IDisposable
{
    private const string Readers = "tests/SegService.Pipeline.Tests/Encoding/Readers";

    private readonly TemporaryFolder _folder = new();
    private readonly (string Name, LabelImage Labels)[] _scenes = [.. Scenes.Names.Select((scene, i) => ($"{i}", Scenes.Of(scene.Data)))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tifffile_Shapely_and_a_decoder_by_COCOs_definition_agree()
    {
        Needs.Met(await FormatReaders.WhyNotAsync());
        foreach (var (name, labels) in _scenes)
        {
            using var result = Scenes.Result(labels, maps: Scenes.Maps(labels));
            foreach (var (format, file) in new[] { ("coco", "coco.json"), ("geojson", "geojson"), ("labels-tiff", "labels.tif"), ("probability", "probability.tif") })
                File.WriteAllBytes(_folder[$"{name}.{file}"], Scenes.Encode(format, result));
        }

        var read = await FormatReaders.PythonAsync($"{Readers}/read_results.py", _folder.Path);

        Assert.True(read.Succeeded, read.Error);
        foreach (var (name, labels) in _scenes)
        {
            Assert.All(["coco", "polygons", "tiff"], format => Assert.Equal(labels.Labels, Raw<int>($"{name}.{format}")));
            Assert.Equal(Scenes.Maps(labels).Nucleus, Raw<float>($"{name}.probability"));
        }
    }

    [Fact]
    public async Task ImageJ_opens_every_roi_with_the_same_area_and_pixels()
    {
        Needs.Met(await FormatReaders.WhyNotAsync());
        // ImageJ's ROI Manager does not open a set without ROIs.
        var scenes = _scenes.Where(scene => scene.Labels.Count > 0).ToArray();
        foreach (var (name, labels) in scenes)
            File.WriteAllBytes(_folder[$"{name}.zip"], Scenes.Encode("imagej-roi", labels));

        var read = await FormatReaders.ImageJAsync($"{Readers}/read_rois.ijm",
            string.Join('\n', scenes.Select(scene => $"{_folder[scene.Name]}\t{scene.Labels.Width}\t{scene.Labels.Height}")));

        foreach (var (name, labels) in scenes)
        {
            Assert.True(File.Exists(_folder[$"{name}.pixels"]), read.Output + read.Error);
            Assert.Equal(Enumerable.Range(1, labels.Count).Select(id => labels.Labels.Count(label => label == id)), Numbers($"{name}.areas"));
            Assert.Equal(labels.Labels, Numbers($"{name}.pixels"));
        }
    }

    private T[] Raw<T>(string name)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(_folder[name])).ToArray();

    private IEnumerable<int> Numbers(string name) => File.ReadAllText(_folder[name])
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture));
}
