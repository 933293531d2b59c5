using System.Text.Json;
using System.Xml;

namespace SegService.Deploy.Tests.Compose;

/// <summary>What the compose files promise, as the compose program reads them.</summary>
public sealed class FileTests
{
    private const string User = "1654:1654";

    private static readonly string Image = $"segservice:{typeof(Program).Assembly.GetName().Version!.ToString(3)}";

    public static TheoryData<string> Files => [ComposeTools.Embedded, ComposeTools.Nats];

    [Theory, MemberData(nameof(Files))]
    public async Task Containers_have_no_rights_they_do_not_need_and_are_bounded(string file)
    {
        foreach (var (_, service) in await ServicesAsync(file))
        {
            Assert.True(service.GetProperty("read_only").GetBoolean());
            Assert.Equal(["ALL"], Strings(service, "cap_drop"));
            Assert.Equal(["no-new-privileges"], Strings(service, "security_opt"));
            Assert.False(service.TryGetProperty("cap_add", out _));
            Assert.False(service.TryGetProperty("privileged", out _));
            Assert.NotEqual("0", service.GetProperty("mem_limit").GetString());
            Assert.Equal("unless-stopped", service.GetProperty("restart").GetString());
            if (service.TryGetProperty("ports", out var ports))
                Assert.All(ports.EnumerateArray(), port => Assert.Equal("127.0.0.1", port.GetProperty("host_ip").GetString()));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public async Task The_service_reads_every_variable_and_has_the_time_it_asks_for(string file)
    {
        foreach (var service in (await ServicesAsync(file)).Where(service => service.Name != "nats").Select(service => service.Value))
        {
            var environment = service.GetProperty("environment").EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString());
            ServiceSettings.AssertAccepted(environment.Select(variable => (variable.Key, variable.Value)));
            Assert.Equal(Image, service.GetProperty("image").GetString());
            Assert.Equal(User, service.GetProperty("user").GetString());

            var grace = XmlConvert.ToTimeSpan($"PT{service.GetProperty("stop_grace_period").GetString()!.ToUpperInvariant()}");
            Assert.True(TimeSpan.FromSeconds(int.Parse(environment["DOTNET_SHUTDOWNTIMEOUTSECONDS"]!)) < grace);
        }
    }

    private static async Task<IReadOnlyList<(string Name, JsonElement Value)>> ServicesAsync(string file)
    {
        var read = await Command.RunAsync(await ComposeTools.ProgramAsync(), ["--file", file, "config", "--format", "json"]);
        Assert.True(read.Succeeded, read.Error);
        return [.. JsonElement.Parse(read.Output).GetProperty("services").EnumerateObject().Select(service => (service.Name, service.Value))];
    }

    private static IEnumerable<string?> Strings(JsonElement service, string name) => service.GetProperty(name).EnumerateArray().Select(value => value.GetString());
}
