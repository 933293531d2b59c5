using System.CommandLine;
using SegService.Training.Commands;
using SegService.Training.Batches;
using SegService.Training.Data;
using SegService.Training.Models;

if (args.Length > 0 && args[0] == "preview0")
{
    var recipe = ModelRecipe.Named(args[1]);
    var t0 = System.Diagnostics.Stopwatch.StartNew();
    var images = TrainingSet.Load(args[2], e => e.Fold != 0 && (args.Length < 7 || e.Modality == args[6]));
    Console.WriteLine($"loaded {images.Count} in {t0.Elapsed}");
    OpenCvSharp.Cv2.SetNumThreads(1);
    var maker = new BatchMaker(new ImageSampler(images), recipe.ViewStack, 256, int.Parse(args[4]));
    t0.Restart();
    for (var k = 0; k < 4; k++) { t0.Restart();
    maker.Make(1000, 64);
    Console.WriteLine($"ms a crop {t0.Elapsed.TotalMilliseconds / 64}"); }
    PreviewCommand.Draw(maker, recipe.ViewStack.Channels, 256, int.Parse(args[5]), args[3]);
    return 0;
}

if (args.Length > 0 && args[0] == "polarity")
{
    foreach (var im in TrainingSet.Load(args[1], e => true))
    {
        using var lum = new OpenCvSharp.Mat();
        OpenCvSharp.Cv2.CvtColor(im.Rgb, lum, OpenCvSharp.ColorConversionCodes.RGB2GRAY);
        using OpenCvSharp.Mat ins = im.Labels.NotEquals(0); using OpenCvSharp.Mat outs = im.Labels.Equals(0);
        double a = OpenCvSharp.Cv2.Mean(lum, ins).Val0, b = OpenCvSharp.Cv2.Mean(lum, outs).Val0, m = OpenCvSharp.Cv2.Mean(lum).Val0;
        var r = SegService.Pipeline.Preprocessing.IntensityRange.Of(lum); var med = SegService.Pipeline.Preprocessing.IntensityRange.Median(lum);
        Console.WriteLine($"{im.Acquisition} {(b > a ? 1 : 0)} {(med > 100 ? 1 : 0)} {(med - r.Low) / (double)(r.High - r.Low):F2} {m - med:F1} {med} {r.Low} {r.High} {im.Id}");
    }
    return 0;
}

if (args.Length > 0 && args[0] == "prof")
{
    OpenCvSharp.Cv2.SetNumThreads(1);
    var images = TrainingSet.Load(args[1], e => e.Fold != 0 && e.Modality == args[2]);
    var sampler = new ImageSampler(images);
    var views = ModelRecipe.Named("unet-extended").ViewStack;
    for (var rep = 0; rep < 3; rep++)
    {
        var names = new[] { "cut", "clone", "crowd", "photo", "views", "targets", "nuc", "border", "marker", "weight", "draw" };
        var t = new double[11];
        for (var n = 0; n < 48; n++)
        {
            var random = new CropRandom(1, n);
            var im = sampler.Draw(random);
            var sw = System.Diagnostics.Stopwatch.StartNew();
            void Lap(int i) { t[i] += sw.Elapsed.TotalMilliseconds; sw.Restart(); }
            using var crop = SegService.Training.Augmentation.Geometry.Cut(im, 288, 1, random); Lap(0);
            using var donor = SegService.Training.Augmentation.Geometry.Cut(im, 288, 1, random); Lap(0);
            SegService.Training.Augmentation.Crowding.Apply(crop, donor, random); Lap(2);
            using (views.Render(crop.Rgb)) { } Lap(4);
            using (SegService.Training.Targets.NucleusTarget.Of(crop.Labels)) { } Lap(6);
            using (SegService.Training.Targets.BorderTarget.Of(crop.Labels)) { } Lap(7);
            using (SegService.Training.Targets.MarkerTarget.Of(crop.Labels)) { } Lap(8);
            using (SegService.Training.Targets.WeightTarget.Of(crop.Labels)) { } Lap(9);
            using (SegService.Training.Augmentation.Augmenter.Draw(im, 288, random)) { } Lap(10);
        }
        Console.WriteLine(string.Join(" ", names.Select((x, i) => $"{x} {t[i] / 48:F2}")));
    }
    return 0;
}

