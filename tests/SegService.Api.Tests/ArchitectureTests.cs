namespace SegService.Api.Tests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("OpenCvSharp")]
    [InlineData("Microsoft.ML.OnnxRuntime")]
    public void The_api_assembly_knows_no_pixel_and_no_tensor(string assembly) =>
        Assert.DoesNotContain(typeof(Program).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith(assembly, StringComparison.Ordinal));
}
