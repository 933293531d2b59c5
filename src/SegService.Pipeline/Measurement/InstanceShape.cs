namespace SegService.Pipeline.Measurement;

/// <summary>
/// The form of one instance, by the definitions of scikit-image's <c>regionprops</c>; A is its area, lengths are in pixels.
/// </summary>
/// <param name="Perimeter">
/// Length of the line through the centres of the border pixels, those with an edge neighbour (above, below, left, right) that is
/// not the instance's. A border pixel with e border pixels beside it and d diagonally to it counts, after Benkrid and Crookes: 1
/// where e is 2 or 3 and d at most 2; √2 where e = 0 and d = 2, or e = 1 and d = 3; (1 + √2) / 2 where e = 1 and d is 1 or 2; else 0.
/// </param>
/// <param name="EquivalentDiameter">Diameter of the disc of the same area: √(4 A / π).</param>
/// <param name="Eccentricity">
/// Of the ellipse with the same second central moments: √(1 - λ₂ / λ₁), where λ₁ ≥ λ₂ are the eigenvalues of the covariance matrix
/// of the pixels' centres; 0 is a circle (and a single pixel), 1 a line.
/// </param>
/// <param name="Solidity">
/// A / A', where A' counts the pixels whose centres lie in or on the convex hull of the middles of all the pixels' edges; 1 is convex.
/// </param>
public readonly record struct InstanceShape(double Perimeter, double EquivalentDiameter, double Eccentricity, double Solidity);
