using System.Diagnostics.CodeAnalysis;

namespace SegService.Pipeline.Caching;

/// <summary>Maps by key within a number of bytes; those not asked for the longest go first. Holds what it keeps. Not thread-safe.</summary>
internal sealed class MapShelf(long maxBytes)
{
    private readonly Dictionary<MapKey, LinkedListNode<(MapKey Key, ScaledMaps Maps)>> _nodes = [];
    private readonly LinkedList<(MapKey Key, ScaledMaps Maps)> _latestFirst = [];

    public long Bytes { get; private set; }

    /// <summary>Holds the maps for the caller too.</summary>
    public bool TryGet(MapKey key, [NotNullWhen(true)] out ScaledMaps? maps)
    {
        maps = null;
        if (!_nodes.TryGetValue(key, out var node))
            return false;
        _latestFirst.Remove(node);
        _latestFirst.AddFirst(node);
        maps = node.Value.Maps;
        return maps.TryRetain();
    }

    /// <summary>Maps larger than the whole shelf are not kept, and push nothing out.</summary>
    public void Put(MapKey key, ScaledMaps maps)
    {
        if (maps.Bytes > maxBytes || !maps.TryRetain())
            return;
        Remove(key);
        _nodes[key] = _latestFirst.AddFirst((key, maps));
        Bytes += maps.Bytes;
        while (Bytes > maxBytes)
            Remove(_latestFirst.Last!.Value.Key);
    }

    private void Remove(MapKey key)
    {
        if (!_nodes.Remove(key, out var node))
            return;
        _latestFirst.Remove(node);
        Bytes -= node.Value.Maps.Bytes;
        node.Value.Maps.Dispose();
    }
}
