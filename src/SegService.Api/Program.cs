using Microsoft.Extensions.Options;
using SegService.Api;
using SegService.Api.Health;

try
{
    if (HealthProbe.IsAskedFor(args))
        return await HealthProbe.RunAsync(args);
    await ApiHost.Configure(WebApplication.CreateBuilder(args)).RunAsync();
    return 0;
}
catch (OptionsValidationException invalid)
{
    await Console.Error.WriteLineAsync($"The configuration is not valid:\n  {string.Join("\n  ", invalid.Failures)}");
    return 1;
}

public partial class Program;
