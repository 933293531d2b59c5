namespace SegService.Pipeline.Models;

/// <summary>One line of the catalogue.</summary>
/// <param name="Identity">Name, version and SHA-256.</param>
/// <param name="Bundle">Null for classic.</param>
/// <param name="IsDefault">Whether <c>default</c> means this model.</param>
public sealed record ModelListing(ModelIdentity Identity, ModelBundle? Bundle, bool IsDefault);
