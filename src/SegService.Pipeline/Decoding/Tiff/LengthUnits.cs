namespace SegService.Pipeline.Decoding.Tiff;

internal static class LengthUnits
{
    /// <summary>Micrometres in a unit as OME and ImageJ spell it; 0 where it is not a length we know.</summary>
    public static double Um(string? unit) => unit?.Trim() switch
    {
        "µm" or "μm" or "um" or "micron" or "microns" or "\\u00B5m" => 1,
        "nm" => 0.001,
        "mm" => 1_000,
        "cm" => 10_000,
        _ => 0,
    };
}
