namespace SegService.Pipeline.Preprocessing;

/// <summary>How an image becomes a network's input tensor. Part of bundle.json, written by the trainer.</summary>
/// <param name="Views">Names of the views, concatenated along the channel axis in this order; see the Preprocessing room.</param>
/// <param name="SizeMultiple">Height and width of the tensor must be multiples of this many pixels.</param>
/// <param name="TargetDiameter">Median nucleus diameter, in pixels, the network does best on; null where unknown.</param>
public sealed record InputRecipe(IReadOnlyList<string> Views, int SizeMultiple = 16, double? TargetDiameter = null);
