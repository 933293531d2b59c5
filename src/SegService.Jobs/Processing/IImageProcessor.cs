namespace SegService.Jobs.Processing;

/// <summary>What is done with each image. Run by several slots at once.</summary>
public interface IImageProcessor
{
    /// <summary>Must stop soon after <paramref name="cancellationToken"/>. An exception counts as a transient fault.</summary>
    Task<ProcessingOutcome> ProcessAsync(ImageWork work, CancellationToken cancellationToken);
}

/// <param name="Index">Of the image in its job, from 0.</param>
/// <param name="ImageId">The caller's name for the image.</param>
/// <param name="Source">The upload as it came.</param>
/// <param name="Options">The job's options.</param>
public sealed record ImageWork(int Index, string ImageId, ReadOnlyMemory<byte> Source, string Options);

/// <summary>A closed set.</summary>
public abstract record ProcessingOutcome
{
    private ProcessingOutcome()
    {
    }

    /// <param name="Result">What to keep; its reader is the processor's business.</param>
    /// <param name="Count">Instances found.</param>
    public sealed record Done(ReadOnlyMemory<byte> Result, int Count) : ProcessingOutcome;

    /// <param name="Problem">Why there is no result.</param>
    /// <param name="Transient">Whether trying again may help.</param>
    public sealed record Refused(JobProblem Problem, bool Transient) : ProcessingOutcome;
}
