using System.Runtime.InteropServices;

namespace SegService.Jobs.Processing;

/// <summary>Reads memory as a stream, without a copy where it is an array's.</summary>
internal sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> memory) : MemoryStream(Segment(memory).Array!, Segment(memory).Offset, memory.Length, writable: false)
{
    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) ? segment : memory.ToArray();
}