if (args.Length > 0 && args[0] == "micro")
{
    OpenCvSharp.Cv2.SetNumThreads(1);
    using var rgb = new OpenCvSharp.Mat(288, 288, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.All(0));
    OpenCvSharp.Cv2.Randu(rgb, OpenCvSharp.Scalar.All(0), OpenCvSharp.Scalar.All(255));
    using var f3 = new OpenCvSharp.Mat(); rgb.ConvertTo(f3, OpenCvSharp.MatType.CV_32F, 1 / 255.0);
    using var f1 = new OpenCvSharp.Mat(); OpenCvSharp.Cv2.ExtractChannel(f3, f1, 0);
    using var u1 = new OpenCvSharp.Mat(); OpenCvSharp.Cv2.ExtractChannel(rgb, u1, 0);
    using var o = new OpenCvSharp.Mat();
    using var clahe = OpenCvSharp.Cv2.CreateCLAHE(3, new OpenCvSharp.Size(4, 4));
    var w = new OpenCvSharp.Size(65, 65);
    void Time(string name, Action a) { a(); a(); var sw = System.Diagnostics.Stopwatch.StartNew(); for (var i = 0; i < 20; i++) a(); Console.WriteLine($"{name} {sw.Elapsed.TotalMilliseconds / 20:F2}"); }
    Time("range3", () => SegService.Pipeline.Preprocessing.IntensityRange.Of(rgb));
    Time("log1", () => OpenCvSharp.Cv2.Log(f1, o));
    Time("exp3", () => OpenCvSharp.Cv2.Exp(f3, o));
    Time("pow3", () => OpenCvSharp.Cv2.Pow(f3, 0.7, o));
    Time("box", () => OpenCvSharp.Cv2.BoxFilter(f1, o, OpenCvSharp.MatType.CV_32F, w));
    Time("sqrbox", () => OpenCvSharp.Cv2.SqrBoxFilter(f1, o, OpenCvSharp.MatType.CV_32F, w));
    Time("blur1", () => OpenCvSharp.Cv2.GaussianBlur(f1, o, new OpenCvSharp.Size(0, 0), 1));
    Time("blur1k5", () => OpenCvSharp.Cv2.GaussianBlur(f1, o, new OpenCvSharp.Size(5, 5), 1));
    Time("blur3", () => OpenCvSharp.Cv2.GaussianBlur(f3, o, new OpenCvSharp.Size(0, 0), 2));
    Time("clahe", () => clahe.Apply(u1, o));
    Time("extract", () => OpenCvSharp.Cv2.ExtractChannel(rgb, o, 1));
    Time("hls", () => OpenCvSharp.Cv2.CvtColor(f3, o, OpenCvSharp.ColorConversionCodes.RGB2HLS));
    Time("mul3", () => OpenCvSharp.Cv2.Multiply(f3, OpenCvSharp.Scalar.All(2), o));
    Time("min3", () => OpenCvSharp.Cv2.Min(f3, OpenCvSharp.Scalar.All(2), o));
    Time("min1", () => OpenCvSharp.Cv2.Min(f1, new OpenCvSharp.Scalar(2), o));
    Time("convert", () => f3.ConvertTo(o, -1, 2, 1));
    Time("scaleadd", () => OpenCvSharp.Cv2.ScaleAdd(f3, 2, f3, o));
    Time("add", () => OpenCvSharp.Cv2.Add(f3, f3, o));
    Time("threshold", () => OpenCvSharp.Cv2.Threshold(f3, o, 1, 1, OpenCvSharp.ThresholdTypes.Trunc));
    return 0;
}

var root = new RootCommand("Trains SegService's networks.");
root.Subcommands.Add(TrainCommand.Create());
return await root.Parse(args).InvokeAsync();
