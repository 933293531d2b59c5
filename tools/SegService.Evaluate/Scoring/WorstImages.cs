using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Scoring;

/// <param name="Scored">The image's score.</param>
/// <param name="Image">Its bytes and truth.</param>
/// <param name="Labels">What was found.</param>
internal sealed record WorstImage(EvaluatedImage Scored, KaggleImage Image, LabelImage Labels);

/// <summary>The images of the lowest scores, of any number that are offered. Thread-safe.</summary>
internal sealed class WorstImages(int capacity)
{
    private readonly Lock _gate = new();

    // The best of the worst comes out first; ties by id, so that the order of arrival does not matter.
    private readonly PriorityQueue<WorstImage, (double, string)> _kept = new(Comparer<(double, string)>.Create((a, b) => b.CompareTo(a)));

    public void Offer(WorstImage image)
    {
        lock (_gate)
        {
            _kept.Enqueue(image, Rank(image));
            if (_kept.Count > capacity)
                _kept.Dequeue();
        }
    }

    /// <summary>Worst first.</summary>
    public IReadOnlyList<WorstImage> InOrder()
    {
        lock (_gate)
            return [.. _kept.UnorderedItems.Select(item => item.Element).OrderBy(Rank)];
    }

    private static (double, string) Rank(WorstImage image) => (image.Scored.Score.Score, image.Scored.ImageId);
}
