using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace SegService.Fuzz.Tests;

/// <summary>One request with something damaged in it, made from its number alone.</summary>
internal sealed class FuzzedRequest
{
    private const string Boundary = "fuzz-boundary";

    private static readonly string[] Formats =
        ["json", "csv", "coco", "labels-png", "labels-tiff", "masks-zip", "overlay-png", "geojson", "imagej-roi", "measurements", "probability"];

    private readonly Random _random;

    public FuzzedRequest(int seed, int number)
    {
        _random = new Random(HashCode(seed, number));
        (Path, Body, IsForm) = (number % 20) switch
        {
            < 13 => (Segmentation(), Damaged(Corpus.Images), false),
            < 16 => (Segmentation(), Damaged(Form(("image", Pick(Corpus.Images)))), true),
            16 or 17 => ("/v1/jobs", Form(("images", Damaged(Corpus.Zips)), ("images", Damaged(Corpus.Images))), true),
            18 => ("/v1/jobs", Damaged(Form(("images", Pick(Corpus.Zips)), ("model", "classic"u8.ToArray()))), true),
            _ => ("/v1/evaluations?model=classic", Evaluation(), true),
        };
    }

    public string Path { get; }

    public byte[] Body { get; }

    public bool IsForm { get; }

    public HttpRequestMessage Message()
    {
        var content = new ByteArrayContent(Body);
        if (IsForm)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}");
        return new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
    }

    /// <summary>The runtime's own hash codes differ from run to run.</summary>
    private static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) + (number * 16_777_619));

    private string Segmentation()
    {
        var choice = _random.Next(10);
        var extra = choice switch { 0 => "&page=1", 1 => "&channel=1", 2 => "&scale=2", 3 => "&tta=true", 4 => "&minArea=0", _ => "" };
        return string.Create(CultureInfo.InvariantCulture,
            $"/v1/segmentations?model={(_random.Next(3) == 0 ? "tiny" : "classic")}&format={Formats[_random.Next(Formats.Length)]}{extra}");
    }

    /// <summary>The image, the annotations or the form around them.</summary>
    private byte[] Evaluation() => _random.Next(3) switch
    {
        0 => Form(("image", Damaged(Corpus.Image)), ("truth", Pick(Corpus.Truths))),
        1 => Form(("image", Corpus.Image), ("truth", Damaged(Corpus.Truths))),
        _ => Damaged(Form(("image", Corpus.Image), ("truth", Pick(Corpus.Truths)))),
    };

    private byte[] Damaged(IReadOnlyList<byte[]> valid) => Mutator.Mutate(Pick(valid), Pick(valid), _random);

    private byte[] Damaged(byte[] valid) => Mutator.Mutate(valid, Pick(Corpus.Images), _random);

    private byte[] Pick(IReadOnlyList<byte[]> files) => files[_random.Next(files.Count)];

    private static byte[] Form(params (string Name, byte[] Content)[] parts)
    {
        using var form = new MemoryStream();
        foreach (var (name, content) in parts)
        {
            var file = name == "model" ? "" : "; filename=\"a.bin\"";
            form.Write(Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"));
            form.Write(content);
            form.Write("\r\n"u8);
        }

        form.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return form.ToArray();
    }
}
