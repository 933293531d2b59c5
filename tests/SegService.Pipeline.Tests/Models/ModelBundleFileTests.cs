using System.Text.Json.Nodes;
using SegService.Pipeline.Models;
using SegService.Pipeline.Preprocessing;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Models;

public sealed class ModelBundleFileTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    private string Manifest => Path.Combine(_models["tiny"], ModelBundleFile.ManifestName);

    private string DefectAfter(Action<JsonObject> change)
    {
        TinyModel.Write(_models.Path);
        var manifest = JsonNode.Parse(File.ReadAllText(Manifest))!.AsObject();
        change(manifest);
        File.WriteAllText(Manifest, manifest.ToJsonString());
        return Defect();
    }

    private string Defect()
    {
        var failure = ModelBundleFile.Read(_models["tiny"]).Failure;
        Assert.NotNull(failure);
        Assert.Equal(FailureKind.ModelFault, failure.Kind);
        Assert.Contains("'tiny'", failure.Detail);
        return failure.Detail;
    }

    [Fact]
    public void A_written_bundle_reads_back_the_same()
    {
        var written = TinyModel.Write(_models.Path, recipe: new InputRecipe(["rgb", "clahe"], 32, 22.5), channels: 6);

        var (read, graph) = ModelBundleFile.Read(_models["tiny"]).Value;

        Assert.Equivalent(written, read, strict: true);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_models["tiny"], "model.onnx")), graph);
    }

    [Fact]
    public void Names_in_the_file_are_those_of_the_documentation()
    {
        TinyModel.Write(_models.Path);

        var names = JsonNode.Parse(File.ReadAllText(Manifest))!.AsObject().Select(member => member.Key);

        Assert.Equal(["name", "version", "graph", "sha256", "outputs", "input", "thresholds", "licence", "description", "training", "scores"], names);
        Assert.Contains("\"nucleus\"", File.ReadAllText(Manifest));
    }

    [Fact]
    public void A_changed_graph_is_refused()
    {
        TinyModel.Write(_models.Path);
        File.AppendAllText(Path.Combine(_models["tiny"], "model.onnx"), "x");

        Assert.Contains("SHA-256", Defect());
    }

    [Fact]
    public void A_missing_graph_or_manifest_is_named()
    {
        TinyModel.Write(_models.Path);
        File.Delete(Path.Combine(_models["tiny"], "model.onnx"));
        Assert.Contains("model.onnx", Defect());

        File.Delete(Manifest);
        Assert.Contains("bundle.json", Defect());
    }

    [Theory]
    [InlineData("version")]
    [InlineData("sha256")]
    [InlineData("outputs")]
    [InlineData("input")]
    [InlineData("thresholds")]
    [InlineData("licence")]
    [InlineData("description")]
    public void A_missing_member_is_named(string member) => Assert.Contains(member, DefectAfter(manifest => manifest.Remove(member)));

    [Theory]
    [InlineData("name", "\"Tiny Model\"", "lower-case")]
    [InlineData("name", "\"other\"", "folder")]
    [InlineData("name", "\"classic\"", "reserved")]
    [InlineData("version", "\" \"", "version")]
    [InlineData("graph", "\"../model.onnx\"", "file name")]
    [InlineData("sha256", "\"ABC\"", "64 lower-case")]
    [InlineData("outputs", "[]", "nucleus")]
    [InlineData("outputs", "[\"border\"]", "nucleus")]
    [InlineData("outputs", "[\"nucleus\",\"nucleus\"]", "twice")]
    [InlineData("outputs", "[\"nuclei\"]", "outputs")]
    [InlineData("outputs", "[\"nucleus\",7]", "outputs")]
    [InlineData("licence", "null", "licence")]
    [InlineData("licence", "7", "licence")]
    [InlineData("input", "{\"views\":[]}", "views")]
    [InlineData("input", "{\"sizeMultiple\":16}", "views")]
    [InlineData("input", "{\"views\":[\"rgb\",\"sepia\"]}", "'sepia'; there are rgb, clahe, flat")]
    [InlineData("input", "{\"views\":[\"rgb\"],\"sizeMultiple\":0}", "sizeMultiple")]
    [InlineData("input", "{\"views\":[\"rgb\"],\"targetDiameter\":-1}", "targetDiameter")]
    [InlineData("input", "{\"views\":[\"rgb\"],\"targetDiametre\":20}", "targetDiametre")]
    [InlineData("thresholds", "{\"maskThreshold\":1.5}", "MaskThreshold")]
    [InlineData("thresholds", "{\"maskTreshold\":0.5}", "maskTreshold")]
    [InlineData("regions", "{\"features\":[],\"means\":[],\"deviations\":[],\"layers\":[],\"expectedScore\":0.4}", "regions: features")]
    [InlineData("colour", "1", "colour")]
    public void A_wrong_member_is_named(string member, string value, string word) =>
        Assert.Contains(word, DefectAfter(manifest => manifest[member] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ \"name\": \"tiny\", \"name\": \"tiny\" }")]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("null")]
    public void What_is_no_bundle_document_is_refused(string text)
    {
        TinyModel.Write(_models.Path);
        File.WriteAllText(Manifest, text);

        Assert.Contains("bundle.json", Defect());
    }

    [Fact]
    public void All_defects_are_reported_at_once()
    {
        var defect = DefectAfter(manifest => (manifest["sha256"], manifest["version"]) = ("x", ""));

        Assert.Contains("sha256", defect);
        Assert.Contains("version", defect);
    }

    [Fact]
    public void A_writer_cannot_leave_a_bundle_that_would_be_refused() =>
        Assert.Throws<ArgumentException>(() => TinyModel.Write(_models.Path, recipe: new InputRecipe([])));
}
