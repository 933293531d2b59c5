using OpenCvSharp;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Api.Tests.Hosting;

/// <summary>Answers as told, and remembers what it was asked. By default: a 3 x 2 image with one nucleus.</summary>
internal sealed class StubPipeline : ISegmentationPipeline
{
    public Func<SegmentationRequest, CancellationToken, Task<Outcome<SegmentationResult>>> Answer { get; set; } =
        (request, _) => Task.FromResult<Outcome<SegmentationResult>>(Result(request));

    public SegmentationRequest? Asked { get; private set; }

    /// <summary>The bytes as they were during the call: their buffer is reused afterwards.</summary>
    public byte[] AskedImage { get; private set; } = [];

    public Task<Outcome<SegmentationResult>> RunAsync(SegmentationRequest request, CancellationToken cancellationToken)
    {
        (Asked, AskedImage) = (request, request.Image.ToArray());
        return Answer(request, cancellationToken);
    }

    public static SegmentationResult Result(SegmentationRequest request)
    {
        var timings = new StageTimings(TimeProvider.System);
        timings.Add("decode", TimeSpan.FromMilliseconds(1.5));
        timings.Add("inference", TimeSpan.FromMilliseconds(20));
        return new SegmentationResult
        {
            Id = "run", ImageId = request.ImageId ?? "sha", ImageSha256 = "sha", Model = new ModelIdentity("stub", "7", ""),
            Parameters = request.Parameters, Timings = timings, Instances = [],
            Image = new DecodedImage(new ImageInfo(ImageFormat.Png, 3, 2, 1, 8), new Mat(), new Mat()),
            Labels = LabelImage.Adopt(3, 2, [0, 1, 1, 0, 0, 0]),
        };
    }
}
