#!/usr/bin/env dotnet
#:property PublishAot=false
#:property TreatWarningsAsErrors=false

// Prints a table of an image's nuclei. With .NET 10, without a project: dotnet run Segment.cs cells.png [http://localhost:8080]
using System.Net.Http.Headers;
using System.Net.Http.Json;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run Segment.cs IMAGE [URL]");
    return 2;
}

using var service = new HttpClient { BaseAddress = new Uri(args.Length > 1 ? args[1] : "http://localhost:8080") };
if (Environment.GetEnvironmentVariable("SEGSERVICE_KEY") is { } key)
    service.DefaultRequestHeaders.Add("X-Api-Key", key);
service.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

await using var image = File.OpenRead(args[0]);
using var form = new MultipartFormDataContent { { new StreamContent(image), "image", Path.GetFileName(args[0]) } };
using var response = await service.PostAsync("/v1/segmentations", form);
if (!response.IsSuccessStatusCode)
{
    Console.Error.WriteLine(await response.Content.ReadAsStringAsync());
    return 1;
}

var result = await response.Content.ReadFromJsonAsync<Result>();
Console.WriteLine($"{result!.ImageId}: {result.Count} nuclei by {result.Model.Name} {result.Model.Version}");
foreach (var nucleus in result.Instances)
    Console.WriteLine($"{nucleus.Id}\tarea {nucleus.Area}\tat {nucleus.Centroid[0]}, {nucleus.Centroid[1]}\tscore {nucleus.Score}");
return 0;

internal sealed record Result(string ImageId, Model Model, int Count, Nucleus[] Instances);

internal sealed record Model(string Name, string Version);

internal sealed record Nucleus(int Id, int Area, double[] Centroid, double Score);
