namespace SegService.Pipeline.Inference.Winograd;

/// <summary>Gives tensors memory: that of an earlier tensor of the same shape which no later layer reads, where there is one.</summary>
internal static class SlotAssignment
{
    public static NetworkPlan Of(PlannedTensor image, IReadOnlyList<PlannedLayer> layers, int imageChannels, bool sigmoid)
    {
        var lastRead = new Dictionary<PlannedTensor, int>();
        for (var i = 0; i < layers.Count; i++)
        {
            foreach (var tensor in Read(layers[i]))
                lastRead[tensor] = i;
        }

        var slots = new List<Slot> { image.Slot };
        var places = new Dictionary<PlannedTensor, int> { [image] = 0 };
        var free = new List<int>();
        var planned = new List<Layer>();
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (layer.Target is { } target)
                places[target] = Take(slots, free, target.Slot); // before its sources are free: it may not overwrite them
            planned.Add(new Layer(layer.Convolution, [.. layer.Sources.Select(part => new LayerSource(places[part.Tensor], part.Enlarged))],
                Place(layer.Target), Place(layer.Residual), layer.Relu, layer.Scale));
            free.AddRange(Read(layer).Distinct().Where(tensor => lastRead[tensor] == i && tensor != image).Select(tensor => places[tensor]));
        }

        return new NetworkPlan
        {
            ImageChannels = imageChannels,
            OutputChannels = layers[^1].Convolution.Outputs,
            Sigmoid = sigmoid,
            Slots = slots,
            Layers = planned,
        };

        int Place(PlannedTensor? tensor) => tensor is null ? NetworkPlan.None : places[tensor];
    }

    private static IEnumerable<PlannedTensor> Read(PlannedLayer layer) =>
        layer.Sources.Select(part => part.Tensor).Concat(layer.Residual is { } residual ? [residual] : []);

    private static int Take(List<Slot> slots, List<int> free, Slot slot)
    {
        var found = free.FindIndex(place => slots[place] == slot);
        if (found < 0)
        {
            slots.Add(slot);
            return slots.Count - 1;
        }

        var place = free[found];
        free.RemoveAt(found);
        return place;
    }
}
