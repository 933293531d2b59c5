using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>What <c>POST /v1/segmentations</c> is asked for beside the image. Nulls mean what each parameter's description says.</summary>
internal sealed record SegmentationQuery(string Model, string? Format, string? ImageId, SegmentationParameters Parameters)
{
    public static readonly QueryParameter ModelName = new("model", ParameterType.Text,
        "Name or alias of a model; see `GET /v1/models`.") { Default = "default" };

    public static readonly QueryParameter FormatName = new("format", ParameterType.Text,
        "The result's format; without it the `Accept` header chooses, and without that it is `json`.");

    public static readonly QueryParameter ImageIdText = new("imageId", ParameterType.Text,
        $"Names the image in the result: {ImageIds.Rule}. Default: the upload's file name without extension, else the SHA-256 of its bytes.");

    public static readonly QueryParameter Page = new("page", ParameterType.Integer,
        "Page of a multi-page TIFF, from 0.") { Minimum = 0, Maximum = 65_535, Default = "0" };

    public static readonly QueryParameter Channel = new("channel", ParameterType.Integer,
        "The only channel to look at, from 0. Default: all of them.") { Minimum = 0, Maximum = 63 };

    public static readonly QueryParameter Scale = new("scale", ParameterType.Number,
        "Zoom applied before inference; `auto` chooses it by the estimated nucleus size. Masks come back at the original size.")
        { Minimum = 0.25, Maximum = 4, Word = "auto", Default = "auto" };

    public static readonly QueryParameter Tta = new("tta", ParameterType.Flag,
        "Test-time augmentation: averages the predictions over eight rotations and reflections; eight times the inference. `classic` has nothing to average and ignores it.") { Default = "false" };

    public static readonly QueryParameter MaskThreshold = new("maskThreshold", ParameterType.Number,
        "A pixel belongs to a nucleus from this probability on. Default: the model's calibrated value.") { Minimum = 0.01, Maximum = 0.99 };

    public static readonly QueryParameter SeedThreshold = new("seedThreshold", ParameterType.Number,
        "A pixel seeds a nucleus from this value on: higher splits less. Default: the model's calibrated value.") { Minimum = 0.01, Maximum = 0.99 };

    public static readonly QueryParameter MinArea = new("minArea", ParameterType.Integer,
        "Nuclei of fewer pixels are dropped. Default: the model's calibrated value.") { Minimum = 0, Maximum = 1_000_000 };

    /// <summary>What <see cref="ReadParameters"/> reads.</summary>
    public static readonly IReadOnlyList<QueryParameter> Parameterised = [Page, Channel, Scale, Tta, MaskThreshold, SeedThreshold, MinArea];

    public static readonly IReadOnlyList<QueryParameter> All = [ModelName, FormatName, ImageIdText, .. Parameterised];

    public static Outcome<SegmentationQuery> Read(IQueryCollection query) => Read(query, All);

    /// <param name="query">As it came.</param>
    /// <param name="allowed">Those of <see cref="All"/> that the operation knows.</param>
    public static Outcome<SegmentationQuery> Read(IQueryCollection query, IReadOnlyList<QueryParameter> allowed)
    {
        var reader = new QueryReader(query);
        reader.Allow(allowed);
        var imageId = reader.Text(ImageIdText);
        reader.Fail(imageId is null ? null : ImageIds.Check(imageId));
        var read = new SegmentationQuery(reader.Text(ModelName) ?? ModelName.Default!, reader.Text(FormatName), imageId, ReadParameters(reader));
        return reader.Failure is { } failure ? failure : read;
    }

    public static SegmentationParameters ReadParameters(QueryReader reader) => new()
    {
        Page = reader.Integer(Page) ?? 0,
        Channel = reader.Integer(Channel),
        Scale = reader.Number(Scale),
        Tta = reader.Flag(Tta) ?? false,
        MaskThreshold = reader.Number(MaskThreshold),
        SeedThreshold = reader.Number(SeedThreshold),
        MinArea = reader.Integer(MinArea),
    };
}
