namespace SegService.Deploy.Tests.Chart;

/// <summary>The chart speaks to the service by environment variables; each must be one that the service reads, with a value it accepts.</summary>
public sealed class SettingsTests(ChartTools tools)
{
    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task The_service_reads_every_variable_and_accepts_its_value(string values)
    {
        foreach (var pod in (await HelmChart.RenderAsync(tools, values)).Pods.Values)
            ServiceSettings.AssertAccepted(pod.Spec.Containers[0].Env.Select(variable => (variable.Name, (string?)variable.Value)));
    }
}
