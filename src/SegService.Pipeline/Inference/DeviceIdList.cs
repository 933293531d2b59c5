using System.ComponentModel;
using System.Globalization;

namespace SegService.Pipeline.Inference;

/// <summary>GPU numbers, configured as one value ("0,1") or as a list (DeviceIds__0=0, DeviceIds__1=1).</summary>
[TypeConverter(typeof(Converter))]
public sealed class DeviceIdList : List<int>
{
    public override string ToString() => string.Join(",", this);

    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
        {
            var list = new DeviceIdList();
            list.AddRange(((string)value).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(id => int.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture)));
            return list;
        }
    }
}
