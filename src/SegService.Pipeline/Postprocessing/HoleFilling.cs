namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// Gives background that is enclosed by a single instance to that instance. Background connects by edges and corners, the dual
/// of the instances' connection by edges; what two instances enclose together stays background.
/// </summary>
internal static class HoleFilling
{
    private const int Unknown = 0;
    private const int Nobody = int.MinValue;

    public static void Fill(LabelPlane plane)
    {
        using var background = ConnectedRuns.Find(plane, LabelPlane.Background, diagonal: true);
        var owners = new int[background.Components];
        foreach (ref readonly var run in background.Runs)
        {
            if (TouchesEdge(run, plane))
                owners[run.Component] = Nobody;
        }

        foreach (ref readonly var run in background.Runs)
            FindOwner(plane, run, ref owners[run.Component]);
        foreach (ref readonly var run in background.Runs)
        {
            if (owners[run.Component] != Nobody)
                plane.Row(run.Row)[run.Start..run.End].Fill(owners[run.Component]);
        }
    }

    private static bool TouchesEdge(in Run run, LabelPlane plane) =>
        run.Row == 0 || run.Row == plane.Height - 1 || run.Start == 0 || run.End == plane.Width;

    private static void FindOwner(LabelPlane plane, in Run run, ref int owner)
    {
        if (owner == Nobody)
            return;
        Meet(plane.Row(run.Row).Slice(run.Start - 1, 1), ref owner);
        Meet(plane.Row(run.Row).Slice(run.End, 1), ref owner);
        Meet(plane.Row(run.Row - 1)[run.Start..run.End], ref owner);
        Meet(plane.Row(run.Row + 1)[run.Start..run.End], ref owner);
    }

    private static void Meet(ReadOnlySpan<int> neighbours, ref int owner)
    {
        foreach (var label in neighbours)
        {
            if (label == LabelPlane.Background || label == owner)
                continue;
            owner = owner == Unknown ? label : Nobody;
        }
    }
}
