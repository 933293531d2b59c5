namespace SegService.Training.Batches;

/// <summary>Several crops ready for one step.</summary>
/// <param name="Size">Crops.</param>
/// <param name="Inputs">Size x C x S x S.</param>
/// <param name="Targets">Size x <see cref="Training.Targets.TargetPlanes.Count"/> x S x S.</param>
internal sealed record Batch(int Size, float[] Inputs, float[] Targets);
