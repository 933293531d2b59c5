using SegService.Api;
using SegService.Api.Health;

try
{
    if (HealthProbe.IsAskedFor(args))
        return await HealthProbe.RunAsync(args);
    await ApiHost.Configure(WebApplication.CreateBuilder(args)).RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.Explain(failure) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}

public partial class Program;
