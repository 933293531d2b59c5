using SegService.Pipeline.Models;

namespace SegService.Pipeline.Caching;

/// <summary>All that decides what a network says of an image; thresholds do not.</summary>
/// <param name="ImageSha256">Of the encoded bytes.</param>
/// <param name="Page">From 0.</param>
/// <param name="Channel">From 0; null for all.</param>
/// <param name="Model">The weights and, by its version, their recipe.</param>
/// <param name="Scale">As asked for; null for the automatic one.</param>
/// <param name="Tta">Whether the maps are averaged over the square's symmetries.</param>
public sealed record MapKey(string ImageSha256, int Page, int? Channel, ModelIdentity Model, double? Scale, bool Tta);
