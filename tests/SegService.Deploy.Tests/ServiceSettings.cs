using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace SegService.Deploy.Tests;

/// <summary>What the service reads from its environment.</summary>
internal static class ServiceSettings
{
    private const string Prefix = "SegService__";

    /// <summary>Every options class, by its configuration section.</summary>
    private static readonly ILookup<string, Type> Options = new[] { typeof(Program), typeof(Pipeline.Failure), typeof(Jobs.JobOptions) }
        .SelectMany(type => type.Assembly.GetTypes())
        .Where(type => type.GetField("Section")?.IsLiteral == true)
        .ToLookup(type => (string)type.GetField("Section")!.GetRawConstantValue()!);

    /// <summary>Each of the service's own variables is one that it reads, with a value that it accepts.</summary>
    public static void AssertAccepted(IEnumerable<(string Name, string? Value)> environment)
    {
        var settings = environment.Where(variable => variable.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(variable => variable.Name.Replace("__", ":", StringComparison.Ordinal), variable => variable.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        Assert.All(settings.Keys, key => Assert.True(IsRead(key), key));
        foreach (var section in Options)
            Assert.All(section, type => AssertAccepts(type, configuration.GetSection(section.Key)));
    }

    private static bool IsRead(string key) => Options.Any(section => section.Any(type => IsReadBy(type, section.Key, key)));

    private static bool IsReadBy(Type options, string section, string key) =>
        key.StartsWith($"{section}:", StringComparison.Ordinal)
        && options.GetProperty(key[(section.Length + 1)..].Split(':')[0], BindingFlags.Public | BindingFlags.Instance) is not null;

    private static void AssertAccepts(Type type, IConfigurationSection section)
    {
        var options = Activator.CreateInstance(type)!;
        section.Bind(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
    }
}
